import { createHmac } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6

/**
 * The time step that a code of an app belongs to (RFC 6238), of the present one and its neighbours, which the sign-in
 * library takes as well; null where it is none of theirs.
 * @param secret as bytes of text, not in the base32 that apps are given
 */
export function stepOfCode(code: string, secret: string, nowMs: number): number | null {
  const now = Math.floor(nowMs / STEP_MS)
  return [now + 1, now, now - 1].find((step) => codeAt(step, secret) === code) ?? null
}

/** RFC 4226 section 5.3. */
function codeAt(step: number, secret: string): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0xf
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0')
}
