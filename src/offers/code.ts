import type { Random } from '#src/platform/random.ts'

/** Letters and digits that are not taken for one another, written or spoken: no B and 8, I and 1, O and 0, S and 5, Z and 2. */
const ALPHABET = 'ACDEFGHJKLMNPQRTUVWXY34679'
const LENGTH = 8
const GROUP = 4

/**
 * A new code such as `ANNIV-7KQX-M3RT`: 26^8 possibilities after the prefix.
 * @param prefix says which campaign it comes from; letters
 * @param random must be one that nobody can guess
 */
export function newCode(prefix: string, random: Random): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET.charAt(random.below(ALPHABET.length))).join('')
  return `${prefix.toUpperCase()}-${letters.slice(0, GROUP)}-${letters.slice(GROUP)}`
}

/** A code as it is compared: without case, spaces or hyphens (SEMANTICS I1). Empty where nothing is left. */
export function comparableCode(written: string): string {
  return written
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
}

/** A stored code as it is shown: in groups that can be read aloud. */
export function shownCode(code: string): string {
  const prefix = code.slice(0, -LENGTH)
  const groups = [code.slice(-LENGTH, -GROUP), code.slice(-GROUP)]
  return (prefix === '' ? groups : [prefix, ...groups]).join('-')
}
