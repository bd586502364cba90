import { beforeAll, describe, expect, test } from 'vitest'
import { EXPORTED_FILES } from '#src/export/export-all.ts'
import { dataFilesText } from '#src/web/text/data-files.ts'
import { CLAIRE, receive } from './shop.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await receive(world, CLAIRE)
})

describe('taking data out', () => {
  test('gives every file of the export, and writes down who took it', async () => {
    const page = await owner.text('/settings/data')
    const files = [...page.matchAll(/href="\/settings\/data\/files\/([^"]+)"/g)].map(([, file = '']) => file)
    expect(files.toSorted()).toEqual(EXPORTED_FILES.toSorted())
    for (const { names, groups } of [dataFilesText.fr, dataFilesText.en]) {
      expect(Object.keys(names).toSorted()).toEqual(EXPORTED_FILES.toSorted())
      for (const group of Object.values(groups)) expect(group).not.toBe('')
    }
    expect(page).toContain('Oppositions')
    expect(page).not.toContain('undefined')
    for (const file of files) expect((await owner.ask(`/settings/data/files/${file}`)).status).toBe(200)
    const clients = await owner.ask('/settings/data/files/clients.csv')
    expect(clients.headers.get('Content-Disposition')).toBe('attachment; filename="clients.csv"')
    expect(await clients.text()).toContain('claire@mail.example')
    expect(await owner.text('/settings/data/files/clients.vcf')).toContain('EMAIL')
    expect(await world.db.auditEntry.count({ where: { action: 'data.export', subjectId: 'clients.csv' } })).toBe(2)
    expect((await owner.ask('/settings/data/files/api_token')).status).toBe(404)
  })

  test('gives what is held on one person, by their address, and their card', async () => {
    const file = await owner.ask('/settings/data/person?address=claire@mail.example')
    expect(file.headers.get('Content-Type')).toContain('application/json')
    expect(await file.text()).toContain('Lampe en laiton')
    expect((await owner.ask('/settings/data/person?address=nobody@mail.example')).status).toBe(404)
    const { id } = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
    expect(await owner.text(`/clients/${id}/card.vcf`)).toMatch(/^BEGIN:VCARD\r\n[^]*Claire/)
    expect(await world.db.auditEntry.count({ where: { action: 'client.export', subjectId: id } })).toBe(1)
  })
})

describe('fields', () => {
  test('are added, refused where they make no sense, and taken away with their values kept', async () => {
    const before = await world.db.fieldDefinition.count({ where: { removedAt: null } })
    const trade = {
      label: 'Métier du client / Trade of the client',
      type: 'choice',
      choices: 'Architecte / Architect\nArtisan'
    }
    await owner.send('/settings/fields', trade)
    const field = await world.db.fieldDefinition.findUniqueOrThrow({ where: { key: 'metier_du_client' } })
    expect(field).toMatchObject({ labelEn: 'Trade of the client', type: 'choice' })
    expect((await owner.send('/settings/fields', trade)).status).toBe(422)
    expect((await owner.send('/settings/fields', { label: '' })).status).toBe(422)
    const taken = await (await owner.send('/settings/fields', { ...trade, choices: 'Maison' })).text()
    expect(taken).toContain('Ce nom est déjà celui d’un autre champ.')
    expect(taken).toMatch(/<textarea[^>]*name="choices"[^>]*>\s*Maison/)
    const chosen = await owner.send('/settings/fields', { label: 'X', type: 'choice' })
    expect(chosen.status).toBe(422)
    expect(await chosen.text()).toMatch(/id="choices-wrong"/)
    const long = await owner.send('/settings/fields', { label: 'a'.repeat(201), choices: 'Maison' })
    expect(await long.text()).toContain('a'.repeat(201))
    await owner.send('/settings/fields/metier_du_client/removal', {}, '/settings/fields')
    expect(await world.db.fieldDefinition.count({ where: { removedAt: null } })).toBe(before)
    const actions = await world.db.auditEntry.findMany({ where: { subjectKind: 'field' }, select: { action: true } })
    expect(actions.map(({ action }) => action)).toEqual(['field.add', 'field.remove'])
  })
})
