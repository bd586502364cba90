import type { Random } from '#src/platform/random.ts'

const FIRST_PAUSE_MS = 2000
const LONGEST_PAUSE_MS = 60_000
const JITTER_STEPS = 1000

/**
 * How long to wait before trying again: 2 s, doubling to 60 s, less a random part of up to a half, so that many mailboxes
 * of a server that comes back do not return in one wave (SEMANTICS A9).
 * @param failures how many tries have failed one after another, from 1
 * @returns milliseconds
 */
export function pauseAfter(failures: number, random: Random): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
  return Math.round(full * (1 - random.below(JITTER_STEPS) / JITTER_STEPS / 2))
}
