import { describe, expect, it } from 'vitest'
import { readClient } from '#src/clients/client-store.ts'
import { readChoices, readLabel, type NewField } from '#src/clients/fields/definition.ts'
import { addField, changeField, listFields, removeField } from '#src/clients/fields/definition-store.ts'
import { fieldHistory, heldFields, setFields } from '#src/clients/fields/value-store.ts'
import { mergeClients, undoMerge } from '#src/clients/merge.ts'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { conditionSchema } from '#src/insights/condition.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { aBase, deed, NOW } from '../a-base.ts'

const { prisma } = await aBase()
const given = { ...deed, source: 'page' }

async function client(name: string, companyId?: string): Promise<string> {
  const row = await prisma.client.create({
    data: { name, state: 'active', stateReason: 'test', ...(companyId ? { companyId } : {}) }
  })
  return row.id
}

async function matching(condition: unknown): Promise<string[]> {
  const where = compileCondition(conditionSchema.parse(condition), { today: '2026-03-10' })
  const rows = await prisma.$queryRaw<{ name: string }[]>(
    Prisma.sql`SELECT name FROM client WHERE state = 'active' AND ${where} ORDER BY name`
  )
  return rows.map(({ name }) => name)
}

describe('fields', () => {
  it('come with the program for people (K1) and businesses (K10)', async () => {
    const fields = await listFields(prisma)
    expect(fields.map(({ key }) => key)).toEqual(expect.arrayContaining(['children', 'household', 'payment_terms']))
    expect(fields.find(({ key }) => key === 'payment_terms')).toMatchObject({ subject: 'company', type: 'choice' })
    expect(fields.find(({ key }) => key === 'credit_notes')).toMatchObject({ type: 'money', currency: 'EUR' })
  })

  it('are added, renamed, and taken away with their values waiting', async () => {
    const id = await client('Zoé')
    const field: NewField = {
      key: 'dog',
      label: readLabel('Chien / Dog'),
      type: 'text',
      choices: [],
      subject: 'client'
    }
    await addField(prisma, field)
    await expect(addField(prisma, field)).rejects.toThrow('already')
    await setFields(prisma, id, { dog: 'Rex' }, given)
    await changeField(prisma, 'dog', { label: readLabel('Le chien / The dog') })
    expect(await removeField(prisma, 'dog', { at: NOW })).toBe(1)
    expect((await readClient(prisma, id)).fields).toEqual({})
    await expect(addField(prisma, { ...field, type: 'number' })).rejects.toThrow('still has values')
    await addField(prisma, field)
    expect((await readClient(prisma, id)).fields).toEqual({ dog: 'Rex' })
    await removeField(prisma, 'dog', { at: NOW, andValues: true })
    await addField(prisma, { ...field, type: 'number' })
    expect((await readClient(prisma, id)).fields).toEqual({})
    expect(await fieldHistory(prisma, id)).toEqual([])
  })

  it('keep the choices that clients have', async () => {
    const id = await client('Luc')
    const choices = readChoices('Rouge / Red; Vert / Green')
    await addField(prisma, { key: 'colour', label: readLabel('Couleur'), type: 'choices', choices, subject: 'client' })
    await setFields(prisma, id, { colour: ['rouge'] }, given)
    await expect(changeField(prisma, 'colour', { choices: readChoices('Vert') })).rejects.toThrow('"Rouge" is chosen 1')
    await changeField(prisma, 'colour', { choices: readChoices('Rouge') })
    await expect(changeField(prisma, 'colour', { choices: [] })).rejects.toThrow('at least one choice')
  })
})

describe('values', () => {
  it('are checked, and each change is kept with who made it and from where', async () => {
    const id = await client('Ana')
    expect(await setFields(prisma, id, { children: 2, city: 'Lyon' }, given)).toEqual({ children: null, city: null })
    expect(await setFields(prisma, id, { children: 3, city: 'Lyon' }, { ...given, source: 'api' })).toEqual({
      children: 2
    })
    expect(await setFields(prisma, id, { city: null }, given)).toEqual({ city: 'Lyon' })
    expect((await readClient(prisma, id)).fields).toEqual({ children: 3 })
    expect(await fieldHistory(prisma, id, { key: 'children' })).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ before: 2, after: 3, source: 'api', by: deed.by }),
        expect.objectContaining({ before: null, after: 2, source: 'page' })
      ])
    )
    await expect(setFields(prisma, id, { children: 'two' }, given)).rejects.toThrow('it takes a number')
    await expect(setFields(prisma, id, { home: 'castle' }, given)).rejects.toThrow('one of House')
    await expect(setFields(prisma, id, { nonsense: 1 }, given)).rejects.toThrow('no field "nonsense"')
  })

  it('of a company hold for all its clients, and its word goes before the client’s own', async () => {
    const alone = await client('Seul')
    await setFields(prisma, alone, { payment_terms: 'on_order' }, given)
    const company = await prisma.company.create({ data: { name: 'Durand SA' } })
    const [one, other] = [await client('Un', company.id), await client('Autre', company.id)]
    await setFields(prisma, one, { payment_terms: 'n_60_days', city: 'Nantes' }, given)
    expect((await readClient(prisma, other)).fields).toEqual({ payment_terms: 'n_60_days' })
    expect(await fieldHistory(prisma, other)).toMatchObject([{ key: 'payment_terms', after: 'n_60_days' }])
    await prisma.client.update({ where: { id: alone }, data: { companyId: company.id } })
    expect((await readClient(prisma, alone)).fields).toEqual({ payment_terms: 'n_60_days' })
    await setFields(prisma, alone, { payment_terms: null }, given)
    expect(await heldFields(prisma, alone)).toEqual([])
    expect((await readClient(prisma, other)).fields).toEqual({})
  })

  it('are what conditions ask for, be they the client’s or the company’s', async () => {
    const company = await prisma.company.create({ data: { name: 'Aube' } })
    const ida = await client('Ida', company.id)
    const leo = await client('Léo')
    await setFields(prisma, ida, { credit_limit: 500000, interests: ['garden', 'music'], owns_home: true }, given)
    await setFields(prisma, leo, { credit_limit: 100000, city: 'Brest', wedding: '--06-20' }, given)
    expect(await matching({ kind: 'field', key: 'credit_limit', atLeast: 200000 })).toEqual(['Ida'])
    expect(await matching({ kind: 'field', key: 'credit_limit' })).toEqual(['Ida', 'Léo'])
    expect(await matching({ kind: 'field', key: 'interests', is: ['MUSIC'] })).toEqual(['Ida'])
    expect(await matching({ kind: 'field', key: 'owns_home', is: [true] })).toEqual(['Ida'])
    expect(await matching({ kind: 'city', is: ['brest'] })).toEqual(['Léo'])
    expect(await matching({ kind: 'not', of: { kind: 'field', key: 'wedding' } })).not.toContain('Léo')
  })

  it('of two clients that merge: the one that stays is believed, the other’s word is shown and kept', async () => {
    const [from, into] = [await client('De'), await client('Vers')]
    await setFields(prisma, from, { children: 1, city: 'Lille' }, given)
    await setFields(prisma, into, { children: 2 }, given)
    const { conflicts } = await prisma.$transaction((tx) => mergeClients(tx, { from, into }, deed))
    expect(conflicts).toEqual({ children: { kept: 2, other: 1 } })
    expect((await readClient(prisma, from)).fields).toEqual({ children: 2, city: 'Lille' })
    expect(await fieldHistory(prisma, into)).toHaveLength(3)
    await prisma.$transaction((tx) => undoMerge(tx, { from, into }, deed))
    expect((await readClient(prisma, from)).fields).toEqual({ children: 1, city: 'Lille' })
    expect((await readClient(prisma, into)).fields).toEqual({ children: 2 })
    expect(await fieldHistory(prisma, into)).toHaveLength(1)
  })
})
