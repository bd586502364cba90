import type { Address, Complaint, Forwarded, Mail } from '#src/message/mail.ts'
import { addressKey } from '#src/team/address-key.ts'
import { isUs, type Us } from '#src/team/us.ts'
import { relayedFor, type MailDirection } from '#src/threads/direction.ts'

/** Somebody who is not us and whom a mail concerns. */
export interface Concerned {
  role: 'from' | 'reply-to' | 'to' | 'cc' | 'bcc' | 'forwarded' | 'bounced'
  name: string
  address: string
  /** See team/address-key. */
  key: string
}

/** What of a mail tells whom it concerns. */
export type WhomMail = Pick<Mail, 'from' | 'replyTo' | 'to' | 'cc' | 'bcc'> & {
  forwarded: Pick<Forwarded, 'from'> | null
  bounce: { recipients: { address: string }[] } | null
  complaint: Pick<Complaint, 'recipients'> | null
}

/**
 * Whose mail it is (SEMANTICS C2). Inbound: who wrote it; the Reply-To where our own form relayed it. Outbound: everybody
 * it was sent to. A forward among ourselves, or by us, also concerns whom the forwarded mail came from. A delivery report
 * concerns those who were not reached, a complaint whoever complained.
 * @returns each person once, first role first; never us
 */
export function concernedBy(mail: WhomMail, direction: MailDirection, us: Us): Concerned[] {
  const people = [...correspondents(mail, direction, us), ...forwarded(mail, direction), ...bounced(mail)]
  const byKey = new Map<string, Concerned>()
  for (const person of people) {
    const isSomebodyElse = person.address.includes('@') && !isUs(us, person.address)
    if (isSomebodyElse && !byKey.has(person.key)) byKey.set(person.key, person)
  }
  return [...byKey.values()]
}

function correspondents(mail: WhomMail, direction: MailDirection, us: Us): Concerned[] {
  if (direction === 'in') {
    const visitor = relayedFor(mail, us)
    return visitor ? inRole('reply-to', [visitor]) : inRole('from', mail.from)
  }
  return [...inRole('to', mail.to), ...inRole('cc', mail.cc), ...inRole('bcc', mail.bcc)]
}

function forwarded(mail: WhomMail, direction: MailDirection): Concerned[] {
  const isByUs = direction !== 'in'
  return isByUs && mail.forwarded?.from ? inRole('forwarded', [mail.forwarded.from]) : []
}

function bounced(mail: WhomMail): Concerned[] {
  const reported = [
    ...(mail.bounce?.recipients.map(({ address }) => address) ?? []),
    ...(mail.complaint?.recipients ?? [])
  ]
  return inRole(
    'bounced',
    reported.map((address) => ({ name: '', address }))
  )
}

function inRole(role: Concerned['role'], addresses: Address[]): Concerned[] {
  return addresses.map(({ name, address }) => ({ role, name, address, key: addressKey(address) }))
}
