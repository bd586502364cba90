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
  /** Looks at once, anew from the start: another connection saw that something is different. */
  lookAnew(): void
  /** Settles when the folder is no longer watched; rejects where the connection broke. */
  ended: Promise<void>
}

/** Servers without IDLE are asked this often. */
const ASK_MS = 20_000

/** Starts watching one folder; mails are stored within moments of their arrival. */
export function watchFolder(session: Session, folder: Folder): LiveFolder {
  const latch = createLatch()
  let isAnew = true
  const lookAnew = () => {
    isAnew = true
    latch.set()
  }
  const takeAnew = () => {
    const was = isAnew
    isAnew = false
    return was
  }
  return { folderId: folder.id, lookAnew, ended: watch(session, folder, { latch, takeAnew }) }
}

async function watch(
  session: Session,
  folder: Folder,
  { latch, takeAnew }: { latch: Latch; takeAnew: () => boolean }
): Promise<void> {
  const reader = await openReader(session).catch((error: unknown) => polledInstead(session, folder, error))
  if (!reader) return
  const { connection } = reader
  const stop = () => connection.close()
  const idling = { isPossible: connection.capabilities.has('IDLE') }
  for (const event of ['exists', 'flags', 'close']) connection.on(event, latch.set)
  reader.vanished.wake = latch.set
  session.signal.addEventListener('abort', stop)
  try {
    for (;;) {
      session.signal.throwIfAborted()
      if (takeAnew()) await catchUp(reader, folder, { thorough: true })
      else await look(reader, folder)
      const isOpen = connection.mailbox && connection.mailbox.path === folder.path
      if (!isOpen && connection.usable) return
      await idle(connection, latch, idling)
    }
  } catch (error) {
    throw asBroken(connection, error)
  } finally {
    session.signal.removeEventListener('abort', stop)
    connection.close()
  }
}

/** Some servers allow few connections at once: then the folder is only polled. */
function polledInstead({ world, mailbox }: Session, folder: Folder, error: unknown): null {
  if (!(error instanceof ConnectFailure)) throw error
  world.log.warn({ mailbox: mailbox.address, folder: folder.path, reason: error.message }, 'folder is polled only')
  return null
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
  // It ends when the connection sends another command, when the server ends it, and every 2 minutes for a sign of life.
  const wait = async () => {
    const answer = await connection.idle().catch(() => undefined)
    if (answer === false) idling.isPossible = false
    latch.set()
  }
  void wait()
  await latch.take(IDLE_REFRESH_MS)
}
