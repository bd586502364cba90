import { isMachineAddress } from '#src/team/machine-address.ts'
import type { Us } from '#src/team/us.ts'
import { relayedFor } from '#src/threads/direction.ts'
import type { RecordedMail } from './arrivals.ts'
import type { Concerned } from './concerned.ts'

/**
 * Whether somebody unknown whom a mail concerns is suggested as a client (SEMANTICS C5): only a person, and only for a mail
 * that a person wrote, be it through the form on our site, which sends it as a program.
 */
export function isSuggested(mail: RecordedMail['mail'], { role, address }: Concerned, us: Us): boolean {
  const isPerson = role !== 'bounced' && !isMachineAddress(address)
  const isFromForm = mail.kind === 'automatic' && role === 'reply-to' && relayedFor(mail, us) !== null
  return isPerson && (mail.kind === 'human' || isFromForm)
}
