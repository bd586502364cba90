import { Temporal } from 'temporal-polyfill'
import type { ArrivedMail } from '#src/clients/arrivals.ts'
import { storeMails, type StoredMail } from '#src/clients/store-mails.ts'
import type { Database } from '#src/platform/database/database.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { arrived, type MailSketch } from '#test/threads/mails.ts'

/** When these tests take place. */
export const NOW = new Date('2026-03-10T12:00:00Z')
export const secrets = { hash: (text: string, purpose: string) => `${purpose} ${Buffer.from(text).toString('hex')}` }
export const deed = { by: COMMAND_LINE, at: NOW }

/** A firm whose address is us@shop.fr, in a database of its own. */
export async function aBase() {
  const database = await testDatabase()
  const { prisma } = database
  await prisma.ourAddress.create({ data: { address: 'us@shop.fr', source: 'mailbox' } })
  const store = (mails: ArrivedMail[]) => storeIn(database, mails)
  return {
    database,
    prisma,
    store,
    /** Stores mails one after another. */
    async mails(...sketches: MailSketch[]): Promise<StoredMail[]> {
      const stored: StoredMail[] = []
      for (const sketch of sketches) stored.push(...(await store([arrived(sketch)])))
      return stored
    },
    /** The client of an address, however it is written. */
    async clientOf(address: string) {
      const row = await prisma.clientAddress.findFirst({
        where: { address },
        include: { client: { include: { company: true } } }
      })
      return row?.client ?? null
    }
  }
}

export function storeIn(database: Database, mails: ArrivedMail[]): Promise<StoredMail[]> {
  const context = { now: Temporal.Instant.fromEpochMilliseconds(NOW.getTime()), secrets }
  return database.transaction((tx) => storeMails(tx, mails, context))
}
