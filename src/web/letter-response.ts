import type { Visit } from './world.ts'

/** A letter of ours is laid out by styles of its own; it runs nothing, fetches nothing but its pictures, and leads nowhere. */
const POLICY = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: https:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'"
].join('; ')

/** Answers with a letter for the frame of a preview; never a page by itself. */
export function letterResponse(visit: Visit, html: string): Response {
  return visit.body(html, 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': POLICY,
    'X-Frame-Options': 'SAMEORIGIN',
    'Referrer-Policy': 'no-referrer'
  })
}
