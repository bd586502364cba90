import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import type { ArrivedMail } from '#src/clients/arrivals.ts'
import { storeMails, type StoredMail } from '#src/clients/store-mails.ts'
import type { Database } from '#src/platform/database/database.ts'
import { groupMails } from '#src/threads/grouping.ts'
import { linksOf } from '#src/threads/links.ts'
import { testDatabase } from '#test/setup/database.ts'
import { arrived, type MailSketch } from '#test/threads/mails.ts'

const database = await testDatabase()
const { prisma } = database
const context = {
  now: Temporal.Instant.from('2026-03-03T00:00:00Z'),
  secrets: { hash: (text: string, purpose: string) => `${purpose} ${text}` }
}

await prisma.ourAddress.create({ data: { address: 'us@shop.fr', source: 'mailbox' } })

describe('storing mails in any order and any batches', () => {
  it('gives the threads that all mails together give, and the same clients', async () => {
    await fc.assert(
      fc.asyncProperty(someMails, fc.infiniteStream(fc.nat({ max: 999 })), async (mails, chance) => {
        await empty(database)
        for (const batch of inBatches(shuffled(mails, chance), chance)) await store(batch)
        expect(await threads()).toEqual(threadsOfAll(mails))
        const once = await clients()
        await empty(database)
        await store(mails)
        expect(once).toEqual(await clients())
      }),
      { numRuns: 120 }
    )
  })
})

const ids = fc.constantFrom('a@x', 'b@x', 'c@x', 'd@x', 'e@x', 'f@x')
const people = fc.constantFrom(
  'Ada <ada@gmail.com>',
  'a.da+x@gmail.com',
  'Bob <bob@firm.fr>',
  'no-reply@firm.fr',
  'us@shop.fr'
)
const sketch: fc.Arbitrary<MailSketch & { serverThread: string | null }> = fc.record({
  messageId: fc.option(ids, { nil: null }),
  references: fc.uniqueArray(ids, { maxLength: 3 }),
  inReplyTo: fc.uniqueArray(ids, { maxLength: 2 }),
  from: people,
  to: people,
  kind: fc.constantFrom('human' as const, 'human' as const, 'list' as const),
  date: fc.integer({ min: 10, max: 59 }).map((minute) => `2026-03-02T09:${minute}:00Z`),
  serverThread: fc.constantFrom(null, null, 'm 1', 'm 2')
})
const someMails = fc
  .array(sketch, { minLength: 1, maxLength: 8 })
  .map((sketches) => sketches.map(({ serverThread, ...mail }) => arrived(mail, { serverThread })))

function store(mails: ArrivedMail[]): Promise<StoredMail[]> {
  return database.transaction((tx) => storeMails(tx, mails, context))
}

async function threads(): Promise<string[][]> {
  const rows = await prisma.message.findMany({ select: { identity: true, threadId: true } })
  return partition(rows.map(({ identity, threadId }) => [identity, threadId]))
}

/** As one look at all mails groups them; the same mail from two places counts once. */
function threadsOfAll(mails: ArrivedMail[]): string[][] {
  const copies = new Map<string, { mail: ArrivedMail['mail']; serverThreads: string[] }>()
  for (const { mail, serverThread } of mails) {
    const serverThreads = copies.get(mail.identity)?.serverThreads ?? []
    copies.set(mail.identity, { mail, serverThreads: [...serverThreads, ...(serverThread ? [serverThread] : [])] })
  }
  const links = [...copies.values()].map(({ mail, serverThreads }) =>
    linksOf(mail, { isOurs: mail.from[0]?.address === 'us@shop.fr', serverThreads })
  )
  const groups = groupMails(links).flatMap((group, number) =>
    group.keys.map((key): [string, string] => [key, `${number}`])
  )
  return partition(groups)
}

function partition(pairs: [string, string][]): string[][] {
  const groups = new Map<string, string[]>()
  for (const [member, group] of pairs) groups.set(group, [...(groups.get(group) ?? []), member])
  return [...groups.values()].map((group) => group.toSorted()).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
}

async function clients(): Promise<unknown[]> {
  return prisma.$queryRaw`
    SELECT client.name, name_rank, name_at, state, last_interaction_at, first_inbound_at, last_inbound_at, last_outbound_at,
      company.name AS company,
      (SELECT array_agg(address || CASE WHEN is_primary THEN '!' ELSE '' END ORDER BY address) FROM client_address WHERE client_id = client.id) AS addresses,
      (SELECT array_agg(message.identity ORDER BY message.identity) FROM interaction JOIN message ON message.id = message_id
       WHERE client_id = client.id) AS mails
    FROM client LEFT JOIN company ON company.id = client.company_id ORDER BY addresses`
}

async function empty({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`
    WITH mails AS (DELETE FROM message), clients AS (DELETE FROM client), effects AS (DELETE FROM effect)
    DELETE FROM company`
  await prisma.$executeRaw`DELETE FROM thread`
}

function shuffled<T>(items: T[], chance: fc.Stream<number>): T[] {
  return items
    .map((item) => ({ item, place: chance.next().value ?? 0 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

function inBatches<T>(items: T[], chance: fc.Stream<number>): T[][] {
  const batches: T[][] = []
  let rest = items
  while (rest.length > 0) {
    const size = ((chance.next().value ?? 0) % 3) + 1
    batches.push(rest.slice(0, size))
    rest = rest.slice(size)
  }
  return batches
}
