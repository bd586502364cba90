import { decodeHeaderText } from './encoded-words.ts'
import { firstValue, type Header } from './header-block.ts'
import type { Judged } from './judged.ts'
import type { Mail } from './mail.ts'

/** The mailing list that a mail came through (RFC 2919, RFC 2369); null where it came through none. */
export function readList({ header }: Judged): Mail['list'] {
  const listId = firstValue(header, 'list-id')
  if (listId !== null) return { id: (/<([^<>]+)>/.exec(listId)?.[1] ?? listId).trim().toLowerCase() || null }
  return LIST_FIELDS.some((name) => header.byName.has(name)) ? { id: null } : null
}

/** Whether a mail went to many: through a list that people write to, or in bulk from one sender; null where to few. */
export function judgeList(judged: Judged): Pick<Mail, 'kind' | 'evidence'> | null {
  const { header } = judged
  const list = listEvidence(header)
  if (list) return { kind: 'list', evidence: [list] }
  const bulk = bulkEvidence(header)
  if (bulk) return { kind: 'bulk', evidence: [bulk] }
  const listId = firstValue(header, 'list-id')
  if (listId !== null) return { kind: 'list', evidence: [fieldLine(header, 'list-id')] }
  const unanswerable = unanswerableEvidence(judged)
  return unanswerable ? { kind: 'bulk', evidence: [unanswerable] } : null
}

/** Fields that only list programs write (Mailman, Sympa, ezmlm, Google Groups, Yahoo Groups). */
const LIST_FIELDS = [
  'list-post',
  'mailing-list',
  'x-beenthere',
  'x-mailman-version',
  'x-google-group-id',
  'x-ml-name',
  'x-sympa-to',
  'x-mailing-list',
  'x-loop-list'
]

function listEvidence(header: Header): string | null {
  const post = firstValue(header, 'list-post')
  const isPostable = post !== null && !/^\s*NO\b/i.test(post)
  if (isPostable) return `List-Post: ${decodeHeaderText(post)}`
  const named = LIST_FIELDS.find((name) => name !== 'list-post' && header.byName.has(name))
  if (named) return fieldLine(header, named)
  return /^list\b/i.test(firstValue(header, 'precedence') ?? '') ? 'Precedence: list' : null
}

function fieldLine(header: Header, name: string): string {
  return `${name}: ${decodeHeaderText(firstValue(header, name) ?? '')}`
}

/** Fields of newsletters and of the services that send them. X-SES and Feedback-ID also stand in mails by one person. */
const BULK_FIELDS = [
  'list-unsubscribe',
  'list-unsubscribe-post',
  'x-csa-complaints',
  'x-campaign',
  'x-campaignid',
  'x-campaign-id',
  'x-mj-campaign',
  'x-mailin-campaign',
  'x-mc-user',
  'x-mailer-lid',
  'x-emv-memberid'
]

function bulkEvidence(header: Header): string | null {
  const precedence = firstValue(header, 'precedence') ?? ''
  if (/^(?:bulk|junk)\b/i.test(precedence)) return `Precedence: ${precedence}`
  const named = BULK_FIELDS.find((name) => header.byName.has(name))
  return named ? fieldLine(header, named) : null
}

const UNANSWERABLE =
  /^(?:no|not|do-?not|ne-?pas)[-_.]?(?:reply|r[ée]pondre|repondre|response|answer)|^(?:noreply|nepasrepondre|donotreply|unattended)|[-_.+](?:noreply|no-reply)@/i

/** A sender that takes no answers, unless another address is given for them: then it is a form that passes a person on. */
function unanswerableEvidence({ header, fields }: Judged): string | null {
  const address = fields.from[0]?.address ?? ''
  if (!UNANSWERABLE.test(address)) return null
  const domain = address.slice(address.indexOf('@'))
  const replyTo = firstValue(header, 'reply-to') ?? ''
  const isForm = replyTo.includes('@') && !replyTo.toLowerCase().includes(domain) && !/no-?reply/i.test(replyTo)
  return isForm ? null : `From: ${address} takes no answers`
}
