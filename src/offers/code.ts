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

/** What tells a code from others without giving it away: its last letters. */
export function endOfCode(code: string): string {
  return `…${code.slice(-GROUP)}`
}

/** With its hyphens in any case; without them in capitals, and with a digit among its letters as words have none. */
const CODE =
  /(?:^|[^\p{L}\p{N}-])([A-Za-z]{2,12}-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}|[A-Z]{2,12} ?(?=[A-Z ]{0,8}\d)[A-Z0-9]{4} ?[A-Z0-9]{4})(?![\p{L}\p{N}-])/gu
const CODES_MAX = 5

/** What in a text is built like a code of ours, as compared; whether it is one, only the stored coupons tell. */
export function codesIn(text: string, most = CODES_MAX): string[] {
  const found = [...text.matchAll(CODE)].flatMap(([, code]) => (code === undefined ? [] : [comparableCode(code)]))
  return [...new Set(found)].slice(0, most)
}

/** A text with the codes of coupons down to their ends, for those who may not have them. @param isCode of a code as compared */
export function withoutCodes(text: string, isCode: (code: string) => boolean): string {
  return text.replaceAll(CODE, (whole, code: string) => {
    const compared = comparableCode(code)
    return isCode(compared) ? whole.replace(code, endOfCode(compared)) : whole
  })
}

const PREFIX_MAX = 10

/** A prefix for codes out of a title: the letters of its first long word. */
export function codePrefixOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z]+/)
  const word = words.find((each) => each.length > 3) ?? words.find((each) => each.length > 1) ?? 'BON'
  return word.slice(0, PREFIX_MAX)
}
