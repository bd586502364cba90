import type { Db } from '#src/platform/database/database.ts'
import { foldersOf, type Folder } from './folder-store.ts'
import { findMailboxes, type Mailbox } from './mailbox-store.ts'

/** How far a mailbox has been read, for lists, pages and progress bars. */
export interface MailboxProgress {
  id: string
  address: string
  state: Mailbox['state']
  stateReason: string | null
  /** Mails of the folders that are read. */
  total: number
  /** Of these, how many are settled: stored, skipped with a rule, or quarantined. */
  read: number
  isComplete: boolean
  folders: FolderProgress[]
}

export interface FolderProgress {
  path: string
  role: Folder['role']
  reading: Folder['reading']
  total: number | null
  read: number
  isComplete: boolean
  parkedReason: string | null
  goneAt: Date | null
}

/** How every mailbox stands. Told from the folders' own rows: nothing is counted. */
export async function progressOf(db: Db): Promise<MailboxProgress[]> {
  const mailboxes = await findMailboxes(db)
  return Promise.all(mailboxes.map(async (mailbox) => progressOfMailbox(mailbox, await foldersOf(db, mailbox.id))))
}

function progressOfMailbox({ id, address, state, stateReason }: Mailbox, folders: Folder[]): MailboxProgress {
  const progress = folders.map(progressOfFolder)
  const wanted = progress.filter(({ reading, parkedReason }) => reading !== 'skipped' && parkedReason === null)
  const sum = (of: (folder: FolderProgress) => number) => wanted.reduce((total, folder) => total + of(folder), 0)
  const isComplete = wanted.length > 0 && wanted.every((folder) => folder.isComplete)
  const total = sum((folder) => folder.total ?? 0)
  const read = sum((folder) => folder.read)
  return { id, address, state, stateReason, total, read, isComplete, folders: progress }
}

/** Departures make the counts of a long reading drift: what is complete is all read, what is not is never quite. */
function progressOfFolder(folder: Folder): FolderProgress {
  const { path, role, reading, serverCount: total, settledCount, pastUid, parkedReason, goneAt } = folder
  const isComplete = pastUid !== null && pastUid <= 1
  const read = isComplete ? (total ?? settledCount) : Math.min(settledCount, total ?? settledCount)
  return { path, role, reading, total, read, isComplete, parkedReason, goneAt }
}
