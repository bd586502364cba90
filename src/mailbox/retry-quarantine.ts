import { BATCH_MAILS } from './batches.ts'
import type { Folder } from './folder-store.ts'
import type { Mailbox } from './mailbox-store.ts'
import { quarantinedUids } from './place-store.ts'
import { openFolder, readAgain, type Reader } from './reading.ts'
import { refreshFolders, withReader, type World } from './session.ts'

/** What reading the quarantined mails again came to. */
export interface Retried {
  mailbox: string
  /** Mails that could be read now. */
  released: number
  /** Mails that still cannot. */
  kept: number
  /** Mails that are no longer on the server. */
  gone: number
}

/** Reads every quarantined mail of a mailbox again (SEMANTICS A15), as after an update of the program. */
export async function retryQuarantine(world: World, mailbox: Mailbox, signal: AbortSignal): Promise<Retried> {
  const retried: Retried = { mailbox: mailbox.address, released: 0, kept: 0, gone: 0 }
  const act = async (reader: Reader) => {
    const { folders } = await refreshFolders(reader)
    for (const folder of folders) await retryFolder(reader, folder, retried)
    return retried
  }
  return withReader(world, mailbox, { signal, act })
}

async function retryFolder(reader: Reader, folder: Folder, retried: Retried): Promise<void> {
  const db = reader.storing.database.prisma
  if ((await quarantinedUids(db, folder)).length === 0) return
  const open = await openFolder(reader, folder)
  if (!open) return
  const uids = await quarantinedUids(db, open)
  for (let start = 0; start < uids.length; start += BATCH_MAILS) {
    const batch = uids.slice(start, start + BATCH_MAILS)
    const { fresh, known, skipped, quarantined } = await readAgain(reader, open, batch)
    retried.released += fresh + known + skipped
    retried.kept += quarantined
    retried.gone += batch.length - fresh - known - skipped - quarantined
  }
}
