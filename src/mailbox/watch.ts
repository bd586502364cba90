import { setTimeout as pause } from 'node:timers/promises'
import { dateOf } from '#src/platform/clock.ts'
import { pauseAfter } from './back-off.ts'
import { asBroken, ConnectFailure, ConnectionBroken } from './connect.ts'
import type { ListedFolder } from './folder-list.ts'
import { CursorMoved, type Folder } from './folder-store.ts'
import { createLatch, type Latch } from './latch.ts'
import { noteCompleteLook, noteLookBegun } from './look-store.ts'
import { findMailbox, noteState } from './mailbox-store.ts'
import type { Reader } from './reading.ts'
import { openReader, refreshFolders, type Session } from './session.ts'
import { catchUp, readNewIn, readPastIn } from './sync.ts'
import { watchFolder, type LiveFolder } from './watch-folder.ts'

/** Folders that are not idled on are looked at this often. */
const POLL_MS = 60_000
/** Servers without an account of changes are looked through this often. */
const THOROUGH_EVERY_POLLS = 60

/**
 * Watches a mailbox until the signal, or until its login was refused too often (SEMANTICS A9, A10): reconnects with growing
 * pauses, which begin anew only after everything was read through.
 */
export async function watchMailbox(session: Session): Promise<void> {
  const { world, mailbox, signal } = session
  let failures = 0
  const onComplete = () => {
    failures = 0
    session.onReadThrough?.()
  }
  while (!signal.aborted) {
    try {
      await watchConnected(session, onComplete)
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      await noteBreak(session, error)
      const present = await findMailbox(world.database.prisma, mailbox.id).catch(() => mailbox)
      if (present?.state === 'refused' || present?.state === 'paused') return
      await pause(pauseAfter(failures, world.random), undefined, { signal }).catch(() => undefined)
    }
  }
}

async function noteBreak({ world, mailbox }: Session, error: unknown): Promise<void> {
  const isExpected = [ConnectFailure, ConnectionBroken, CursorMoved].some((kind) => error instanceof kind)
  const told = { mailbox: mailbox.address, err: error }
  if (isExpected) world.log.info(told, 'the connection ended, and is tried again')
  else world.log.error(told, 'watching broke off, and is tried again')
  if (error instanceof ConnectFailure) return
  const reason = error instanceof Error ? error.message : String(error)
  const now = dateOf(world.clock.now())
  await noteState(world.database.prisma, mailbox.id, { state: 'unreachable', reason, now }).catch(() => undefined)
}

/** One stretch of watching: everything ends with the first connection that breaks. */
async function watchConnected(session: Session, onComplete: () => void): Promise<void> {
  const ending = new AbortController()
  const due = createLatch()
  const stretch = { ...session, onBegunAnew: due.set, signal: AbortSignal.any([session.signal, ending.signal]) }
  const reader = await openReader(stretch)
  const stop = () => reader.connection.close()
  stretch.signal.addEventListener('abort', stop)
  reader.connection.on('close', due.set)
  if (session.bell) session.bell.ring = due.set
  const live: LiveFolder[] = []
  let background: Promise<unknown> = Promise.resolve()
  try {
    const { folders } = await refreshFolders(reader)
    for (const folder of folders) await readNewIn(reader, folder)
    live.push(...folders.filter(isLive).map((folder) => watchFolder(stretch, folder)))
    background = readAndPoll(reader, { live, due, onComplete })
    await Promise.all([background, ...live.map(({ ended }) => ended)])
  } catch (error) {
    throw asBroken(reader.connection, error)
  } finally {
    ending.abort()
    stop()
    await Promise.allSettled([background, ...live.map(({ ended }) => ended)])
  }
}

/** Arrivals and what we send are wanted at once; on Gmail both are in All Mail. */
function isLive({ role }: Folder): boolean {
  return role === 'inbox' || role === 'sent' || role === 'all'
}

interface Background {
  live: LiveFolder[]
  /** Set when a folder was begun anew and is to be matched again at once. */
  due: Latch
  onComplete: () => void
}

/** The past of every folder, then a look at each now and then. Ends only by throwing. */
async function readAndPoll(reader: Reader, { live, due, onComplete }: Background): Promise<never> {
  const { folders } = await refreshFolders(reader)
  for (const folder of folders) await readPastIn(reader, folder)
  await completely(reader, () => lookThrough(reader, { folders, live, thorough: true }))
  onComplete()
  for (let polls = 1; ; polls++) {
    await due.take(POLL_MS)
    reader.signal.throwIfAborted()
    await completely(reader, () => poll(reader, live, polls % THOROUGH_EVERY_POLLS === 0))
  }
}

/** A look at every folder, written down with who had asked for it before it began. */
async function completely({ storing, mailbox }: Reader, look: () => Promise<void>): Promise<void> {
  const db = storing.database.prisma
  const began = dateOf(storing.clock.now())
  const asked = await noteLookBegun(db, mailbox.id)
  await look()
  await noteCompleteLook(db, mailbox.id, { asked, began })
}

async function poll(reader: Reader, live: LiveFolder[], thorough: boolean): Promise<void> {
  const { folders, listed } = await refreshFolders(reader)
  const statuses = new Map(listed.map(({ path, status }) => [path, status]))
  const changed = folders.filter((folder) => thorough || hasChanged(folder, statuses.get(folder.path) ?? null))
  for (const folder of changed.filter(hasPast)) await readPastIn(reader, folder)
  await lookThrough(reader, { folders: changed, live, thorough })
}

function hasPast({ pastUid }: Folder): boolean {
  return pastUid === null || pastUid > 1
}

async function lookThrough(
  reader: Reader,
  { folders, live, thorough }: { folders: Folder[]; live: LiveFolder[]; thorough: boolean }
): Promise<void> {
  for (const folder of folders) {
    const watched = live.find(({ folderId, isWatched }) => folderId === folder.id && isWatched())
    const hasLooked = watched ? await watched.lookAnew() : false
    if (!hasLooked) await catchUp(reader, folder, { thorough })
  }
}

/** Whether STATUS tells anything else than what was read; a server that tells nothing is looked at each time. */
function hasChanged(folder: Folder, status: ListedFolder['status']): boolean {
  if (!status || status.uidNext === null || folder.uidValidity === null) return true
  const isBegunAnew = status.uidValidity !== null && status.uidValidity !== folder.uidValidity
  const hasArrivals = status.uidNext - 1 > folder.cursorUid
  const hasOtherCount = status.messages !== folder.serverCount
  const hasChanges = status.highestModseq !== null && status.highestModseq !== folder.highestModseq
  return isBegunAnew || hasArrivals || hasOtherCount || hasChanges || hasPast(folder)
}
