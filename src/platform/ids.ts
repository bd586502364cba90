import { randomFillSync } from 'node:crypto'

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

/** Fetched many at a time, for two ids are made for each mail that is stored; each byte is used once. */
const stock = Buffer.alloc(4096)
let used = stock.length

function randomBytes(count: number): Buffer {
  if (used + count > stock.length) {
    randomFillSync(stock)
    used = 0
  }
  used += count
  return stock.subarray(used - count, used)
}
