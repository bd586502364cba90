import { createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal } from '#src/platform/refusal.ts'
import type { Visit } from '#src/web/world.ts'

/** Name of the form field, and of the header that scripts may use instead. */
export const PROOF_FIELD = '_proof'
export const PROOF_HEADER = 'X-Proof'

/**
 * What a form carries to show that it comes from a page we drew for this very visitor: a keyed hash of the random cookie of
 * their browser, and of who is signed in there. It cannot be made without the key, and is worth nothing in another browser
 * or to another member. It outlives the session: what somebody was writing when it ended is taken once they are back.
 * @param member id; null before sign-in
 */
export function proofFor(signingKey: string, { browser, member }: { browser: string; member: string | null }): string {
  return createHmac('sha256', signingKey)
    .update(`page proof\n${browser}\n${member ?? ''}`)
    .digest('base64url')
}

/**
 * Refuses a state-changing request that does not come from a page of ours. Two independent signs are asked for: what the
 * browser says about where the request starts (Fetch Metadata, Origin), and the proof in the form.
 * @throws Refusal `no-proof`
 */
export async function demandProof(visit: Visit): Promise<void> {
  demandProofOf(visit, await fieldOf(visit))
}

/**
 * The same for a body that the handler reads itself as it comes.
 * @param field what stands in the form's proof field
 * @throws Refusal `no-proof`
 */
export function demandProofOf(visit: Visit, field: string | undefined): void {
  if (!startsHere(visit)) throw noProof()
  const given = visit.req.header(PROOF_HEADER) ?? field
  const isOurs = given !== undefined && isSame(given, visit.var.view.proof)
  if (!isOurs) throw noProof()
}

/** Whether a request starts at a page of this site. Browsers that send neither header are old; for them the proof alone decides. */
export function startsHere(visit: Visit): boolean {
  const site = visit.req.header('Sec-Fetch-Site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = visit.req.header('Origin')
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  return new URL(origin).host === (visit.req.header('Host') ?? new URL(visit.req.url).host)
}

async function fieldOf(visit: Visit): Promise<string | undefined> {
  if (visit.req.header(PROOF_HEADER) !== undefined) return undefined
  const type = visit.req.header('Content-Type') ?? ''
  const isForm = type.startsWith('application/x-www-form-urlencoded') || type.startsWith('multipart/form-data')
  if (!isForm) return undefined
  const field = (await visit.req.parseBody())[PROOF_FIELD]
  return typeof field === 'string' ? field : undefined
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function noProof(): Refusal {
  return new Refusal(
    'no-proof',
    'This form is too old or does not come from this site: load the page again and repeat.'
  )
}
