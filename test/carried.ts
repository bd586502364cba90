import { carried, type CarriedMail } from '#src/message/carried.ts'
import type { Understood } from '#src/message/mail.ts'
import { understandRaw } from '#src/message/understand.ts'

/** What an understanding thread answers for a mail. */
export function carriedRaw(raw: Buffer): Understood<CarriedMail> {
  const understood = understandRaw(raw)
  return understood.kind === 'mail' ? { kind: 'mail', mail: carried(understood.mail) } : understood
}
