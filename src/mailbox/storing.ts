import type { ArrivedMail } from '#src/clients/arrivals.ts'
import { storeMails } from '#src/clients/store-mails.ts'
import { thatOpenAccounts } from '#src/delivery/outgoing-store.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { inTurn } from '#src/platform/database/sql.ts'
import type { SqlTransaction } from '#src/platform/database/transaction.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { settleFormerUids, type Folder } from './folder-store.ts'
import { inOneTransaction } from './one-transaction.ts'
import {
  advanceFolder,
  clearQuarantined,
  clearSkipped,
  savePlaces,
  saveQuarantined,
  saveSkipped,
  type Advance,
  type Place,
  type QuarantinedMail,
  type Skipped
} from './place-store.ts'
import { decide, isFromOurSentFolder, isLabelledSent, type ReadMail } from './verdict.ts'

/** With what mails are stored. */
export interface Storing {
  database: Database
  clock: Clock
  secrets: Secrets
}

export interface ReadBatch {
  mails: ReadMail[]
  advance: Advance
  /** Mails that the server received from then on are new to us, however they are found. */
  watchedSince: Date
}

/** How many mails were new to us, and what became of the others. */
export interface Stored {
  fresh: number
  known: number
  skipped: number
  quarantined: number
}

/**
 * Stores a batch with its places and verdicts, and moves the folder's cursor, all in one transaction: whenever the program
 * is killed, the rows are those of an undisturbed run (SEMANTICS A18).
 */
export async function storeBatch(storing: Storing, folder: Folder, batch: ReadBatch): Promise<Stored> {
  return inOneTransaction(storing.database, (tx) => store(tx, { storing, folder, batch }))
}

async function store(
  tx: SqlTransaction,
  { storing, folder, batch }: { storing: Storing; folder: Folder; batch: ReadBatch }
): Promise<Stored> {
  const instant = storing.clock.now()
  const now = dateOf(instant)
  const { mails, advance } = batch
  const sorted = await withoutAccess(tx, sort(batch, folder))
  const arrived = sorted.toStore.map((each) => each.arrived)
  const [, results] = await inTurn(tx, [
    () => advanceFolder(tx, folder, { advance, settled: mails.length, now }),
    () => storeMails(tx, arrived, { now: instant, secrets: storing.secrets })
  ])
  const hash = (identity: string) => storing.secrets.hash(identity, 'skipped-mail')
  const places: Place[] = []
  const skipped: Skipped[] = sorted.skipped.map((skip) => ({ ...skip, identity: hash(skip.identity) }))
  for (const [index, result] of results.entries()) {
    const read = sorted.toStore[index]?.read
    if (!read) throw new Error('more mails came back than were stored')
    const { uid, flags, serverThread, labels } = read
    if (result.skipped) skipped.push({ uid, rule: result.skipped.rule, identity: hash(result.identity) })
    else places.push({ uid, messageId: result.messageId, flags, serverThread, isLabelledSent: isLabelledSent(labels) })
  }
  const verdicts = { places, skipped, quarantined: sorted.quarantined }
  await saveVerdicts(tx, folder, { verdicts, isAgain: advance.kind !== 'new', now })
  const isPastComplete = advance.kind === 'past' && advance.to <= 1
  if (isPastComplete) await settleFormerUids(tx, folder, now)
  const fresh = results.filter(({ isNew, skipped }) => isNew && !skipped).length
  const { length: quarantined } = sorted.quarantined
  return { fresh, known: places.length - fresh, skipped: skipped.length, quarantined }
}

/** @param isAgain the mails may have been judged before: the present verdict replaces the former */
async function saveVerdicts(
  tx: SqlTransaction,
  folder: Folder,
  { verdicts, isAgain, now }: { verdicts: Verdicts; isAgain: boolean; now: Date }
): Promise<void> {
  const { places, skipped, quarantined } = verdicts
  const uidsOf = (mails: { uid: number }[]) => mails.map(({ uid }) => uid)
  await inTurn(tx, [
    async () => places.length > 0 && savePlaces(tx, folder, places),
    async () => skipped.length > 0 && saveSkipped(tx, folder, skipped),
    async () => quarantined.length > 0 && saveQuarantined(tx, folder, { mails: quarantined, now }),
    async () => isAgain && clearSkipped(tx, folder, uidsOf([...places, ...quarantined])),
    async () => isAgain && clearQuarantined(tx, folder, uidsOf([...places, ...skipped]))
  ])
}

interface Verdicts {
  places: Place[]
  skipped: Skipped[]
  quarantined: QuarantinedMail[]
}

interface Sorted {
  toStore: { read: ReadMail; arrived: ArrivedMail }[]
  skipped: { uid: number; rule: string; identity: string }[]
  quarantined: QuarantinedMail[]
}

/** Mails of ours whose link opens an account are not for all who share the mailbox, in Sent nor where they arrive. */
async function withoutAccess(tx: SqlTransaction, { toStore, skipped, quarantined }: Sorted): Promise<Sorted> {
  const ids = toStore.map(({ arrived }) => arrived.mail.messageId)
  const opening = await thatOpenAccounts(tx, ids)
  const isOpening = (_: unknown, index: number) => opening.has(ids[index] ?? '')
  const left = toStore.filter(isOpening).map(({ read, arrived }) => {
    return { uid: read.uid, rule: 'access', identity: arrived.mail.identity }
  })
  const stays = toStore.filter((each, index) => !isOpening(each, index))
  return { toStore: stays, skipped: [...skipped, ...left], quarantined }
}

function sort({ mails, advance, watchedSince }: ReadBatch, folder: Folder): Sorted {
  const sorted: Sorted = { toStore: [], skipped: [], quarantined: [] }
  for (const read of mails) {
    const { uid, size, internalDate } = read
    const decision = decide(read, folder)
    if (decision.kind === 'quarantine')
      sorted.quarantined.push({ uid, size, reason: decision.reason, detail: decision.detail })
    if (decision.kind === 'skip') sorted.skipped.push({ uid, rule: decision.rule, identity: decision.identity })
    if (decision.kind !== 'store') continue
    const arrived = {
      mail: decision.mail,
      internalDate,
      serverThread: read.serverThread === null ? null : `${folder.mailboxId} ${read.serverThread}`,
      fromOurSentFolder: isFromOurSentFolder(read, folder.role),
      live: advance.kind === 'new' || (internalDate !== null && internalDate >= watchedSince)
    }
    sorted.toStore.push({ read, arrived })
  }
  return sorted
}
