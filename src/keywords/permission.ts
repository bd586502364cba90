import { Temporal } from 'temporal-polyfill'
import { proveAuthor, type Authenticity } from '#src/message/authenticity.ts'
import type { DnsResolver } from '#src/message/dkim-check.ts'
import { soleAuthor } from '#src/message/sole-author.ts'
import { instantOf } from '#src/platform/clock.ts'
import { memberWriting } from '#src/team/find-member.ts'
import type { Member } from '#src/team/store.ts'
import { isUs, type Us } from '#src/team/us.ts'
import type { CommandMail } from './scene-store.ts'

/** What decides whether a mail's keywords are obeyed (SEMANTICS F2), besides the mail. */
export interface PermissionContext {
  now: Temporal.Instant
  us: Us
  members: readonly Member[]
  /** It came off a Sent folder of ours when it was stored. */
  fromOurSentFolder: boolean
  /** The same words of the same moment were obeyed in another mail. */
  isRepeated: boolean
  /** The whole mail, for checking its signatures here; null where it cannot be had. */
  raw: () => Promise<Uint8Array | null>
  /** Looks up the keys of signatures; the system's own where it is left out. */
  resolver?: DnsResolver
}

export type Permission =
  /** `member`: null where a shared mailbox's own Sent folder is the proof, and no member writes from the address. */
  | { kind: 'granted'; address: string; member: Member | null; proof: string }
  /** `pretends`: the member whose address stands in From; only they are told. */
  | { kind: 'refused'; reason: PermissionRefusal; detail: string; pretends: Member | null }

type PermissionRefusal =
  | 'not-human'
  | 'too-old'
  | 'unclear-author'
  | 'not-ours'
  | 'same-id-other-content'
  | 'repeated'
  | 'failed'
  | 'unproven'

const AGE_MAX = { hours: 7 * 24 }
/** Clocks differ; a date further ahead was written by hand. */
const AHEAD_MAX = { hours: 24 }

/** Whether the keywords of a mail are obeyed, and for whom. Fails closed: a doubt is a refusal. */
export async function mayCommand(mail: CommandMail, context: PermissionContext): Promise<Permission> {
  const from = mail.headers.filter(({ name }) => name === 'from').map(({ value }) => value)
  const author = soleAuthor(from)
  if (author.kind === 'unclear')
    return { kind: 'refused', reason: 'unclear-author', detail: author.detail, pretends: null }
  const member = memberWriting(context.members, author.address)
  const objection = objectionTo(mail, context)
  if (objection) return { kind: 'refused', ...objection, pretends: member }
  if (isInSent(mail, context)) return bySentFolder(author.address, { member, context })
  if (!member)
    return { kind: 'refused', reason: 'not-ours', detail: `${author.address} is no member's`, pretends: null }
  return byAuthenticity(await prove(mail, context), { member, address: author.address })
}

function objectionTo(
  mail: CommandMail,
  { now, isRepeated }: PermissionContext
): { reason: PermissionRefusal; detail: string } | null {
  const sentAt = instantOf(mail.sentAt)
  const isTooOld = Temporal.Instant.compare(sentAt, now.subtract(AGE_MAX)) < 0
  const isAhead = Temporal.Instant.compare(sentAt, now.add(AHEAD_MAX)) > 0
  if (mail.kind !== 'human') return { reason: 'not-human', detail: `a mail of kind ${mail.kind}` }
  if (isTooOld || isAhead) return { reason: 'too-old', detail: `dated ${sentAt.toString()}` }
  if (mail.idConflict) return { reason: 'same-id-other-content', detail: 'another mail bears its Message-ID' }
  if (isRepeated) return { reason: 'repeated', detail: 'the same words of the same moment were obeyed before' }
  return null
}

/** The mail account is the proof: only who can sign in to it can put a mail there. */
function isInSent(mail: CommandMail, { fromOurSentFolder }: PermissionContext): boolean {
  return fromOurSentFolder || mail.places.some(({ role }) => role === 'sent')
}

function bySentFolder(
  address: string,
  { member, context }: { member: Member | null; context: PermissionContext }
): Permission {
  const isOurs = member !== null || isUs(context.us, address)
  if (!isOurs) return { kind: 'refused', reason: 'not-ours', detail: `${address} is none of ours`, pretends: null }
  return { kind: 'granted', address, member, proof: 'it lies in our own Sent folder' }
}

function prove(mail: CommandMail, { now, raw, resolver }: PermissionContext): Promise<Authenticity> {
  const authservIds = [...new Set(mail.places.flatMap((place) => place.authservIds))]
  return proveAuthor(mail.headers, {
    authservIds,
    raw,
    now: new Date(now.epochMilliseconds),
    ...(resolver && { resolver })
  })
}

function byAuthenticity(verdict: Authenticity, { member, address }: { member: Member; address: string }): Permission {
  if (verdict.kind === 'refused') return { ...verdict, pretends: member }
  const isSame = verdict.address === address
  if (!isSame)
    return { kind: 'refused', reason: 'unclear-author', detail: 'two readings of From differ', pretends: null }
  return { kind: 'granted', address, member, proof: verdict.evidence }
}
