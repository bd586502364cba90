import { describe, expect, it } from 'vitest'
import { CLIENT_ROWS } from '#src/clients/client-rows.ts'
import { readClient } from '#src/clients/client-store.ts'
import { mergeClients, undoMerge } from '#src/clients/merge.ts'
import { recordInteraction, timeline } from '#src/clients/timeline-store.ts'
import { recordPurchases } from '#src/purchases/store.ts'
import { aBase, deed, NOW } from './a-base.ts'

const { prisma, mails, clientOf } = await aBase()

describe('merging clients (SEMANTICS C6)', () => {
  it('keeps every row of both, leads the old id to the other, and takes all of it back', async () => {
    const { home, work } = await twoRecords('ann')
    const before = [await everything(home), await everything(work)]
    await inTransaction((tx) => mergeClients(tx, { from: home, into: work }, deed))
    const merged = await readClient(prisma, home)
    expect(merged).toMatchObject({ id: work, phone: '0102030405', birthday: { month: 5, day: 12, year: null } })
    expect(merged.addresses).toEqual(['ann@work.fr', 'ann@gmail.com'])
    expect(merged.tags).toEqual(['both', 'home', 'work'])
    const entries = await timeline(prisma, work)
    expect(entries.map(({ title }) => title).toSorted()).toEqual([
      'De la maison',
      'Du bureau',
      'Note',
      'ann-1',
      'À deux'
    ])
    await inTransaction((tx) => undoMerge(tx, { from: home, into: work }, deed))
    expect([await everything(home), await everything(work)]).toEqual(before)
  })

  it('gives mails that came in between to whom they concern', async () => {
    const { home, work } = await twoRecords('bea')
    await inTransaction((tx) => mergeClients(tx, { from: home, into: work }, deed))
    await mails(
      { from: 'bea@gmail.com', to: 'us@shop.fr', subject: 'Entre-temps' },
      { from: 'bea@work.fr', to: 'us@shop.fr', subject: 'Aussi' }
    )
    expect((await timeline(prisma, work)).map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Entre-temps', 'Aussi'])
    )
    await inTransaction((tx) => undoMerge(tx, { from: home, into: work }, deed))
    const titles = async (id: string) => (await timeline(prisma, id)).map(({ title }) => title)
    expect(await titles(home)).toContain('Entre-temps')
    expect(await titles(home)).not.toContain('Aussi')
    expect(await titles(work)).toContain('Aussi')
    expect(await titles(work)).not.toContain('Entre-temps')
  })

  it('leads ids through several merges, and refuses to merge a client with itself', async () => {
    const one = await twoRecords('cid')
    const two = await twoRecords('dan')
    await inTransaction((tx) => mergeClients(tx, { from: one.home, into: one.work }, deed))
    await inTransaction((tx) => mergeClients(tx, { from: one.work, into: two.home }, deed))
    expect((await readClient(prisma, one.home)).id).toBe(two.home)
    await expect(inTransaction((tx) => mergeClients(tx, { from: one.home, into: two.home }, deed))).rejects.toThrow(
      /one client/
    )
  })

  it('knows every table that holds rows of a client', async () => {
    const rows = await prisma.$queryRaw<{ table: string; column: string }[]>`
      SELECT conrelid::regclass::text AS "table", attname AS "column" FROM pg_constraint
      JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
      WHERE contype = 'f' AND confrelid = 'client'::regclass`
    const named = CLIENT_ROWS.map(({ table, column }) => `${table}.${column}`)
    for (const { table, column } of rows) expect(named).toContain(`${table}.${column}`)
  })

  it('knows every rule by which two rows of a client may not be alike', async () => {
    const rows = await prisma.$queryRaw<{ table: string; columns: string[] }[]>`
      SELECT indrelid::regclass::text AS "table", array_agg(attname::text) AS columns
      FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
      WHERE indisunique AND indpred IS NULL GROUP BY indexrelid, indrelid HAVING bool_or(attname = 'client_id')`
    for (const { table, columns } of rows) {
      const others = columns.filter((column) => column !== 'client_id').toSorted()
      const known = CLIENT_ROWS.find((entry) => entry.table === table)
      expect({ table, unique: known?.unique?.toSorted() }).toEqual({ table, unique: others })
    }
  })
})

/** Somebody who wrote from home and from work, and in one mail was written to at both. */
async function twoRecords(name: string): Promise<{ home: string; work: string }> {
  await mails(
    {
      from: `Prénom ${name} <${name}@gmail.com>`,
      to: 'us@shop.fr',
      subject: 'De la maison',
      date: '2026-03-01T08:00:00Z'
    },
    { from: `${name}@work.fr`, to: 'us@shop.fr', subject: 'Du bureau', date: '2026-03-02T08:00:00Z' },
    { from: 'us@shop.fr', to: `${name}@work.fr, ${name}@gmail.com`, subject: 'À deux', date: '2026-03-03T08:00:00Z' }
  )
  const home = (await clientOf(`${name}@gmail.com`))?.id ?? ''
  const work = (await clientOf(`${name}@work.fr`))?.id ?? ''
  await prisma.client.update({
    where: { id: home },
    data: { phone: '0102030405', birthdayMonth: 5, birthdayDay: 12, externalId: name }
  })
  const tags = [
    { clientId: home, tag: 'home' },
    { clientId: home, tag: 'both' },
    { clientId: work, tag: 'work' },
    { clientId: work, tag: 'both' }
  ]
  await prisma.clientTag.createMany({ data: tags.map((tag) => ({ ...tag, by: 'test', at: NOW })) })
  await recordInteraction(prisma, { clientId: home, at: NOW, kind: 'note', title: 'Note', source: 'page' })
  const purchase = { currency: 'EUR', amount: 1200n, discount: 0n, lines: [], on: '2026-02-01' }
  await recordPurchases(prisma, 'test', [{ clientId: home, externalId: `${name}-1`, ...purchase }])
  return { home, work }
}

async function everything(id: string): Promise<unknown> {
  const { stateSince: _, ...client } = await readClient(prisma, id)
  const rows: Record<string, unknown> = {}
  for (const { table, column } of CLIENT_ROWS)
    rows[table] = await prisma.$queryRawUnsafe(
      `SELECT to_jsonb(t) AS row FROM "${table}" t WHERE "${column}" = $1::uuid ORDER BY to_jsonb(t)::text`,
      id
    )
  return { client, rows }
}

function inTransaction<T>(
  act: (tx: Parameters<Parameters<typeof prisma.$transaction>[0]>[0]) => Promise<T>
): Promise<T> {
  return prisma.$transaction(act)
}
