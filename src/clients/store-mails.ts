import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import { inTurn } from '#src/platform/database/sql.ts'
import type { SqlTransaction } from '#src/platform/database/transaction.ts'
import { recordEffects } from '#src/platform/effects.ts'
import { newId } from '#src/platform/ids.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { loadUs } from '#src/team/store.ts'
import { fileMails, idsIn, saveFiling, type Filing } from '#src/threads/file-mails.ts'
import type { KnownId } from '#src/threads/grouping.ts'
import { boundedId, serverId } from '#src/threads/links.ts'
import {
  addFallbacks,
  findMessages,
  flagIdConflicts,
  copyMessageAddresses,
  insertMessages,
  type KnownMessage,
  type MessageAddressRow
} from '#src/threads/message-store.ts'
import { findIds, lockIngest, refreshThreads } from '#src/threads/store.ts'
import {
  addressesOf,
  readArrival,
  type Arrival,
  type ArrivedMail,
  type MailCopies,
  type NewArrival
} from './arrivals.ts'
import { attachToClients } from './attach.ts'
import { withoutErased } from './erased-people.ts'
import { isAnybodyErased } from './ingest-store.ts'
import { effectsOf } from './mail-effects.ts'
import { correctMistaken } from './recognise-us.ts'
import { findMistaken } from './us-store.ts'

export type StoredMail =
  | { identity: string; messageId: string; isNew: boolean; skipped: null }
  | { identity: string; messageId: null; isNew: false; skipped: { rule: 'erased-person' } }

export interface StoringContext {
  now: Temporal.Instant
  /** Recognises erased people by the keyed hash of their address. */
  secrets: Pick<Secrets, 'hash'>
}

/**
 * Stores understood mails with their threads, clients, timeline and effects in the caller's transaction. A mail that is stored
 * already, from whatever folder or mailbox, is not stored again (SEMANTICS A13). The same mails give the same threads and clients in whatever order and batches they come, and from however many processes:
 * one batch is stored at a time (`lockIngest`). A handful of statements whatever the size of the batch; some hundreds are a good one.
 * @returns one answer per mail, in the order given
 */
export async function storeMails(
  db: SqlTransaction,
  mails: ArrivedMail[],
  context: StoringContext
): Promise<StoredMail[]> {
  if (mails.length === 0) return []
  const now = dateOf(context.now)
  const copies = oncePerIdentity(mails)
  const [, us, known, isAnyErased] = await inTurn(db, [
    () => lockIngest(db),
    () => loadUs(db),
    () => findMessages(db, [...copies.keys()]),
    () => isAnybodyErased(db)
  ])
  const unknown = [...copies.values()].filter(({ mail }) => !known.has(mail.identity))
  const arrivals = unknown.map((copy) => readArrival(copy, us, now))
  const [mistaken, knownIds] = await inTurn(db, [
    () => findMistaken(db, us),
    () => findIds(db, idsIn(arrivals.map(({ links }) => links)))
  ])
  await correctMistaken(db, mistaken, { us, now })
  const kept = isAnyErased ? await withoutErased(db, arrivals, context.secrets) : arrivals
  const learned = [...known.values()].flatMap((message) => newlyKnownThreads(message, copies.get(message.identity)))
  if (learned.length > 0) await addFallbacks(db, learned)
  const links = kept.map((arrival) => arrival.links)
  const filing = await fileMails(db, links, { known: knownIds, alsoReopen: learned.map(({ thread }) => thread) })
  const stored = kept.map((arrival) => filed(arrival, filing))
  // Whom they concern is asked for while the mails are written.
  await inTurn(db, [
    () => saveNew(db, stored, { filing, knownIds, now }),
    () => attachToClients(db, stored, us, now),
    () => recordEffects(db, effectsOf(stored, { now: context.now }))
  ])
  const newIds = new Map(stored.map(({ mail, messageId }) => [mail.identity, messageId]))
  return mails.map(({ mail: { identity } }) => {
    const messageId = known.get(identity)?.id ?? newIds.get(identity)
    if (messageId === undefined) return { identity, messageId: null, isNew: false, skipped: { rule: 'erased-person' } }
    return { identity, messageId, isNew: newIds.has(identity), skipped: null }
  })
}

/** The same mail may stand twice in a batch, in two folders or mailboxes: what one copy tells is told of both. */
function oncePerIdentity(mails: ArrivedMail[]): Map<string, MailCopies> {
  const copies = new Map<string, MailCopies>()
  for (const { mail, internalDate, serverThread, fromOurSentFolder, live } of mails) {
    const other = copies.get(mail.identity)
    copies.set(mail.identity, {
      mail,
      internalDate: other?.internalDate ?? internalDate,
      serverThreads: [...(other?.serverThreads ?? []), ...(serverThread === null ? [] : [serverThread])],
      fromOurSentFolder: fromOurSentFolder || (other?.fromOurSentFolder ?? false),
      live: live || (other?.live ?? false)
    })
  }
  return copies
}

interface LearnedThread {
  message: string
  thread: string
  fallback: string
}

/** A provider's thread of a stored mail that was stored from where none was known. */
function newlyKnownThreads(message: KnownMessage, copies: MailCopies | undefined): LearnedThread[] {
  const fallbacks = (copies?.serverThreads ?? []).map(serverId).filter((id) => !message.fallbacks.includes(id))
  return fallbacks.map((fallback) => ({ message: message.id, thread: message.thread, fallback }))
}

function filed(arrival: Arrival, { placement }: Filing): NewArrival {
  const { identity } = arrival.mail
  const threadId = placement.threadOf.get(identity)
  if (threadId === undefined) throw new Error(`mail ${identity} was given no thread`)
  return { ...arrival, messageId: newId(), threadId }
}

async function saveNew(
  db: SqlTransaction,
  stored: NewArrival[],
  { filing, knownIds, now }: { filing: Filing; knownIds: ReadonlyMap<string, KnownId>; now: Date }
): Promise<void> {
  if (filing.touched.length === 0) return
  const doubled = doubledIds(stored, (id) => knownIds.get(id)?.borne ?? false)
  await inTurn(db, [
    () => saveFiling(db, filing),
    () => insertMessages(db, stored, now),
    () => copyMessageAddresses(db, stored.flatMap(addressRows)),
    async () => doubled.length > 0 && flagIdConflicts(db, doubled),
    () => refreshThreads(db, filing.touched)
  ])
}

function addressRows(arrival: NewArrival): MessageAddressRow[] {
  return addressesOf(arrival).map((address, position) => ({ messageId: arrival.messageId, position, ...address }))
}

/** Message-IDs that mails of different content bear. */
function doubledIds(stored: NewArrival[], isIdTaken: (id: string) => boolean): string[] {
  const seen = new Set<string>()
  const doubled = new Set<string>()
  for (const { mail } of stored) {
    if (mail.messageId === null) continue
    const id = boundedId(mail.messageId)
    if (isIdTaken(id) || seen.has(id)) doubled.add(id)
    seen.add(id)
  }
  return [...doubled]
}
