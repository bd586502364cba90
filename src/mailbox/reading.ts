import type { MailboxObject } from 'imapflow'
import type { MailInput, Understanding } from '#src/message/bounded.ts'
import { dateOf } from '#src/platform/clock.ts'
import { errorText } from '#src/platform/error.ts'
import type { Log } from '#src/platform/log.ts'
import { ahead, mapped } from './ahead.ts'
import { newBatches, pastBatches, type Batch } from './batches.ts'
import type { Caution } from './caution.ts'
import { ConnectionBroken, type Connection } from './connect.ts'
import { fetchMails, searchUids, unreadableMail, type FetchedMail } from './fetch.ts'
import { beginFolder, CursorMoved, folderById, parkFolder, settleFormerUids, type Folder } from './folder-store.ts'
import { markGone, type Advance } from './place-store.ts'
import { storeBatch, type Stored, type Storing } from './storing.ts'
import type { ReadMail } from './verdict.ts'

/** One connection reading one mailbox. */
export interface Reader {
  connection: Connection
  mailbox: { id: string; watchedSince: Date }
  storing: Storing
  understanding: Understanding
  caution: Caution
  log: Log
  /** What the server said left the selected folder since this was last looked at. */
  vanished: Vanished
  /** Reading stops at the next batch. */
  signal: AbortSignal
  /** Called after each stored batch with the number of mails that it settled. */
  onSettled: ((folder: Folder, count: number) => void) | undefined
  /** Called when a folder's UIDs have lost their meaning, and its past is to be matched again. */
  onBegunAnew: (() => void) | undefined
}

export interface Vanished {
  uids: number[]
  /** Something left, and the server did not say what (no QRESYNC). */
  isUnsure: boolean
  /** Called after each notice. */
  wake: () => void
}

/**
 * Where a server tells no UIDVALIDITY: never stored as 0 or missing (SEMANTICS A2). Should it tell one later, that is a
 * change like any other.
 */
const UNTOLD_UIDVALIDITY = 1n

/**
 * Selects a folder for reading only, so that no flag changes (SEMANTICS A17), and begins it where it is new or its UIDs
 * have lost their meaning (A1).
 * @returns the folder as it stands, or null where it cannot be opened and was parked
 */
export async function openFolder(reader: Reader, { id }: Pick<Folder, 'id'>): Promise<Folder | null> {
  const { connection, storing } = reader
  const db = storing.database.prisma
  const folder = await folderById(db, id)
  if (!folder) return null
  try {
    reader.vanished.uids = []
    reader.vanished.isUnsure = false
    await selectQuietly(connection, folder.path)
  } catch (error) {
    if (!connection.usable) throw error
    await parkFolder(db, folder.id, 'not-selectable')
    reader.log.warn({ folder: folder.path, reason: errorText(error) }, 'folder cannot be opened')
    return null
  }
  const selected = connection.mailbox
  if (!selected) throw new Error(`${folder.path} is not selected`)
  const uidValidity = selected.uidValidity || folder.uidValidity || UNTOLD_UIDVALIDITY
  const isBegun = folder.uidValidity === uidValidity && folder.pastUid !== null
  if (!isBegun) await begin(reader, folder, { uidValidity, selected })
  const isAnew = !isBegun && folder.uidValidity !== null
  if (isAnew) reader.onBegunAnew?.()
  return folderById(db, folder.id)
}

/**
 * Courier gives new mails no lasting UIDs in a folder opened for reading only, and each time another UIDVALIDITY. Such a
 * folder comes without UIDNEXT; it is opened as mail programs do, which changes nothing but what is called recent.
 */
async function selectQuietly(connection: Connection, path: string): Promise<void> {
  const { uidNext } = await connection.mailboxOpen(path, { readOnly: true })
  if (!uidNext) await connection.mailboxOpen(path)
}

async function begin(
  { connection, storing }: Reader,
  folder: Folder,
  { uidValidity, selected }: { uidValidity: bigint; selected: MailboxObject }
): Promise<void> {
  const now = dateOf(storing.clock.now())
  const highestModseq = selected.highestModseq ?? null
  const cursorUid = await highestUid(connection)
  const start = { uidValidity, cursorUid, highestModseq, serverCount: selected.exists, now }
  await storing.database.prisma.$transaction(async (tx) => {
    await beginFolder(tx, folder, start)
    if (cursorUid === 0) await settleFormerUids(tx, { ...folder, uidValidity }, now)
  })
}

/**
 * From the mails themselves: UIDNEXT may be missing, and may count mails that this session does not see yet. Courier finds
 * nothing under `*` alone.
 */
export async function highestUid(connection: Connection): Promise<number> {
  const isEmpty = connection.mailbox && connection.mailbox.exists === 0
  if (isEmpty) return 0
  const last = (await searchUids(connection, '*')).at(-1)
  return last ?? (await searchUids(connection, '1:*')).at(-1) ?? 0
}

/** Reads what arrived since the last look. The folder must be selected. @returns how many mails were settled */
export async function readNew(reader: Reader, folder: Folder): Promise<number> {
  const size = reader.caution.batchSize(folder.id)
  return readThrough(reader, folder, 'new', newBatches(searchIn(reader, folder), folder.cursorUid, size))
}

/** Reads what was there before, newest first, from where it was left. The folder must be selected. */
export async function readPast(reader: Reader, folder: Folder): Promise<number> {
  if (folder.pastUid === null || folder.pastUid <= 1) return 0
  const size = reader.caution.batchSize(folder.id)
  return readThrough(reader, folder, 'past', pastBatches(searchIn(reader, folder), folder.pastUid, size))
}

/** Reads single mails (at most a batch) again, within what was settled. The folder must be selected. */
export async function readAgain(reader: Reader, folder: Folder, uids: number[]): Promise<Stored> {
  const mails = await understand(reader, await fetchSurely(reader, folder, uids))
  const { storing, mailbox } = reader
  const found = new Set(mails.map(({ uid }) => uid))
  const left = uids.filter((uid) => !found.has(uid))
  await markGone(storing.database.prisma, folder, { uids: left, now: dateOf(storing.clock.now()) })
  return storeBatch(storing, folder, { mails, advance: { kind: 'none' }, watchedSince: mailbox.watchedSince })
}

/**
 * Network, understanding and database work at the same time, a batch ahead of each other. Batches are stored in order,
 * and the cursor moves with each.
 */
async function readThrough(
  reader: Reader,
  folder: Folder,
  kind: 'new' | 'past',
  batches: AsyncIterable<Batch>
): Promise<number> {
  const fetched = mapped(batches, async (batch) => ({ batch, mails: await fetchSurely(reader, folder, batch.uids) }))
  const read = mapped(ahead(fetched, 1), async ({ batch, mails }) => ({
    batch,
    mails: await understand(reader, mails)
  }))
  let from = kind === 'new' ? folder.cursorUid : (folder.pastUid ?? 0)
  let settled = 0
  for await (const { batch, mails } of ahead(read, 1)) {
    reader.signal.throwIfAborted()
    const advance: Advance = { kind, from, to: batch.settledTo }
    await storeBatch(reader.storing, folder, { mails, advance, watchedSince: reader.mailbox.watchedSince })
    from = batch.settledTo
    settled += mails.length
    reader.caution.passed(folder.id)
    reader.log.debug({ folder: folder.path, kind, count: mails.length }, 'mails stored')
    reader.onSettled?.(folder, mails.length)
  }
  return settled
}

export function searchIn(reader: Reader, folder: Folder): (range: string) => Promise<number[]> {
  return async (range) => {
    reader.signal.throwIfAborted()
    requireSelected(reader.connection, folder)
    return searchUids(reader.connection, range)
  }
}

/** A throttled or reconnected session may have lost its folder: UIDs of another one would be read (SEMANTICS A8). */
function requireSelected(connection: Connection, folder: Folder): void {
  const selected = connection.mailbox
  const isSame = selected && selected.path === folder.path
  if (!isSame) throw new ConnectionBroken(`The server no longer has ${folder.path} selected`)
  const uidValidity = selected.uidValidity || folder.uidValidity
  if (uidValidity !== folder.uidValidity) throw new CursorMoved(folder.path)
}

/** Fetches a batch; where the server refuses it, in halves, down to the one mail that it cannot give (SEMANTICS A15). */
async function fetchSurely(reader: Reader, folder: Folder, uids: number[]): Promise<FetchedMail[]> {
  const { connection, caution, signal } = reader
  if (uids.length === 0) return []
  const [first = 0] = uids
  if (uids.length === 1 && caution.isPoison(folder.id, first))
    return [unreadableMail(first, 'the server breaks off the connection whenever this mail is read')]
  signal.throwIfAborted()
  requireSelected(connection, folder)
  try {
    return await fetchMails(connection, uids)
  } catch (error) {
    if (!connection.usable) {
      caution.broke(folder.id, uids)
      throw error
    }
    if (uids.length === 1) return [unreadableMail(first, errorText(error))]
    const middle = Math.floor(uids.length / 2)
    const lower = await fetchSurely(reader, folder, uids.slice(0, middle))
    return [...lower, ...(await fetchSurely(reader, folder, uids.slice(middle)))]
  }
}

async function understand({ understanding }: Reader, mails: FetchedMail[]): Promise<ReadMail[]> {
  const inputs = mails.flatMap(({ content }): MailInput[] => (content.form === 'quarantined' ? [] : [content]))
  const answers = (await understanding.understandAll(inputs)).values()
  return mails.map(({ content, ...facts }): ReadMail => {
    if (content.form === 'quarantined')
      return { ...facts, understood: { kind: 'quarantined', reason: content.reason, detail: content.detail } }
    const answer = answers.next()
    if (answer.done) throw new Error('fewer mails came back than were to be understood')
    return { ...facts, understood: answer.value }
  })
}
