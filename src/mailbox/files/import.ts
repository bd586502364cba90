import type { Clock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import type { Understanding } from '#src/message/bounded.ts'
import type { CarriedMail } from '#src/message/carried.ts'
import type { Understood } from '#src/message/mail.ts'
import { thatOpenAccounts } from '#src/delivery/outgoing-store.ts'
import { storeMails } from '#src/clients/store-mails.ts'
import { inOneTransaction } from '#src/mailbox/one-transaction.ts'
import type { MailFile } from './mail-file.ts'

type ReadableFile = Extract<MailFile, { kind: 'mail' }>

/** What became of the mails of an import; the counts add up to `read`. */
export interface ImportResult {
  read: number
  stored: number
  /** Already known, from an earlier import or a mailbox. */
  known: number
  /** Not stored by rule, with the number per rule. */
  skipped: Record<string, number>
  /** Not understood within bounds: shown, and worth a look. */
  quarantined: { name: string; reason: string }[]
}

export interface ImportContext {
  database: Database
  understanding: Understanding
  clock: Clock
  /** Recognises erased people. */
  secrets: Pick<Secrets, 'hash'>
  /** Called after each batch. */
  onProgress?: (soFar: ImportResult) => void
}

const BATCH = 250
/** A batch is also bounded by its size, so that memory does not depend on what the mails carry. */
const BATCH_BYTES = 16 * 1024 * 1024

/**
 * Stores mails from files the way a mailbox's mails are stored; safe to repeat. While one batch is stored, the next is
 * being understood.
 */
export async function importFiles(files: AsyncIterable<MailFile>, context: ImportContext): Promise<ImportResult> {
  const result: ImportResult = { read: 0, stored: 0, known: 0, skipped: {}, quarantined: [] }
  let storing: Promise<void> = Promise.resolve()
  for await (const batch of batches(files, result)) {
    const understood = await context.understanding.understandAll(
      batch.map(({ bytes, receivedAt }) => ({ form: 'raw' as const, bytes, receivedAt }))
    )
    await storing
    storing = storeBatch(batch, understood, { context, result })
    // Awaited with the next batch; a failure in between must not count as unhandled.
    storing.catch(() => undefined)
  }
  await storing
  return result
}

async function* batches(files: AsyncIterable<MailFile>, result: ImportResult): AsyncGenerator<ReadableFile[]> {
  let batch: ReadableFile[] = []
  let bytes = 0
  for await (const file of files) {
    result.read += 1
    if (file.kind === 'unreadable') result.quarantined.push({ name: file.name, reason: file.reason })
    else if (file.skip !== null) result.skipped[file.skip] = (result.skipped[file.skip] ?? 0) + 1
    else {
      batch.push(file)
      bytes += file.bytes.length
    }
    if (batch.length === BATCH || bytes > BATCH_BYTES) {
      yield batch
      batch = []
      bytes = 0
    }
  }
  if (batch.length > 0) yield batch
}

async function storeBatch(
  batch: ReadableFile[],
  understood: Understood<CarriedMail>[],
  { context, result }: { context: ImportContext; result: ImportResult }
): Promise<void> {
  const mails = batch.flatMap((file, index) => arrival(file, understood[index], result))
  const opening = await thatOpenAccounts(
    context.database.prisma,
    mails.map(({ mail }) => mail.messageId)
  )
  const forTheTeam = mails.filter(({ mail }) => !opening.has(mail.messageId ?? ''))
  const stored = await inOneTransaction(context.database, (tx) =>
    storeMails(tx, forTheTeam, { now: context.clock.now(), secrets: context.secrets })
  )
  const left = mails.length - forTheTeam.length
  if (left > 0) result.skipped['access'] = (result.skipped['access'] ?? 0) + left
  for (const { isNew, skipped } of stored) {
    if (skipped) result.skipped[skipped.rule] = (result.skipped[skipped.rule] ?? 0) + 1
    else if (isNew) result.stored += 1
    else result.known += 1
  }
  context.onProgress?.(result)
}

function arrival(file: ReadableFile, understood: Understood<CarriedMail> | undefined, result: ImportResult) {
  if (understood?.kind !== 'mail') {
    result.quarantined.push({
      name: file.name,
      reason: understood ? `${understood.reason}: ${understood.detail}` : 'unreadable'
    })
    return []
  }
  return [asArrived(understood.mail, file.receivedAt)]
}

/** A file proves nothing about who wrote it, and its mails are past: no keyword is obeyed on their account (F2, F4). */
function asArrived(mail: CarriedMail, receivedAt: string | null) {
  const internalDate = receivedAt === null ? null : new Date(receivedAt)
  return { mail, internalDate, serverThread: null, fromOurSentFolder: false, live: false }
}
