import { basename } from 'node:path'
import { openSync, readSync, closeSync, statSync } from 'node:fs'
import { listFields } from '#src/clients/fields/definition-store.ts'
import type { ImportWorld } from '#src/clients/import/import-client-file.ts'
import { importClientBatch } from '#src/clients/import/import-clients.ts'
import { startOutcome, type Imported, type ImportOptions } from '#src/clients/import/import-table.ts'
import { inTransactions } from '#src/clients/import/transactions.ts'
import { guessEncoding, SAMPLE_BYTES } from '#src/platform/csv/encoding.ts'
import { readLines } from '#src/platform/csv/lines.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { loadUs } from '#src/team/store.ts'
import { startCards, type Card } from './properties.ts'
import { readCard } from './read-card.ts'

/**
 * Whether a file is one of vCards, by its name or how it begins.
 * @param name what it is called where that differs from its path, as for an upload
 */
export function isCardFile(path: string, name = path): boolean {
  return /\.(?:vcf|vcard)$/i.test(name) || /^\s*BEGIN:VCARD/i.test(beginning(path).toString('latin1', 0, 100))
}

/**
 * Adds or changes clients from the cards of an address book. Safe to repeat: clients are found by address, those without one
 * by the book's own id. Fields that the owner took away are passed over.
 * @throws Refusal where the file holds no card
 */
export async function importCardFile(
  { database, clock, secrets, by }: ImportWorld,
  path: string,
  { name = basename(path), ...options }: ImportOptions & { name?: string }
): Promise<Imported> {
  const { prisma } = database
  const settings = await readSettings(prisma)
  const fields = await listFields(prisma)
  const named = new Map<string, number>()
  const context = { now: clock.now(), us: await loadUs(prisma), secrets, by, fields, file: name, named }
  const encoding = guessEncoding(beginning(path))
  const { size } = statSync(path)
  const outcome = startOutcome(options)
  const isStored = await inTransactions(prisma, options, outcome.sums, async (transact) => {
    const cards = startCards()
    const take = async (found: Card[]) => {
      outcome.sums.read += found.length
      const read = found.map((card) => readCard(card, settings['firm.country']))
      const refused = read.flatMap((row) => ('reason' in row ? [row] : []))
      const given = read
        .flatMap((row) => ('reason' in row ? [] : [row]))
        .map((client) => ({ ...client, fields: keptOf(client.fields, fields) }))
      const counts = await transact((tx) => importClientBatch(tx, given, context))
      outcome.add({ ...counts, refused: [...refused, ...counts.refused] })
    }
    for await (const { lines, first, bytes } of readLines(path, encoding)) {
      await take(cards.add(lines, first))
      options.onProgress?.({ ...outcome.sums, bytes, size, again: outcome.again.length })
    }
    await take(cards.end())
  })
  if (outcome.sums.read === 0) throw new Refusal('no-cards', `${path} holds no vCard: export the address book as .vcf.`)
  const table = { columns: {}, ignored: [], program: 'vCard', encoding, separator: '', dates: null, decimals: null }
  return { ...outcome.sums, ...table, refused: outcome.refused(), again: outcome.again, isStored }
}

function keptOf<Value>(values: Record<string, Value>, fields: { key: string }[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => fields.some((field) => field.key === key)))
}

function beginning(path: string): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(SAMPLE_BYTES)
      return bytes.subarray(0, readSync(file, bytes, 0, SAMPLE_BYTES, 0))
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new Refusal('no-file', `${path} cannot be read: give the path of a .vcf file.`, { cause })
  }
}
