import type { Complaint, Kind } from './mail.ts'
import { stopRequest } from './stop-words.ts'

/** That somebody wants to hear no more from us, and how they said so (SEMANTICS F7, H9). */
export type Leaving =
  /** In a person's own words. */
  | { kind: 'stop'; wording: string }
  /** By the mailto address of List-Unsubscribe, which mail programs write to by themselves; the token is that of one mail of ours. */
  | { kind: 'link'; token: string; wording: string }
  /** By a provider's opt-out report, or a mail program's in its user's name. */
  | { kind: 'opt-out'; addresses: string[]; wording: string }

const LINK_SUBJECT = /^\s*unsubscribe ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*$/i
/** RFC 5965 leaves the list of types open; these are those of the registry and of older loops. */
const OPT_OUT = /^(?:opt-out(?:-list)?|unsubscribe)$/

/** What of a client's mail asks to leave; null where nothing does. Words count in a person's mail only, the token in any. */
export function leavingRequest(mail: {
  kind: Kind
  subject: string
  replyText: string
  complaint: Pick<Complaint, 'feedbackType' | 'recipients'> | null
}): Leaving | null {
  const { kind, subject, replyText, complaint } = mail
  const token = LINK_SUBJECT.exec(subject)?.[1]
  if (token !== undefined) return { kind: 'link', token: token.toLowerCase(), wording: subject.trim() }
  if (complaint && OPT_OUT.test(complaint.feedbackType))
    return { kind: 'opt-out', addresses: complaint.recipients, wording: `Feedback-Type: ${complaint.feedbackType}` }
  if (kind !== 'human') return null
  const wording = stopRequest(replyText.trim() === '' ? subject : replyText)
  return wording === null ? null : { kind: 'stop', wording }
}
