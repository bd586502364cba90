import { dateOf } from '#src/platform/clock.ts'
import { BATCH_MAILS, windowsDown } from './batches.ts'
import { compareFolder } from './compare.ts'
import { noteLook, type Folder } from './folder-store.ts'
import { countSettled, markGone, saveFlags } from './place-store.ts'
import { readAgain, searchIn, type Reader } from './reading.ts'

/** Without CONDSTORE: the flags of so many newest mails are looked at between thorough looks. */
const RECENT_MAILS = 2000
/** With QRESYNC a server may name every UID of the range that holds no mail. */
const VANISHED_RANGE = 100_000

/**
 * Brings flags and departures up to date. The folder must be selected, and its new mails read.
 * @param thorough where the server keeps no account of changes, look at every mail rather than at the newest
 */
export async function syncChanges(reader: Reader, folder: Folder, thorough: boolean): Promise<void> {
  const { connection, storing } = reader
  const selected = connection.mailbox
  if (!selected) return
  // Taken before asking: what changes meanwhile has a higher number and is asked for next time.
  const upTo = selected.noModseq ? null : (selected.highestModseq ?? null)
  const known = folder.highestModseq
  if (upTo !== null && known !== null && connection.enabled.has('CONDSTORE')) {
    if (upTo > known) await syncChangedSince(reader, folder, known)
  } else await syncAllFlags(reader, folder, thorough)
  await takeVanished(reader, folder)
  const now = dateOf(storing.clock.now())
  await noteLook(storing.database.prisma, folder, { serverCount: selected.exists, highestModseq: upTo, now })
}

/** RFC 7162: only what changed; mails that vanished are told to the connection's own listener on the way. */
async function syncChangedSince(reader: Reader, folder: Folder, since: bigint): Promise<void> {
  for (let to = folder.cursorUid; to >= 1; to -= VANISHED_RANGE) {
    const range = `${Math.max(1, to - VANISHED_RANGE + 1)}:${to}`
    await saveFlagsOf(reader, folder, { range, since })
  }
}

async function syncAllFlags(reader: Reader, folder: Folder, thorough: boolean): Promise<void> {
  let seen = 0
  for await (const { uids, from, to } of windowsDown(searchIn(reader, folder), folder.cursorUid)) {
    const recent = thorough ? from : (uids.at(-RECENT_MAILS) ?? from)
    if (uids.length > 0) await saveFlagsOf(reader, folder, { range: `${recent}:${to}` })
    seen += uids.length
    if (!thorough && seen >= RECENT_MAILS) return
  }
}

async function saveFlagsOf(
  { connection, storing, signal }: Reader,
  folder: Folder,
  { range, since }: { range: string; since?: bigint }
): Promise<void> {
  let changes: { uid: number; flags: string[] }[] = []
  const options = { uid: true, ...(since === undefined ? {} : { changedSince: since }) }
  for await (const { uid, flags } of connection.fetch(range, { uid: true, flags: true }, options)) {
    if (!uid || !flags) continue
    changes.push({ uid, flags: [...flags] })
    if (changes.length < BATCH_MAILS) continue
    signal.throwIfAborted()
    await saveFlags(storing.database.prisma, folder, changes)
    changes = []
  }
  await saveFlags(storing.database.prisma, folder, changes)
}

/** Marks what the connection's listener heard of; where the server did not say which mail left, looks. */
async function takeVanished(reader: Reader, folder: Folder): Promise<void> {
  const { uids, isUnsure } = reader.vanished
  reader.vanished.uids = []
  reader.vanished.isUnsure = false
  await noteVanished(reader, folder, uids)
  if (isUnsure) await settleDifferencesNow(reader, folder)
}

async function noteVanished(reader: Reader, folder: Folder, uids: number[]): Promise<void> {
  const now = dateOf(reader.storing.clock.now())
  await markGone(reader.storing.database.prisma, folder, { uids, now })
}

/**
 * Where we hold another number of mails than the server, looks which: mails that left are marked, mails that we lack are
 * read. Equal numbers are proof here and only here: every mail on the server is settled or counted, since reading leaves
 * none out, so that a departure must show.
 */
export async function settleDifferences(reader: Reader, folder: Folder, serverCount: number): Promise<void> {
  const isPastComplete = folder.pastUid !== null && folder.pastUid <= 1
  if (!isPastComplete) return
  const isSame = (await countSettled(reader.storing.database.prisma, folder)) === serverCount
  if (!isSame) await settleDifferencesNow(reader, folder)
}

/** Compares the whole selected folder, marks what left and reads what is missing of the settled stretch. */
export async function settleDifferencesNow(reader: Reader, folder: Folder): Promise<void> {
  for await (const { missing, extra } of compareFolder(reader, folder)) {
    await noteVanished(reader, folder, extra)
    const overlooked = missing.filter((uid) => uid <= folder.cursorUid && uid >= (folder.pastUid ?? 1))
    for (let start = 0; start < overlooked.length; start += BATCH_MAILS)
      await readAgain(reader, folder, overlooked.slice(start, start + BATCH_MAILS))
  }
}
