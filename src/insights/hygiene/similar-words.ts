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

/** Jaro, 1989: letters in common at about the same place, less those in another order. */
function jaro(a: string, b: string): number {
  if (a === b) return 1
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const takenOfB = Array.from({ length: b.length }, () => false)
  const matchedOfA: string[] = []
  for (let i = 0; i < a.length; i++) {
    const last = Math.min(b.length - 1, i + reach)
    for (let j = Math.max(0, i - reach); j <= last; j++) {
      if (takenOfB[j] || a[i] !== b[j]) continue
      takenOfB[j] = true
      matchedOfA.push(a.charAt(i))
      break
    }
  }
  const common = matchedOfA.length
  if (common === 0) return 0
  const matchedOfB = takenOfB.flatMap((isTaken, j) => (isTaken ? [b.charAt(j)] : []))
  const swapped = matchedOfA.filter((letter, i) => letter !== matchedOfB[i]).length / 2
  return (common / a.length + common / b.length + (common - swapped) / common) / 3
}
