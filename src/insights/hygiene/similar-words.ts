/** From this similarity on, two words are taken for one word, mistyped or spelt by ear. */
const ALIKE = 0.92
const LETTERS_MIN = 4

/** Whether two words may be the same one with a slip of the pen: « Lefebvre » and "Lefevbre", "Schmidt" and "Schmitt". */
export function areAlike(a: string, b: string): boolean {
  if (a === b) return true
  const isTooShort = Math.min(a.length, b.length) < LETTERS_MIN
  if (isTooShort || Math.abs(a.length - b.length) > 2) return false
  return isOneSlip(a, b) || jaroWinkler(a, b) >= ALIKE
}

/** One letter too many, too few or another, or two next to each other swapped. */
function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  const [restOfShort, restOfLong] = [short.slice(start), long.slice(start)]
  if (short.length < long.length) return restOfShort === restOfLong.slice(1)
  const isAnother = restOfShort.slice(1) === restOfLong.slice(1)
  const isSwapped =
    restOfShort.slice(2) === restOfLong.slice(2) &&
    restOfShort.charAt(0) === restOfLong.charAt(1) &&
    restOfShort.charAt(1) === restOfLong.charAt(0)
  return isAnother || isSwapped
}

const PREFIX_WEIGHT = 0.1
const PREFIX_MAX = 4

/** Similarity of two words from 0 to 1, a common beginning weighing more (Winkler, 1990). */
export function jaroWinkler(a: string, b: string): number {
  const similarity = jaro(a, b)
  let prefix = 0
  while (prefix < PREFIX_MAX && prefix < a.length && a[prefix] === b[prefix]) prefix++
  return similarity + prefix * PREFIX_WEIGHT * (1 - similarity)
}

/** Letters beyond are not looked at: a bit of a number stands for each. */
const LETTERS_MAX = 30

/** Jaro, 1989: letters in common at about the same place, less those in another order. */
function jaro(wordA: string, wordB: string): number {
  const [a, b] = [wordA.slice(0, LETTERS_MAX), wordB.slice(0, LETTERS_MAX)]
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  let [common, takenOfA, takenOfB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const last = Math.min(b.length - 1, i + reach)
    for (let j = Math.max(0, i - reach); j <= last; j++) {
      if (takenOfB & (1 << j) || a.charCodeAt(i) !== b.charCodeAt(j)) continue
      takenOfA |= 1 << i
      takenOfB |= 1 << j
      common++
      break
    }
  }
  if (common === 0) return 0
  const swapped = outOfOrder({ a, takenOfA, b, takenOfB }) / 2
  return (common / a.length + common / b.length + (common - swapped) / common) / 3
}

/** Of the letters in common, how many stand in another order. */
function outOfOrder({
  a,
  takenOfA,
  b,
  takenOfB
}: {
  a: string
  takenOfA: number
  b: string
  takenOfB: number
}): number {
  let [others, j] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    if (!(takenOfA & (1 << i))) continue
    while (!(takenOfB & (1 << j))) j++
    if (a.charCodeAt(i) !== b.charCodeAt(j)) others++
    j++
  }
  return others
}
