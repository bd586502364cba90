import type { Address, Mail } from '#src/message/mail.ts'
import { isMachineAddress } from '#src/team/machine-address.ts'
import { isUs, type Us } from '#src/team/us.ts'

/** in: from somebody else; out: from us to somebody else; internal: between ourselves. */
export type MailDirection = 'in' | 'out' | 'internal'

type Correspondents = Pick<Mail, 'from' | 'replyTo' | 'to' | 'cc' | 'bcc'>

/** Direction follows from the addresses, not from the folder (SEMANTICS C1); what our own form relays comes in. */
export function directionOf(mail: Correspondents, us: Us): MailDirection {
  const isOurs = ({ address }: Address) => isUs(us, address)
  if (!mail.from.some(isOurs)) return 'in'
  const isAmongUs = recipientsOf(mail).every(isOurs)
  if (!isAmongUs) return 'out'
  return relayedFor(mail, us) ? 'in' : 'internal'
}

/**
 * The visitor for whom a web form wrote to us (SEMANTICS C2): their address stands in Reply-To, while From is one of ours or
 * a machine's and nobody but us received it.
 * @returns null where the mail is no such relay
 */
export function relayedFor(mail: Correspondents, us: Us): Address | null {
  const isOurs = ({ address }: Address) => isUs(us, address)
  const [visitor, ...others] = mail.replyTo
  const [from] = mail.from
  const isOneVisitor =
    visitor !== undefined && others.length === 0 && !isOurs(visitor) && !isMachineAddress(visitor.address)
  if (!isOneVisitor || !from || from.address === visitor.address) return null
  const isRelay = isOurs(from) || isMachineAddress(from.address)
  const recipients = recipientsOf(mail)
  const isToUsAlone = recipients.length > 0 && recipients.every(isOurs)
  return isRelay && isToUsAlone ? visitor : null
}

function recipientsOf(mail: Correspondents): Address[] {
  return [...mail.to, ...mail.cc, ...mail.bcc]
}
