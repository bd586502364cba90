import { setTimeout as pause } from 'node:timers/promises'
import { syncChanges } from './changes.ts'
import { asBroken, ConnectFailure, IDLE_REFRESH_MS, type Connection } from './connect.ts'
import { folderById, type Folder } from './folder-store.ts'
import { createLatch, type Latch } from './latch.ts'
import { readNew, type Reader } from './reading.ts'
import { openReader, type Session } from './session.ts'
import { catchUp } from './sync.ts'

/** A folder that is watched on a connection of its own. */
export interface LiveFolder {
  folderId: string
  /** False while it has no connection of its own: then it is polled like the others. */
  isWatched: () => boolean
  /** Looks at once, anew from the start: another connection saw that something is different. @returns whether it came to a look */
  lookAnew: () => Promise<boolean>
  /** Rejects where the connection broke, or at the end of the session. */
  ended: Promise<never>
}

/** Servers without IDLE are asked this often. */
const ASK_MS = 10_000
/** A connection that the server refused is tried again this often. */
const RETRY_MS = 5 * 60_000
const LOOK_LIMIT_MS = 30_000

interface Watch {
  latch: Latch
  /** Whether the next look is to begin anew. */
  isAnew: boolean
  /** Those who wait for the next look. */
  asking: ((hasLooked: boolean) => void)[]
  isWatched: boolean
}

/** Starts watching one folder; mails are stored within moments of their arrival. */
export function watchFolder(session: Session, folder: Folder): LiveFolder {
  const watch: Watch = { latch: createLatch(), isAnew: true, asking: [], isWatched: true }
  return {
    folderId: folder.id,
    isWatched: () => watch.isWatched,
    lookAnew() {
      watch.isAnew = true
      watch.latch.set()
      return nextLook(watch)
    },
    ended: keepWatching(session, folder, watch)
  }
}

/** A connection that says nothing for so long is not waited for: the folder is looked at on another. */
async function nextLook({ asking }: Watch): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const hasLooked = await new Promise<boolean>((resolve) => {
    asking.push(resolve)
    timer = setTimeout(resolve, LOOK_LIMIT_MS, false)
  })
  clearTimeout(timer)
  return hasLooked
}

/** Some servers allow few connections at once: the folder is polled until one is free. */
async function keepWatching(session: Session, folder: Folder, watch: Watch): Promise<never> {
  for (;;) {
    session.signal.throwIfAborted()
    try {
      const reader = await openOwn(session, folder)
      watch.isWatched = reader !== null
      if (reader) await watchOn(reader, folder, watch)
    } finally {
      watch.isWatched = false
      watch.isAnew = true
      for (const tell of watch.asking.splice(0)) tell(false)
    }
    await pause(RETRY_MS, undefined, { signal: session.signal })
  }
}

async function openOwn(session: Session, folder: Folder): Promise<Reader | null> {
  try {
    return await openReader(session)
  } catch (error) {
    if (!(error instanceof ConnectFailure)) throw error
    const { world, mailbox } = session
    world.log.warn({ mailbox: mailbox.address, folder: folder.path, reason: error.message }, 'folder is polled only')
    return null
  }
}

/** Looks and waits in turn until the folder can no longer be opened. @throws ConnectionBroken */
async function watchOn(reader: Reader, folder: Folder, watch: Watch): Promise<void> {
  const { connection, signal } = reader
  const stop = () => connection.close()
  const idling = { isPossible: connection.capabilities.has('IDLE') }
  for (const event of ['exists', 'flags', 'close']) connection.on(event, watch.latch.set)
  reader.vanished.wake = watch.latch.set
  signal.addEventListener('abort', stop)
  try {
    for (;;) {
      signal.throwIfAborted()
      const asked = watch.asking.length
      if (watch.isAnew) {
        watch.isAnew = false
        await catchUp(reader, folder, { thorough: true })
      } else await look(reader, folder)
      for (const tell of watch.asking.splice(0, asked)) tell(true)
      const isOpen = connection.mailbox && connection.mailbox.path === folder.path
      if (!isOpen && connection.usable) return
      await idle(connection, watch.latch, idling)
    }
  } catch (error) {
    throw asBroken(connection, error)
  } finally {
    signal.removeEventListener('abort', stop)
    connection.close()
  }
}

/** What arrived and changed in the selected folder. */
async function look(reader: Reader, { id }: Folder): Promise<void> {
  const db = reader.storing.database.prisma
  const before = await folderById(db, id)
  if (!before) return
  await readNew(reader, before)
  const after = await folderById(db, id)
  if (after) await syncChanges(reader, after, false)
}

/**
 * Waits until the server tells something. What it tells while we look sets the latch all the same, and the next command
 * ends the IDLE (SEMANTICS A7).
 */
async function idle(connection: Connection, latch: Latch, idling: { isPossible: boolean }): Promise<void> {
  if (!idling.isPossible) {
    await latch.take(ASK_MS)
    await connection.noop()
    return
  }
  // It ends when the connection sends another command, when the server ends it, and every 2 minutes for a sign of life. Our own
  // next command is no reason for a look: the look would end the next IDLE, and so on for ever.
  let isOver = false
  const wait = async () => {
    const answer = await connection.idle().catch(() => undefined)
    if (answer === false) idling.isPossible = false
    if (!isOver) latch.set()
  }
  void wait()
  await latch.take(IDLE_REFRESH_MS)
  isOver = true
}
