import { randomBytes, randomInt } from 'node:crypto'

/** Where chance comes from; passed in, so that a test can foretell it. */
export interface Random {
  /** A whole number from 0 to `below` - 1, all equally likely. */
  below(below: number): number
  /** Unguessable bytes in base64url, for tokens in addresses. */
  token(bytes: number): string
}

/** Chance that nobody can guess. */
export const secureRandom: Random = {
  below: (below) => randomInt(below),
  token: (bytes) => randomBytes(bytes).toString('base64url')
}

/** The same sequence for the same seed (mulberry32): for tests and the demo, never for codes or tokens. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    below: (below) => Math.floor((next() / 2 ** 32) * below),
    token: (bytes) => Buffer.from(Array.from({ length: bytes }, () => next() & 255)).toString('base64url')
  }
}
