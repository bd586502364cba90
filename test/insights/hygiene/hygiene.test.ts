import { beforeEach, expect, test } from 'vitest'
import { mergeClients } from '#src/clients/merge.ts'
import { suppressAddresses } from '#src/clients/suppression-store.ts'
import { declareDistinct } from '#src/insights/hygiene/distinction.ts'
import { findings } from '#src/insights/hygiene/hygiene.ts'
import { adviceOf, commandOf, reasonOf } from '#src/insights/hygiene/wording.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import { openShop, type Shop } from '#test/insights/shop.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const db = database.prisma
const TODAY = '2026-06-30'
const SCOPE = { currency: 'EUR', to: TODAY }
const DEED = { by: COMMAND_LINE, at: new Date('2026-06-30T10:00:00Z') }
let shop: Shop

beforeEach(async () => {
  await db.purchase.deleteMany()
  await db.client.deleteMany()
  await db.suppression.deleteMany()
  shop = openShop(db)
})

async function someone(id: string, name: string, more: { address?: string; phone?: string } = {}): Promise<string> {
  const clientId = await shop.client(id)
  await db.client.update({
    where: { id: clientId },
    data: { name, phone: more.phone ?? null, birthdayMonth: 5, birthdayDay: 12, lastInteractionAt: DEED.at }
  })
  if (more.address !== undefined)
    await db.clientAddress.create({
      data: { address: more.address, matchKey: more.address, clientId, isPrimary: true, source: 'test' }
    })
  return clientId
}

function found(kind: 'duplicate' | 'dead-address' | 'stale' | 'missing') {
  return findings(db, SCOPE, { today: TODAY, kinds: [kind] })
}

async function likelyOne(): Promise<string[][]> {
  return (await found('duplicate')).map(({ clients }) => clients.map((client) => client.id))
}

test('duplicates are told with what they paid, the one to keep first, and how to merge them', async () => {
  await someone('old', 'Odile Kervadec', { address: 'odile@a.fr', phone: '+33612345678' })
  const best = await someone('best', 'KERVADEC Odile', { address: 'odile@b.fr', phone: '06 12 34 56 78' })
  await someone('else', 'Paul Roux', { address: 'paul@a.fr' })
  await shop.buys('best', '2026-01-05', 300)
  await shop.buys('old', '2026-01-05', 12.5)
  const [finding, ...others] = await found('duplicate')
  expect(others).toEqual([])
  expect(finding).toMatchObject({ atStake: 31_250n, clients: [{ id: 'best' }, { id: 'old' }] })
  if (!finding) return
  expect(reasonOf(finding).fr).toMatch(/^Sans doute la même personne \(99\s%\)\s: même nom, même téléphone/)
  expect(commandOf(finding)).toBe(`maillon clients merge ${await shop.client('old')} ${best}`)
})

test('who is said to be two is proposed no more, not even after one of them was merged', async () => {
  const a = await someone('a', 'Odile Kervadec', { address: 'odile@a.fr' })
  const b = await someone('b', 'Odile Kervadec', { address: 'odile@b.fr' })
  expect(await likelyOne()).toHaveLength(1)
  await db.$transaction((tx) => declareDistinct(tx, { one: a, other: 'odile@b.fr' }, DEED))
  expect(await likelyOne()).toEqual([])
  const other = await someone('other', 'Zoé Dupuis', { address: 'odile@c.fr' })
  await db.$transaction((tx) => mergeClients(tx, { from: b, into: other }, DEED))
  await db.client.update({ where: { id: other }, data: { name: 'Odile Kervadec' } })
  expect(await likelyOne()).toEqual([])
  await db.$transaction((tx) => declareDistinct(tx, { one: a, other: b, isForgotten: true }, DEED))
  expect(await likelyOne()).toHaveLength(1)
  await expect(db.$transaction((tx) => declareDistinct(tx, { one: b, other }, DEED))).rejects.toThrow(/one client/)
})

test('three records of one person are one finding', async () => {
  for (const id of ['a', 'b', 'c']) await someone(id, 'Odile Kervadec', { phone: '+33612345678' })
  expect((await likelyOne()).map((group) => group.toSorted((a, b) => a.localeCompare(b)))).toEqual([['a', 'b', 'c']])
})

test('an address that mail comes back from is dead, with the other one to write to', async () => {
  const clientId = await someone('a', 'Odile Kervadec', { address: 'odile@a.fr' })
  await suppressAddresses(db, {
    addresses: ['odile@a.fr'],
    scope: 'all',
    reason: 'hard-bounce',
    evidence: 'report',
    at: new Date('2026-03-01T10:00:00Z')
  })
  const [finding] = await found('dead-address')
  expect(finding?.detail).toEqual({
    kind: 'dead-address',
    address: 'odile@a.fr',
    since: '2026-03-01',
    status: null,
    other: null
  })
  await db.clientAddress.create({ data: { address: 'odile@b.fr', matchKey: 'odile@b.fr', clientId, source: 'test' } })
  const [withOther] = await found('dead-address')
  expect(withOther && adviceOf(withOther).en).toBe('Write to odile@b.fr, and take the address off.')
  await db.suppression.updateMany({ data: { liftedAt: DEED.at } })
  expect(await found('dead-address')).toEqual([])
})

test('stale is who neither bought nor was in touch for two years', async () => {
  await someone('silent', 'Zoé Dupuis')
  await db.client.updateMany({ data: { lastInteractionAt: new Date('2024-06-01'), createdAt: new Date('2020-01-01') } })
  await someone('bought', 'Paul Roux')
  await db.client.updateMany({
    where: { externalId: 'bought' },
    data: { lastInteractionAt: null, createdAt: new Date('2020-01-01') }
  })
  await shop.buys('bought', '2026-01-01', 5)
  expect((await found('stale')).map(({ detail, clients }) => [clients[0]?.id, detail])).toEqual([
    ['silent', { kind: 'stale', since: '2024-06-01' }]
  ])
})

test('missing is a name, a way to reach somebody, and the birthday of who buys; the most valuable first', async () => {
  await someone('named', 'named@a.fr', { address: 'named@a.fr' })
  await someone('nowhere', 'Paul Roux')
  await someone('phone', 'Zoé Dupuis', { phone: '+33612345678' })
  await someone('whole', 'Anne Petit', { address: 'anne@a.fr' })
  await shop.buys('phone', '2026-01-01', 5)
  await db.client.updateMany({ where: { externalId: 'phone' }, data: { birthdayMonth: null, birthdayDay: null } })
  const missing = await found('missing')
  const fields = missing.map(({ detail, clients }) => [clients[0]?.id, detail.kind === 'missing' && detail.fields])
  expect(fields[0]).toEqual(['phone', ['email', 'birthday']])
  expect(Object.fromEntries(fields.slice(1))).toEqual({ named: ['name'], nowhere: ['contact'] })
})

test('an empty base has nothing to put right', async () => {
  expect(await findings(db, SCOPE, { today: TODAY })).toEqual([])
})
