/** The known word that was probably meant, at most two slips away (one in short words); null where none is near. */
export function nearestName(written: string, known: Iterable<string>): string | null {
  const word = foldWord(written)
  const slipsMax = word.length <= 4 ? 1 : 2
  let nearest: string | null = null
  let fewest = slipsMax + 1
  for (const name of known) {
    if (Math.abs(name.length - word.length) >= fewest) continue
    const slips = editDistance(foldWord(name), word)
    if (slips < fewest) {
      fewest = slips
      nearest = name
    }
  }
  return nearest
}

/** Lower case without accents: how keywords compare. */
export function foldWord(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Insertions, deletions, replacements and swapped neighbours that part two short words. */
function editDistance(left: string, right: string): number {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      const replaced = (above[column - 1] ?? 0) + (isSame ? 0 : 1)
      const best = Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1)
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      current.push(isSwap ? Math.min(best, (before[column - 2] ?? 0) + 1) : best)
    }
    before = above
    above = current
  }
  return above[right.length] ?? 0
}
