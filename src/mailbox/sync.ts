import { setTimeout as pause } from 'node:timers/promises'
import { startUnderstanding, type Understanding } from '#src/message/bounded.ts'
import { pauseAfter } from './back-off.ts'
import { startCaution } from './caution.ts'
import { settleDifferences, syncChanges } from './changes.ts'
import { asBroken, ConnectFailure, ConnectionBroken, disconnect, isFolderRefusal } from './connect.ts'
import { createGate } from './gate.ts'
import { CursorMoved, folderById, parkFolder, type Folder } from './folder-store.ts'
import type { Mailbox } from './mailbox-store.ts'
import { openFolder, readNew, readPast, type Reader } from './reading.ts'
import { openReader, refreshFolders, type Session, type World } from './session.ts'

/** Breaks of the connection one after another, without anything read in between, before a single sync gives up. */
const BREAKS_ALLOWED = 10

/**
 * Reads all there is in a mailbox and ends: what is new first, then the past, then changes.
 * @returns how many mails were settled
 * @throws ConnectFailure where the mailbox cannot be reached; the error of the connection where it keeps breaking
 */
export async function syncOnce(
  world: World,
  mailbox: Mailbox,
  options: {
    signal: AbortSignal
    onSettled?: (folder: Folder, count: number) => void
    /** Another's, who closes it; one of its own where it is left out. */
    understanding?: Understanding
  }
): Promise<number> {
  const understanding = options.understanding ?? startUnderstanding()
  let settled = 0
  const onSettled = (folder: Folder, count: number) => {
    settled += count
    options.onSettled?.(folder, count)
  }
  const shared = { understanding, caution: startCaution(), gate: createGate(1) }
  const session = { world, mailbox, ...shared, signal: options.signal, onSettled }
  try {
    for (let breaks = 0; ;) {
      const before = settled
      try {
        await syncThrough(session)
        return settled
      } catch (error) {
        breaks = settled > before ? 1 : breaks + 1
        if (options.signal.aborted || breaks >= BREAKS_ALLOWED || !isPassing(error, breaks)) throw error
        world.log.warn({ mailbox: mailbox.address, err: error }, 'reading broke off, and is taken up again')
        await pause(pauseAfter(breaks, world.random), undefined, { signal: options.signal })
      }
    }
  } finally {
    if (!options.understanding) await understanding.close()
  }
}

/** One connection's worth: all folders, first what is new in each, then what was there before. */
async function syncThrough(session: Session): Promise<void> {
  const reader = await openReader(session)
  try {
    const { folders } = await refreshFolders(reader)
    for (const folder of folders) await readNewIn(reader, folder)
    for (const folder of folders) await readPastIn(reader, folder)
    for (const folder of folders) await catchUp(reader, folder, { thorough: true })
  } catch (error) {
    throw asBroken(reader.connection, error)
  } finally {
    await disconnect(reader.connection)
  }
}

/** Begins the folder where it is new, so that what arrives from now on counts as new, and reads what has arrived. */
export function readNewIn(reader: Reader, folder: Folder): Promise<void> {
  return inFolder(reader, folder, async (open) => {
    await readNew(reader, open)
  })
}

export function readPastIn(reader: Reader, folder: Folder): Promise<void> {
  return inFolder(reader, folder, async (open) => {
    await readPast(reader, open)
  })
}

/** Brings a folder up to date: arrivals, flags, departures. */
export function catchUp(reader: Reader, folder: Folder, { thorough }: { thorough: boolean }): Promise<void> {
  return inFolder(reader, folder, async (open) => {
    const serverCount = reader.connection.mailbox ? reader.connection.mailbox.exists : 0
    await readNew(reader, open)
    const read = (await folderById(reader.storing.database.prisma, folder.id)) ?? open
    await syncChanges(reader, read, thorough)
    await settleDifferences(reader, read, serverCount)
  })
}

/** Opens a folder and does something in it. One that the server refuses is parked, and the others go on (SEMANTICS A11). */
async function inFolder(reader: Reader, folder: Folder, act: (open: Folder) => Promise<void>): Promise<void> {
  try {
    const open = await openFolder(reader, folder)
    if (open) await act(open)
  } catch (error) {
    if (!isFolderRefusal(reader.connection, error)) throw error
    await parkFolder(reader.storing.database.prisma, folder.id, 'refused')
    reader.log.warn({ folder: folder.path, err: error }, 'the server refuses to let a folder be read')
  }
}

/** Whether another try may mend it: a break of the connection, or another process that read on in the same folder. */
function isPassing(error: unknown, breaks: number): boolean {
  if (error instanceof ConnectFailure) return error.kind === 'unreachable' && breaks > 1
  return error instanceof CursorMoved || error instanceof ConnectionBroken
}
