/**
 * Orange ("OFR_506", "OUK_513") and La Poste ("LPN007_417") end their refusals with a code of their own.
 * Sources: https://postmaster.orange.fr and https://www.laposte.net/postmaster; words of the refusals themselves.
 */
const FRENCH_CODES = new Map([
  [101, 'blocked'],
  [102, 'blocked'],
  [103, 'blocked'],
  [104, 'rate-limited'],
  [305, 'policy'],
  [401, 'authentication'],
  [402, 'policy'],
  [403, 'sender-rejected'],
  [405, 'sender-rejected'],
  [415, 'sender-rejected'],
  [416, 'user-unknown'],
  [417, 'mailbox-full'],
  [418, 'user-unknown'],
  [420, 'suspended'],
  [421, 'sender-rejected'],
  [426, 'suspended'],
  [505, 'system-error'],
  [506, 'spam'],
  [510, 'blocked'],
  [513, 'spam'],
  [514, 'message-too-large'],
  [517, 'authentication'],
  [630, 'policy'],
  [999, 'blocked']
])

/** The reason that a provider's own code names; null where there is no such code. */
export function reasonOfProviderCode(words: string): string | null {
  const code = /\b(?:LPN|LPNAAA|OFR|OUK)\d{0,3}[_-]?(\d{3})\b/i.exec(words)?.[1]
  return code === undefined ? null : (FRENCH_CODES.get(Number(code)) ?? null)
}
