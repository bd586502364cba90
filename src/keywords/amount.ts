import { minorDigits, signOf } from '#src/platform/money.ts'

/** A sum at the start of a value, and what was written behind it. */
export interface Amount {
  /** Minor units of `currency`. */
  amount: bigint
  currency: string
  rest: string
}

const SIGNS = new Map([
  ['€', 'EUR'],
  ['eur', 'EUR'],
  ['euro', 'EUR'],
  ['euros', 'EUR'],
  ['$', null],
  ['dollar', null],
  ['dollars', null],
  ['cad', 'CAD'],
  ['usd', 'USD'],
  ['chf', 'CHF'],
  ['£', 'GBP'],
  ['gbp', 'GBP']
])

const SUM =
  /^(?<sign>-)?(?<before>[€$£])?\s?(?<whole>\d{1,3}(?:[ .\u00A0\u202F]\d{3})+|\d{1,3}(?:,\d{3})+(?=\.\d{2})|\d{1,9})(?:[.,](?<part>\d{1,2}))?(?!\d)\s?(?<after>€|\$|£|(?:eur|euros?|cad|usd|dollars?|chf|gbp)\b)?(?=$|\s|[,;]\s)/iu

/**
 * Reads "120,50", "1 200 €", "$1,200.50": a comma or a point before the cents, no more than two of them. `$` is the firm's
 * own dollar, and no sum where it has none. Null where the value does not start with a sum, or with one that can be read two ways ("1,200").
 */
export function readAmount(value: string, firmCurrency: string): Amount | null {
  const match = SUM.exec(value.trim())
  if (!match?.groups) return null
  const { sign, before, whole = '', part, after } = match.groups
  const mark = (before ?? after ?? '').toLowerCase()
  const isDollar = mark === '$' || mark.startsWith('dollar')
  // Whose dollars would they be?
  if (isDollar && signOf(firmCurrency) !== '$') return null
  const currency = SIGNS.get(mark) ?? firmCurrency
  const digits = minorDigits(currency)
  if (part !== undefined && part.length > digits) return null
  const minor = BigInt(whole.replace(/\D/g, '') + (part ?? '').padEnd(digits, '0'))
  const rest = value
    .trim()
    .slice(match[0].length)
    .replace(/^[\s,;]+/, '')
  return { amount: sign === '-' ? -minor : minor, currency, rest }
}

const REFERENCE =
  /(?:^|\s)(?:facture|fact\.?|commande|cde|bon de commande|invoice|order|ref\.?|réf\.?|n°|no\.?|nr\.?)\s*(?:n°|no\.?|num[ée]ro)?\s*[:#]?\s*([\p{L}\p{N}][\p{L}\p{N}/_-]{0,60})/iu

/** The number of an invoice or order: what stands behind "facture", or a single word that holds a digit. */
export function readReference(words: string): string | null {
  const named = REFERENCE.exec(words)?.[1]
  if (named !== undefined) return named
  const only = words.trim()
  return /^#?[\p{L}\p{N}/_-]*\d[\p{L}\p{N}/_-]*$/u.test(only) ? only.replace(/^#/, '') : null
}

/** The words that are left when the number of the invoice or order is taken out. */
export function withoutReference(words: string): string {
  const rest = REFERENCE.test(words) ? words.replace(REFERENCE, ' ') : ''
  return rest.replace(/\s+/g, ' ').replace(/^[\s,;]+|[\s,;]+$/g, '')
}
