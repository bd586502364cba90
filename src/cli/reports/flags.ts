import { InvalidArgumentError } from 'commander'

/** A sum in the report's currency: `1200` or `99.50`. */
export function amount(written: string): number {
  const isSum = /^\d{1,12}([.,]\d{1,3})?$/.test(written)
  if (!isSum) throw new InvalidArgumentError('It takes a sum such as 99.50.')
  return Number(written.replace(',', '.'))
}

/** A whole number of years. */
export function years(written: string): number {
  const number = Number(written)
  if (!Number.isInteger(number) || number < 1 || number > 100)
    throw new InvalidArgumentError('It takes a whole number from 1 to 100.')
  return number
}
