import { windowsDown } from './batches.ts'
import { folderById, type Folder } from './folder-store.ts'
import { verdictsBetween, type Verdict } from './place-store.ts'
import { highestUid, searchIn, type Reader } from './reading.ts'
import { asRange, searchUids } from './fetch.ts'

/** A stretch of a folder as the server and the database have it. */
export interface ComparedWindow {
  /** UIDs on the server. */
  server: number
  stored: number
  /** Rule to number of mails. */
  skipped: Map<string, number>
  /** Reason to number of mails. */
  quarantined: Map<string, number>
  /** On the server and nowhere with us. */
  missing: number[]
  /** With us as lying there, and no longer on the server. */
  extra: number[]
}

/**
 * Compares the selected folder with the database, UID by UID, a window at a time: numbers of mails prove nothing
 * (SEMANTICS A5). What changes meanwhile is looked at twice before it is called missing.
 */
export async function* compareFolder(reader: Reader, folder: Folder): AsyncGenerator<ComparedWindow> {
  const db = reader.storing.database.prisma
  const search = searchIn(reader, folder)
  const highest = Math.max(await highestUid(reader.connection), folder.cursorUid)
  for await (const { uids, from, to } of windowsDown(search, highest)) {
    const window = compare(uids, await verdictsBetween(db, folder, { from, to }))
    if (window.missing.length > 0) await lookAgain(reader, { folder, window, from, to })
    yield window
  }
}

function compare(uids: number[], verdicts: Verdict[]): ComparedWindow {
  const onServer = new Set(uids)
  const settled = new Map(verdicts.map((verdict) => [verdict.uid, verdict]))
  const present = [...settled.values()].filter(({ uid }) => onServer.has(uid))
  return {
    server: onServer.size,
    stored: present.filter(({ state }) => state === 'stored').length,
    skipped: countBy(present, 'skipped'),
    quarantined: countBy(present, 'quarantined'),
    missing: uids.filter((uid) => !settled.has(uid)),
    extra: [...settled.keys()].filter((uid) => !onServer.has(uid))
  }
}

function countBy(verdicts: Verdict[], state: Verdict['state']): Map<string, number> {
  const counts = new Map<string, number>()
  for (const verdict of verdicts)
    if (verdict.state === state) counts.set(verdict.why ?? '', (counts.get(verdict.why ?? '') ?? 0) + 1)
  return counts
}

/** A mail may have been stored, or have left, between the question to the server and that to the database. */
async function lookAgain(
  { connection, storing }: Reader,
  { folder, window, from, to }: { folder: Folder; window: ComparedWindow; from: number; to: number }
): Promise<void> {
  const present = await folderById(storing.database.prisma, folder.id)
  const verdicts = await verdictsBetween(storing.database.prisma, present ?? folder, { from, to })
  const settled = new Set(verdicts.map(({ uid }) => uid))
  const stillThere = new Set(await searchUids(connection, asRange(window.missing)))
  window.missing = window.missing.filter((uid) => stillThere.has(uid) && !settled.has(uid))
}
