import type { Temporal } from 'temporal-polyfill'

/** Words are read from `place` on; a reader that fails leaves `place` where it was. */
export interface Reader {
  words: string[]
  place: number
  now: Temporal.ZonedDateTime
}

export function word(reader: Reader, ahead = 0): string {
  return reader.words[reader.place + ahead] ?? ''
}

export function skip(reader: Reader, fillers: readonly string[]): void {
  while (fillers.includes(word(reader))) reader.place++
}

const NUMBERS = new Map(
  'un:1 une:1 deux:2 trois:3 quatre:4 cinq:5 six:6 sept:7 huit:8 neuf:9 dix:10 quinze:15 a:1 an:1 one:1 two:2 three:3 four:4 five:5 seven:7 eight:8 nine:9 ten:10'
    .split(' ')
    .map((pair): [string, number] => [pair.slice(0, pair.indexOf(':')), Number(pair.slice(pair.indexOf(':') + 1))])
)
const AMOUNT_MAX = 1000

/** "2 semaines", "2semaines", "a week": how much of what, in how many words. */
export function amountAndUnit(reader: Reader, ahead: number): { amount: number | null; unit: string; length: number } {
  const first = word(reader, ahead)
  const joined = /^(\d{1,4})(\p{L}+)$/u.exec(first)
  if (joined) return { amount: bounded(Number(joined[1])), unit: joined[2] ?? '', length: 1 }
  const amount = /^\d{1,4}$/.test(first) ? Number(first) : (NUMBERS.get(first) ?? null)
  return { amount: amount === null ? null : bounded(amount), unit: word(reader, ahead + 1), length: 2 }
}

function bounded(amount: number): number | null {
  return amount >= 1 && amount <= AMOUNT_MAX ? amount : null
}
