import { minorDigits } from '#src/platform/money.ts'

/** Which sign parts whole from fraction in a column of sums; `both`: it is written both ways; null: no value tells. */
export type DecimalSign = ',' | '.' | 'both' | null

/** Tells from a column's values which sign parts the decimals. */
export function guessDecimalSign(values: string[]): DecimalSign {
  const signs = values.map((value) => decimalSignOf(bareSum(value)))
  const commas = signs.filter((sign) => sign === ',').length
  const points = signs.filter((sign) => sign === '.').length
  if (commas === 0 && points === 0) return null
  if (Math.min(commas, points) > 0) return 'both'
  return commas > 0 ? ',' : '.'
}

/** `12,5`, `0.125`, `1.234,50`: null where one sign with three figures behind could part thousands as well. */
function decimalSignOf(bare: string): ',' | '.' | null {
  const last = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'))
  if (last === -1) return null
  const sign = bare.charAt(last) === ',' ? ',' : '.'
  const isAlone = bare.indexOf(sign) === last
  const hasOther = bare.includes(sign === ',' ? '.' : ',')
  const couldBeThousands = bare.length - last - 1 === 3 && !/^-?0+[.,]/.test(bare)
  return isAlone && (hasOther || !couldBeThousands) ? sign : null
}

/**
 * Minor units from a sum as programs write it: currency signs and codes, thousands parted by any sign, brackets or a minus
 * anywhere for negative ones, more decimals than the currency has (rounded half away from zero).
 * @param decimal how the column parts decimals
 * @returns null where it is no sum, or could be two
 */
export function readSum(
  written: string,
  { currency, decimal }: { currency: string; decimal: DecimalSign }
): bigint | null {
  const bare = bareSum(written)
  const [, sign = '', figures = ''] = /^(-?)(\d[\d.,]*|[.,]\d+)$/.exec(bare) ?? []
  if (figures === '') return null
  const at = decimalAt(figures, decimal)
  if (at === 'unclear') return null
  const [whole, fraction] = at === null ? [figures, ''] : [figures.slice(0, at), figures.slice(at + 1)]
  if (!/^\d*$|^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(whole)) return null
  const minor = rounded(whole.replace(/[.,]/g, ''), fraction, minorDigits(currency))
  return sign === '-' ? -minor : minor
}

function decimalAt(figures: string, decimal: DecimalSign): number | null | 'unclear' {
  const last = Math.max(figures.lastIndexOf(','), figures.lastIndexOf('.'))
  if (last === -1) return null
  const told = decimalSignOf(figures)
  if (told !== null) return last
  const isThousands = figures.indexOf(figures.charAt(last)) !== last
  if (isThousands || decimal === null) return null
  if (decimal === 'both') return 'unclear'
  return figures.charAt(last) === decimal ? last : null
}

function rounded(whole: string, fraction: string, digits: number): bigint {
  const exact = BigInt(`${whole || '0'}${fraction.slice(0, digits).padEnd(digits, '0')}`)
  return Number(fraction.charAt(digits) || '0') >= 5 ? exact + 1n : exact
}

/** The figures and signs of a sum, a minus in front where it is negative. */
function bareSum(written: string): string {
  const text = written
    .replace(/[\s\u00a0\u2009\u202f'’]/g, '')
    .replace(/(?:TTC|HT|TVAC|HTVA)$/i, '')
    .replace(/^(\d+)€(\d{2})$/, '$1,$2')
    .replace(/US\$|CA\$|C\$|\$CA|\$US|[€$£¤]|[A-Z]{3}|euros?/gi, '')
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/,-+$/, '')
  const isBracketed = /^\(.*\)$/.test(text)
  const bare = isBracketed ? text.slice(1, -1) : text
  const isNegative = isBracketed || bare.startsWith('-') || /\d-$/.test(bare)
  const unsigned = bare.replace(/^[+-]|-$/, '')
  return isNegative ? `-${unsigned}` : unsigned
}

/** The currency that a sum or title names by sign or code, or null. @param usual what a bare `$` means in Canada or the USA */
export function currencyIn(text: string, usual: string): string | null {
  if (/€|\beuros?\b|\bEUR\b/i.test(text)) return 'EUR'
  if (/£|\bGBP\b/.test(text)) return 'GBP'
  if (/US\$|\$ ?US\b|\bUSD\b/.test(text)) return 'USD'
  if (/\$/.test(text)) return usual === 'USD' ? 'USD' : 'CAD'
  const code = /\b[A-Z]{3}\b/.exec(text)?.[0] ?? ''
  return CURRENCIES.has(code) ? code : null
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))
