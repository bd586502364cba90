import type { CarriedMail } from '#src/message/carried.ts'
import type { Understood } from '#src/message/mail.ts'
import type { FetchedMail } from './fetch.ts'
import type { FolderRole, Reading } from './folder-list.ts'

/** A mail off the server and what understanding it came to. */
export interface ReadMail extends Omit<FetchedMail, 'content'> {
  understood: Understood<CarriedMail>
}

/** Whether a mail is stored, and why not. */
export type Decision =
  | { kind: 'store'; mail: CarriedMail }
  | { kind: 'skip'; rule: SkipRule; identity: string }
  | { kind: 'quarantine'; reason: string; detail: string }

/** Rules of the mailbox; those that look at clients are added where mails are stored. */
export type SkipRule = 'not-a-bounce' | 'draft'

/** What a folder's role makes of a mail in it (SEMANTICS A12). */
export function decide(read: ReadMail, folder: { role: FolderRole | null; reading: Reading }): Decision {
  const { understood } = read
  if (understood.kind === 'quarantined')
    return { kind: 'quarantine', reason: understood.reason, detail: understood.detail }
  const { mail } = understood
  const isReport = mail.kind === 'delivery-report' || mail.kind === 'complaint'
  if (folder.reading === 'bounces' && !isReport) return { kind: 'skip', rule: 'not-a-bounce', identity: mail.identity }
  if (isDraft(read, folder.role)) return { kind: 'skip', rule: 'draft', identity: mail.identity }
  return { kind: 'store', mail }
}

/** Gmail keeps drafts in All Mail, other programs some in the inbox. In Sent the flag is a leftover of the draft it was. */
function isDraft({ flags, labels }: ReadMail, role: FolderRole | null): boolean {
  return labels.includes('\\Draft') || (flags.includes('\\Draft') && role !== 'sent')
}

/** A mail in our own Sent folder was sent by us: the mail account is the proof (SEMANTICS F2). */
export function isFromOurSentFolder({ labels }: ReadMail, role: FolderRole | null): boolean {
  return role === 'sent' || isLabelledSent(labels)
}

/** Gmail keeps what was sent from the account among all mails, under this label. */
export function isLabelledSent(labels: string[]): boolean {
  return labels.includes('\\Sent')
}
