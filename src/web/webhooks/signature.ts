import { createHmac } from 'node:crypto'
import type { Random } from '#src/platform/random.ts'

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A new secret in the form that libraries for Standard Webhooks take: `whsec_` and 32 bytes in base64. */
export function newSecret(random: Random): string {
  return SECRET_PREFIX + Buffer.from(random.token(SECRET_BYTES), 'base64url').toString('base64')
}

/** What is signed: one try of one delivery. */
export interface Signed {
  id: string
  /** Seconds since 1970, of this try: receivers refuse what is old. */
  timestamp: number
  body: string
}

/**
 * The headers that prove a request ours, after Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): HMAC-SHA256 over
 * id, timestamp and body.
 * @param secret as `newSecret` makes them
 */
export function signedHeaders(secret: string, { id, timestamp, body }: Signed): Record<string, string> {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` }
}
