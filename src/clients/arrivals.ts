import type { CarriedMail } from '#src/message/carried.ts'
import type { Mail } from '#src/message/mail.ts'
import { addressKey } from '#src/team/address-key.ts'
import { isUs, type Us } from '#src/team/us.ts'
import { directionOf, type MailDirection } from '#src/threads/direction.ts'
import { linksOf } from '#src/threads/links.ts'
import type { LinkedMail } from '#src/threads/grouping.ts'
import { concernedBy, type Concerned } from './concerned.ts'

/** A mail as it came off a server or out of a file. */
export interface ArrivedMail {
  mail: CarriedMail
  /** When our server received it. */
  internalDate: Date | null
  /** The provider's own thread, unique across mailboxes: `<mailbox id> <thread id>`. */
  serverThread: string | null
  fromOurSentFolder: boolean
  /** Arrived while the mailbox was watched, as against the past being read in. */
  live: boolean
}

/** All that is known of one mail from the copies of it that arrived together. */
export interface MailCopies extends Omit<ArrivedMail, 'serverThread'> {
  serverThreads: string[]
}

/** A mail with all that follows from it alone and from who we are. */
export interface Arrival extends MailCopies {
  links: LinkedMail
  direction: MailDirection
  /** When it was sent; when it was received where that is not known (A14). */
  sentAt: Date
  concerned: Concerned[]
  memberId: string | null
}

/** What the records of clients need to know of a stored mail. */
export interface RecordedMail {
  messageId: string
  mail: Pick<Mail, 'kind' | 'from' | 'replyTo' | 'to' | 'cc' | 'bcc'>
  direction: MailDirection
  sentAt: Date
  concerned: Concerned[]
}

/** A mail that is stored now. */
export interface NewArrival extends Arrival {
  messageId: string
  threadId: string
}

/** Longer ones are no addresses (RFC 5321, section 4.5.3.1), and fit no index. */
const ADDRESS_LENGTH_LIMIT = 320

/** @param now taken for the date of a mail that nobody dated */
export function readArrival(arrived: MailCopies, us: Us, now: Date): Arrival {
  const mail = withUsableAddresses(arrived.mail)
  const direction = directionOf(mail, us)
  const isOurs = mail.from.some(({ address }) => isUs(us, address))
  const [author] = mail.from.flatMap(({ address }) => us.members.get(addressKey(address)) ?? [])
  return {
    ...arrived,
    mail,
    direction,
    links: linksOf(mail, { isOurs, serverThreads: arrived.serverThreads }),
    sentAt: mail.date === null ? (arrived.internalDate ?? now) : new Date(mail.date),
    concerned: concernedBy(mail, direction, us),
    memberId: author ?? null
  }
}

function withUsableAddresses(mail: CarriedMail): CarriedMail {
  const isUsable = ({ address }: { address: string }) => address.length <= ADDRESS_LENGTH_LIMIT
  const all = [mail.from, mail.replyTo, mail.to, mail.cc, mail.bcc]
  if (all.every((list) => list.every(isUsable))) return mail
  return {
    ...mail,
    from: mail.from.filter(isUsable),
    replyTo: mail.replyTo.filter(isUsable),
    to: mail.to.filter(isUsable),
    cc: mail.cc.filter(isUsable),
    bcc: mail.bcc.filter(isUsable)
  }
}

export interface MailAddress {
  role: 'from' | 'reply-to' | 'to' | 'cc' | 'bcc' | 'forwarded' | 'bounced'
  name: string
  address: string
  key: string
  concerns: boolean
}

/** Everybody who stands in a mail, with whether it stands on their record. */
export function addressesOf({ mail, concerned }: Pick<RecordedMail, 'mail' | 'concerned'>): MailAddress[] {
  const written = [
    ...mail.from.map((person) => ({ role: 'from' as const, ...person })),
    ...mail.replyTo.map((person) => ({ role: 'reply-to' as const, ...person })),
    ...mail.to.map((person) => ({ role: 'to' as const, ...person })),
    ...mail.cc.map((person) => ({ role: 'cc' as const, ...person })),
    ...mail.bcc.map((person) => ({ role: 'bcc' as const, ...person }))
  ]
  const elsewhere = concerned.filter(({ role }) => role === 'forwarded' || role === 'bounced')
  const isConcerned = (role: string, address: string) =>
    concerned.some((person) => person.role === role && person.address === address)
  return [...written, ...elsewhere].map(({ role, name, address }) => ({
    role,
    name,
    address,
    key: addressKey(address),
    concerns: isConcerned(role, address)
  }))
}
