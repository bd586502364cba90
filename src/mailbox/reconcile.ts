import { settleDifferencesNow } from './changes.ts'
import { compareFolder, type ComparedWindow } from './compare.ts'
import { isFolderRefusal } from './connect.ts'
import { foldersOf, type Folder } from './folder-store.ts'
import type { Mailbox } from './mailbox-store.ts'
import { openFolder, readNew, readPast, type Reader } from './reading.ts'
import { refreshFolders, withReader, type World } from './session.ts'

/** One folder, compared with the server (M3): server = stored + all of skipped + all of quarantined + missing. */
export interface FolderAccount {
  mailbox: string
  folder: string
  role: Folder['role']
  reading: Folder['reading']
  /** Mails on the server; null where it does not say, because the folder cannot be opened. */
  server: number | null
  stored: number
  /** Rule to number of mails. */
  skipped: Record<string, number>
  /** Reason to number of mails. */
  quarantined: Record<string, number>
  missing: number
  /** Of the missing, the first ones. */
  missingUids: number[]
  /** Taken to lie there, and no longer on the server. */
  extra: number
  extraUids: number[]
  /** Why the folder cannot be read, where it cannot. */
  parked: string | null
}

const UIDS_SHOWN = 20

/**
 * Compares a mailbox folder by folder with what is stored.
 * @param options.repair read what is missing, and mark what has left, before counting
 */
export async function reconcileMailbox(
  world: World,
  mailbox: Mailbox,
  options: { repair: boolean; signal: AbortSignal }
): Promise<FolderAccount[]> {
  const { repair, signal } = options
  return withReader(world, mailbox, { signal, act: (reader) => reconcileThrough(reader, mailbox, repair) })
}

async function reconcileThrough(reader: Reader, mailbox: Mailbox, repair: boolean): Promise<FolderAccount[]> {
  const { listed } = await refreshFolders(reader)
  const counts = new Map(listed.map(({ path, status }) => [path, status?.messages ?? null]))
  const accounts: FolderAccount[] = []
  for (const folder of await foldersOf(reader.storing.database.prisma, mailbox.id)) {
    if (folder.goneAt !== null) continue
    const blank = blankAccount(mailbox.address, folder, counts.get(folder.path) ?? null)
    if (folder.parkedReason !== null) accounts.push({ ...blank, parked: folder.parkedReason })
    else if (folder.reading === 'skipped') accounts.push(skippedWhole(blank))
    else accounts.push(await reconcileFolder(reader, folder, { blank, repair }))
  }
  return accounts
}

function blankAccount(mailbox: string, { path, role, reading }: Folder, server: number | null): FolderAccount {
  const counted = {
    server,
    stored: 0,
    skipped: {},
    quarantined: {},
    missing: 0,
    missingUids: [],
    extra: 0,
    extraUids: []
  }
  return { mailbox, folder: path, role, reading, ...counted, parked: null }
}

/** A folder that is not read at all: its role is the rule (SEMANTICS A12). */
function skippedWhole(blank: FolderAccount): FolderAccount {
  const rule = blank.role === 'drafts' || blank.role === 'trash' ? blank.role : 'shown-in-all-mail'
  return { ...blank, skipped: blank.server ? { [rule]: blank.server } : {} }
}

async function reconcileFolder(
  reader: Reader,
  folder: Folder,
  { blank, repair }: { blank: FolderAccount; repair: boolean }
): Promise<FolderAccount> {
  try {
    const open = repair ? await repairFolder(reader, folder) : await openFolder(reader, folder)
    if (!open) return { ...blank, parked: 'not-selectable' }
    const account = { ...blank, server: 0 }
    for await (const window of compareFolder(reader, open)) add(account, window)
    return account
  } catch (error) {
    if (isFolderRefusal(reader.connection, error)) return { ...blank, parked: 'refused' }
    throw error
  }
}

async function repairFolder(reader: Reader, folder: Folder): Promise<Folder | null> {
  const arrived = await openFolder(reader, folder)
  if (!arrived) return null
  await readNew(reader, arrived)
  await readPast(reader, arrived)
  const settled = await openFolder(reader, folder)
  if (settled) await settleDifferencesNow(reader, settled)
  return openFolder(reader, folder)
}

function add(account: FolderAccount & { server: number }, window: ComparedWindow): void {
  account.server += window.server
  account.stored += window.stored
  for (const [rule, count] of window.skipped) account.skipped[rule] = (account.skipped[rule] ?? 0) + count
  for (const [reason, count] of window.quarantined)
    account.quarantined[reason] = (account.quarantined[reason] ?? 0) + count
  account.missing += window.missing.length
  account.extra += window.extra.length
  account.missingUids.push(...window.missing.slice(0, UIDS_SHOWN - account.missingUids.length))
  account.extraUids.push(...window.extra.slice(0, UIDS_SHOWN - account.extraUids.length))
}
