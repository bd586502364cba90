import { randomBytes } from 'node:crypto'

let lastTime = 0
let sequence = 0

/**
 * A new id for a row: a UUID of version 7 (RFC 9562, section 5.7), so that ids made later sort after earlier ones, here
 * strictly within a process, and rows made together lie together in an index.
 */
export function newId(): string {
  const now = Date.now()
  sequence = now > lastTime ? randomBytes(2).readUInt16BE() >> 6 : sequence + 1
  if (now > lastTime || sequence > 0xfff) lastTime = Math.max(now, lastTime + 1)
  if (sequence > 0xfff) sequence = 0
  const random = randomBytes(8)
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
  const hex = `${lastTime.toString(16).padStart(12, '0')}7${sequence.toString(16).padStart(3, '0')}${random.toString('hex')}`
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
