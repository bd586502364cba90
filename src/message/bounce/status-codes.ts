/**
 * What an enhanced status code says of the reason, by its last two numbers (RFC 3463 and the IANA registry of SMTP Enhanced
 * Status Codes). Codes that servers use for anything (x.0.0, x.5.0) say nothing.
 */
const REASONS = new Map([
  ['1.0', 'user-unknown'],
  ['1.1', 'user-unknown'],
  ['1.2', 'host-unknown'],
  ['1.3', 'user-unknown'],
  ['1.4', 'filtered'],
  ['1.6', 'moved'],
  ['1.7', 'sender-rejected'],
  ['1.8', 'sender-rejected'],
  ['1.9', 'system-error'],
  ['1.10', 'host-refuses-mail'],
  ['2.0', 'filtered'],
  ['2.1', 'filtered'],
  ['2.2', 'mailbox-full'],
  ['2.3', 'message-too-large'],
  ['2.4', 'filtered'],
  ['3.0', 'system-error'],
  ['3.1', 'system-full'],
  ['3.2', 'host-refuses-mail'],
  ['3.3', 'system-error'],
  ['3.4', 'message-too-large'],
  ['3.5', 'system-error'],
  ['4.0', 'network'],
  ['4.1', 'expired'],
  ['4.2', 'network'],
  ['4.3', 'system-error'],
  ['4.4', 'host-unknown'],
  ['4.5', 'system-error'],
  ['4.6', 'network'],
  ['4.7', 'expired'],
  // Exchange Online: https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online
  ['4.300', 'expired'],
  ['4.310', 'host-unknown'],
  ['4.316', 'expired'],
  ['5.3', 'rate-limited'],
  ['6.0', 'content'],
  ['7.8', 'authentication'],
  ['7.9', 'authentication'],
  ['7.13', 'suspended'],
  ['7.17', 'moved'],
  ['7.20', 'authentication'],
  ['7.21', 'authentication'],
  ['7.22', 'authentication'],
  ['7.23', 'authentication'],
  ['7.24', 'authentication'],
  ['7.25', 'no-reverse-dns'],
  ['7.26', 'authentication'],
  ['7.27', 'host-refuses-mail'],
  ['7.28', 'rate-limited']
])

/** A status' reason class; null where the code alone decides nothing. */
export function reasonOfStatus(status: string): string | null {
  const [, subject = '', detail = ''] = status.split('.')
  const isAboutContent = subject === '6'
  const isAboutPolicy = subject === '7'
  return REASONS.get(`${subject}.${detail}`) ?? (isAboutContent ? 'content' : isAboutPolicy ? 'policy' : null)
}

/** Codes that name the cause, so that they weigh more than words that a server adds to every refusal. */
export function isPreciseStatus(status: string): boolean {
  return /^[45]\.(?:1\.[1236]|1\.10|2\.[23]|3\.[24]|4\.(?:7|300|310|316))$/.test(status)
}
