import { InvalidArgumentError } from 'commander'

/** A date as lists show it: day and minute, UTC, the same width for all. */
export function shownDate(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ')
}

/** Reads a count from the command line. */
export function wholeNumber(written: string): number {
  const number = Number(written)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a whole number above 0.')
}
