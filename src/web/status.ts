import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal } from '#src/platform/refusal.ts'

/** The one place where an HTTP status is chosen for something that was refused or failed. */
export function statusOf(error: unknown): ContentfulStatusCode {
  if (!(error instanceof Refusal)) return 500
  const known = STATUS[error.code]
  if (known !== undefined) return known
  return error.wrongUsage ? 400 : 422
}

const STATUS: Record<string, ContentfulStatusCode> = {
  'not-signed-in': 401,
  'not-allowed': 403,
  'no-proof': 403,
  'not-found': 404,
  'no-such-page': 404,
  'no-import': 404,
  'no-such-client': 404,
  'no-such-thread': 404,
  'no-such-campaign': 404,
  'no-such-report': 404,
  'wrong-method': 405,
  conflict: 409,
  gone: 410,
  'list-gone': 410,
  'client-erased': 410,
  'link-used': 410,
  'too-large': 413,
  'file-too-large': 413,
  'too-many': 429
}
