import type { ListResponse, StatusObject } from 'imapflow'
import type { Connection } from './connect.ts'

export type FolderRole = 'inbox' | 'sent' | 'drafts' | 'junk' | 'trash' | 'archive' | 'all'

/** Whether a folder's mails are read: all of them, delivery reports only, or none (SEMANTICS A12). */
export type Reading = 'read' | 'bounces' | 'skipped'

/** A folder as the server lists it now. */
export interface ListedFolder {
  /** Decoded; INBOX in capitals however the server writes it. */
  path: string
  delimiter: string | null
  role: FolderRole | null
  reading: Reading
  /** Why it cannot be read, where it cannot (SEMANTICS A11). */
  parkedReason: 'not-selectable' | 'hostile-name' | null
  status: FolderStatus | null
}

/** What STATUS tells of a folder; a value that the server leaves out or gives as 0 is null (SEMANTICS A2). */
export interface FolderStatus {
  messages: number | null
  uidNext: number | null
  uidValidity: bigint | null
  highestModseq: bigint | null
}

/**
 * Lists the folders with their roles, and in the same command (where the server can) how each stands.
 * Roles come from SPECIAL-USE or XLIST, then from the names of some sixty languages that imapflow knows.
 */
export async function listFolders(connection: Connection): Promise<ListedFolder[]> {
  const statusQuery = { messages: true, uidNext: true, uidValidity: true, highestModseq: true }
  const entries = await connection.list({ statusQuery })
  const isGmail = connection.capabilities.has('X-GM-EXT-1')
  const hasAllMail = isGmail && entries.some((entry) => roleOf(entry) === 'all' && isSelectable(entry))
  const unique = new Map(entries.map((entry) => [entry.path, entry]))
  return [...unique.values()].map((entry) => asListed(entry, hasAllMail))
}

/** @param hasAllMail on Gmail every mail but Junk and Trash lies in All Mail, so that it alone is read */
function asListed(entry: ListResponse, hasAllMail: boolean): ListedFolder {
  const role = roleOf(entry)
  // PostgreSQL's text holds everything but NUL.
  const isHostile = entry.path.includes('\0') || entry.path === ''
  return {
    path: entry.path.replaceAll('\0', '\u{FFFD}'),
    delimiter: entry.delimiter || null,
    role,
    reading: hasAllMail ? readingOnGmail(role) : readingOf(role),
    parkedReason: isHostile ? 'hostile-name' : isSelectable(entry) ? null : 'not-selectable',
    status: statusOf(entry.status)
  }
}

const ROLES: Record<string, FolderRole> = {
  '\\Inbox': 'inbox',
  '\\Sent': 'sent',
  '\\Drafts': 'drafts',
  '\\Junk': 'junk',
  '\\Trash': 'trash',
  '\\Archive': 'archive',
  '\\All': 'all'
}

function roleOf(entry: ListResponse): FolderRole | null {
  if (entry.path.toUpperCase() === 'INBOX') return 'inbox'
  const role = ROLES[entry.specialUse ?? ''] ?? null
  // "All" in some language may be anybody's folder: only the server's own word makes it a view of the others.
  const isOnlyNamedSo = role === 'all' && entry.specialUseSource === 'name'
  return isOnlyNamedSo ? null : role
}

function isSelectable(entry: ListResponse): boolean {
  return !entry.flags.has('\\Noselect') && !entry.flags.has('\\NonExistent')
}

/** Which of a mailbox's folders are read (SEMANTICS A12). A view of all mails shows what lies in the others. */
export function readingOf(role: FolderRole | null): Reading {
  if (role === 'drafts' || role === 'trash' || role === 'all') return 'skipped'
  return role === 'junk' ? 'bounces' : 'read'
}

function readingOnGmail(role: FolderRole | null): Reading {
  if (role === 'all') return 'read'
  return role === 'junk' ? 'bounces' : 'skipped'
}

function statusOf(status: StatusObject | undefined): FolderStatus | null {
  if (!status || 'error' in status) return null
  return {
    messages: status.messages ?? null,
    uidNext: status.uidNext || null,
    uidValidity: status.uidValidity || null,
    highestModseq: status.highestModseq || null
  }
}
