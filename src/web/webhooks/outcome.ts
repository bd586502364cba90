/** What one try came to. Only a 2xx answer counts as delivered. */
export type Outcome =
  | { kind: 'delivered'; status: number }
  | { kind: 'refused'; status: number; why: Why; retryAfterS: number | null }
  | { kind: 'unreached'; why: Why }

/**
 * Why a try failed: `status` another answer than 2xx; `redirected` leads elsewhere, which is not followed; `gone` the
 * receiver wants no more (410); `private-address` the host is not on the public Internet; `timeout`; `tls` no https, or its certificate
 * does not hold; `unreachable` no such host, no connection, or cut off; `unreadable-secret` sealed with a lost key.
 */
export const WHYS = [
  'status',
  'redirected',
  'gone',
  'private-address',
  'timeout',
  'tls',
  'unreachable',
  'unreadable-secret'
] as const
export type Why = (typeof WHYS)[number]

/** Tries of one delivery; the pauses between them add up to about three days, as Standard Webhooks proposes. */
const PAUSES_S = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

/**
 * How long to wait after a failed try.
 * @param attempt 1 for the first
 * @param asked seconds that the receiver asked for (Retry-After), heeded up to a day
 * @returns seconds; null where there is no other try
 */
export function pauseAfter(attempt: number, asked: number | null = null): number | null {
  const pause = PAUSES_S[attempt - 1]
  if (pause === undefined) return null
  return Math.max(pause, Math.min(asked ?? 0, 86_400))
}

/** An endpoint that has failed for as long as all tries of a delivery take is given up. */
export const GIVEN_UP_AFTER_HOURS = 72
