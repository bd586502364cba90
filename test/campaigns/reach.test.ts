import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { consentHolds, consentLedger } from '#src/campaigns/consent-sql.ts'
import { consentOn, jurisdictionOf, type ConsentBasis } from '#src/campaigns/consent.ts'
import { countWho } from '#src/campaigns/reach-store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addMail, addPurchase, france, instant } from './people.ts'

const database = await testDatabase()
const { prisma } = database

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE client, purchase, suppression CASCADE`
})

test('counts whom a campaign reaches, each client with the first reason against it', async () => {
  await addClient(database)
  await addClient(database, { consent: null })
  await addClient(database, { address: null })
  const bounced = await addClient(database)
  const left = await addClient(database)
  await addClient(database, { state: 'suggested' })
  for (const [client, reason] of [
    [bounced, 'hard-bounce'],
    [left, 'unsubscribed']
  ])
    await prisma.suppression.create({
      data: { address: `${client}@example.org`, scope: 'all', reason: reason ?? '', at: new Date() }
    })
  const about = { firm: france, now: instant('2026-05-12T09:00[Europe/Paris]') }
  expect(await countWho(prisma, { audience: null, purpose: 'marketing' }, about)).toEqual({
    inAudience: 5,
    reachable: 1,
    noAddress: 1,
    suppressed: 1,
    bounced: 1,
    noConsent: 1
  })
  expect(await countWho(prisma, { audience: null, purpose: 'service' }, about)).toMatchObject({ reachable: 2 })
  const nobody = { kind: 'tag' as const, is: ['vip'] }
  expect(await countWho(prisma, { audience: nobody, purpose: 'marketing' }, about)).toMatchObject({ inAudience: 0 })
})

const dayIn2020s = fc.integer({ min: 0, max: 2500 }).map((days) => Temporal.PlainDate.from('2020-01-01').add({ days }))
const entry = fc.record({
  state: fc.constantFrom('given' as const, 'given' as const, 'withdrawn' as const),
  basis: fc.constantFrom<ConsentBasis>('express', 'purchase', 'inquiry', 'existing-client'),
  on: dayIn2020s
})
const life = fc.record({
  entries: fc.uniqueArray(entry, { maxLength: 4, selector: ({ on }) => on.toString() }),
  bought: fc.option(dayIn2020s),
  wrote: fc.option(dayIn2020s)
})

test('the law in SQL says the same as the law in code, whatever a client’s history', async () => {
  const lives = fc.sample(life, { numRuns: 150, seed: 20_260_512 })
  const ids: string[] = []
  for (const { entries, bought, wrote } of lives) {
    const id = await addClient(database, { consent: null })
    ids.push(id)
    await prisma.consentEntry.createMany({
      data: entries.map(({ state, basis, on }) => ({
        clientId: id,
        purpose: 'marketing',
        state,
        basis,
        method: 'form',
        at: new Date(`${on.toString()}T12:00:00Z`),
        recordedBy: 'test'
      }))
    })
    if (bought) await addPurchase(database, id, { on: bought.toString() })
    if (wrote)
      await prisma.client.update({
        where: { id },
        data: { lastInboundAt: new Date(`${wrote.toString()}T12:00:00Z`) }
      })
  }
  const day = Temporal.PlainDate.from('2026-05-12')
  for (const firm of [france, { ...france, toldAtCollection: true }, { ...france, country: 'CA' }]) {
    const rows = await prisma.$queryRaw<{ id: string }[]>`
      WITH ledger AS (${consentLedger(firm)})
      SELECT client.id FROM client LEFT JOIN ledger ON ledger.client_id = client.id WHERE ${consentHolds(day, firm)}`
    const inSql = new Set(rows.map(({ id }) => id))
    for (const [index, { entries, bought, wrote }] of lives.entries()) {
      const contacts = [bought, wrote].filter((each) => each !== null)
      const verdict = consentOn(
        day,
        {
          entries: entries.toSorted((one, other) => Temporal.PlainDate.compare(one.on, other.on)),
          lastPurchaseOn: bought,
          lastInquiryOn: wrote,
          lastContactOn: contacts.toSorted((one, other) => Temporal.PlainDate.compare(one, other)).at(-1) ?? null,
          toldAtCollection: firm.toldAtCollection
        },
        jurisdictionOf(firm.country)
      )
      expect([index, firm.country, inSql.has(ids[index] ?? '')]).toEqual([
        index,
        firm.country,
        verdict.kind === 'valid'
      ])
    }
  }
})

test('a meeting counts as a contact', async () => {
  const id = await addClient(database, { consent: '2022-01-01' })
  await addMail(database, id, { at: '2022-02-01T09:00[Europe/Paris]', direction: 'out' })
  const about = { firm: france, now: instant('2026-05-12T09:00[Europe/Paris]') }
  expect(await countWho(prisma, { audience: null, purpose: 'marketing' }, about)).toMatchObject({ noConsent: 1 })
  await prisma.interaction.create({
    data: { clientId: id, at: new Date('2024-03-01T10:00:00Z'), kind: 'meeting', title: 'Visite', source: 'test' }
  })
  expect(await countWho(prisma, { audience: null, purpose: 'marketing' }, about)).toMatchObject({ reachable: 1 })
})
