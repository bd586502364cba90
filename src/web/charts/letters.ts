/**
 * How wide a text may become. The server has no fonts, and each machine shows the pages in its own: what is counted here is the
 * widest of those in use (DejaVu Sans, Verdana), so that no text needs more than was left for it.
 * @param size of the letters, in pixels
 * @returns pixels
 */
export function widthOf(text: string, size: number): number {
  // An accent takes no room of its own.
  const letters = Array.from(text.normalize('NFD').replaceAll(/\p{M}/gu, ''))
  return letters.reduce((width, letter) => width + shareOf(letter), 0) * size
}

/** The width of one letter, as a share of its size. */
function shareOf(letter: string): number {
  if (/[fijlrtIJ\s.,:;!?|'’"“”«»()[\]{}/\\·–-]/.test(letter)) return 0.48
  if (/[a-ln-vx-z\d]/.test(letter)) return 0.64
  return /[A-LN-VX-Z$€£&#+=]/.test(letter) ? 0.8 : 1
}

/** A text that fits into a width: whole, or with an ellipsis after a word, and within one where little would be left. */
export function shortened(text: string, { width, size }: { width: number; size: number }): string {
  const fits = (part: string): boolean => widthOf(part, size) <= width
  if (fits(text)) return text
  const letters = Array.from(text)
  const most = letters.findLastIndex((_, index) => fits(`${letters.slice(0, index).join('')}…`))
  const cut = letters.slice(0, Math.max(most, 1)).join('')
  const isAtWord = /^\s/.test(letters.slice(most).join(''))
  const atWord = isAtWord ? cut : cut.replace(/\s+\S*$/, '')
  const kept = widthOf(atWord, size) >= width * LEAST_SHARE ? atWord : cut
  return `${kept.replace(/[\s,;:–-]+$/, '')}…`
}

const LEAST_SHARE = 0.5
