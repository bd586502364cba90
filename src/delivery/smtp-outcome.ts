/**
 * What became of handing one mail to an SMTP server.
 * `unknown`: the server may or may not have taken it; sending it again could double it (SEMANTICS H2).
 */
export type SmtpOutcome =
  | { kind: 'sent'; response: string }
  | { kind: 'retry'; reason: string; slowDown: boolean }
  | { kind: 'refused'; reason: string; status: string | null; hard: boolean }
  | { kind: 'unknown'; reason: string }

interface SmtpFailure {
  code?: string | undefined
  responseCode?: number | undefined
  response?: string | undefined
  /** The command that was answered, such as `RCPT TO`; CONN where none was. */
  command?: string | undefined
  message: string
}

/** Replies with which servers say "too many, too fast": RFC 3463 X.7.28, X.4.5 and the prose of large providers. */
const TOO_MANY =
  /\b4\.(?:7\.28|4\.5|2\.1)\b|too (?:many|much)|rate limit|throttl|try again later|slow down|quota of messages/i
/** What a refusal at these commands is about: this mail and its recipient. At any other it is about our account. */
const ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA'])
const MINUTES_OF_DOUBT = new Set(['ETIMEDOUT', 'ECONNECTION', 'ESOCKET', 'ESTREAM', 'ETLS', 'EABORT', 'EPROTOCOL'])

/**
 * Decides what an SMTP error means for the mail. Only what was surely not accepted is sent again (H3).
 * @param failure the error of the SMTP library
 * @param wholeMailHandedOver whether all of the mail had been given to the connection when it failed
 */
export function classifyFailure(failure: SmtpFailure, wholeMailHandedOver: boolean): SmtpOutcome {
  const reason = failure.response ?? failure.message
  const reply = failure.responseCode
  if (reply !== undefined && reply >= 500) {
    if (failure.code === 'EAUTH')
      return { kind: 'retry', reason: `the server refused the login: ${reason}`, slowDown: true }
    if (!ABOUT_THE_MAIL.has(failure.command ?? ''))
      return { kind: 'retry', reason: `the server refused the account: ${reason}`, slowDown: true }
    return { kind: 'refused', reason, status: enhancedStatus(reason), hard: isHard(reply, reason) }
  }
  if (reply !== undefined && reply >= 400)
    return { kind: 'retry', reason, slowDown: reply === 421 || TOO_MANY.test(reason) }
  const mayHaveBeenTaken = wholeMailHandedOver && (failure.code === undefined || MINUTES_OF_DOUBT.has(failure.code))
  if (mayHaveBeenTaken) return { kind: 'unknown', reason }
  if (failure.code === 'EENVELOPE') return { kind: 'refused', reason, status: null, hard: true }
  return { kind: 'retry', reason, slowDown: false }
}

/** How long to wait before attempt `attempts + 1`: 1, 2, 4 … minutes, at most 2 hours. */
export function retryDelayMs(attempts: number): number {
  const MINUTE_MS = 60_000
  return Math.min(2 ** Math.max(0, attempts - 1), 120) * MINUTE_MS
}

/** Whether so many attempts, spaced as above, fill the day after which a mail is given up (H3). */
export function isGivenUpAfter(attempts: number): boolean {
  const DAY_MS = 24 * 3_600_000
  let waited = 0
  for (let each = 1; each <= attempts; each += 1) waited += retryDelayMs(each)
  return waited > DAY_MS
}

function enhancedStatus(reason: string): string | null {
  return /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(reason)?.[1] ?? null
}

/** 5xx for policy, content or a full mailbox says nothing lasting about the address. */
function isHard(reply: number, reason: string): boolean {
  const status = enhancedStatus(reason)
  if (status !== null) return /^5\.1\.(?:[1-36]|10)$/.test(status)
  return (
    reply === 550 &&
    /user|mailbox|recipient|address|no such|unknown|inconnu/i.test(reason) &&
    !/spam|policy|blocked/i.test(reason)
  )
}
