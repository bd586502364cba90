import { numberFormat } from './i18n.ts'

/**
 * Money is a whole number of minor units (cents) of one currency, as a bigint (SEMANTICS K1). Here it becomes text and
 * comes back; sums are plain bigint arithmetic.
 */

/** The number of decimals of a currency: 2 for EUR and CAD, 0 for JPY. @param currency ISO 4217, upper-case */
export function minorDigits(currency: string): number {
  const known = digitsByCurrency.get(currency)
  if (known !== undefined) return known
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const digits = options.maximumFractionDigits ?? 2
  digitsByCurrency.set(currency, digits)
  return digits
}

const digitsByCurrency = new Map<string, number>()

/** `21000n` EUR as `210.00`: a point, no separators; what scripts read. */
export function decimalText(minor: bigint, currency: string): string {
  const digits = minorDigits(currency)
  const sign = minor < 0n ? '-' : ''
  const figures = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0')
  return digits === 0 ? sign + figures : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`
}

/** `21000n` EUR as the number 210, for JSON and charts; exact up to 15 figures. */
export function decimalNumber(minor: bigint, currency: string): number {
  return Number(decimalText(minor, currency))
}

/** Minor units from a number of whole units, rounded half away from zero. */
export function minorOf(units: number, currency: string): bigint {
  const near = Math.abs(units) * 10 ** minorDigits(currency)
  const isNearHalf = Math.abs((near % 1) - 0.5) < 1e-6 * Math.max(1, near)
  if (!isNearHalf && near < 1e9) return BigInt(Math.round(units < 0 ? -near : near))
  // Through the decimal text: 1.005 × 100 is 100.49999999999999.
  const scaled = Number(`${Math.abs(units)}e${minorDigits(currency)}`)
  const whole = BigInt(Math.round(Number.isNaN(scaled) ? Math.abs(units) * 10 ** minorDigits(currency) : scaled))
  return units < 0 ? -whole : whole
}

/** Minor units of the largest sum that is read: many of them can still be added up in a column of the database. */
export const SUM_MAX = 10n ** 15n

/**
 * A sum without the sign or code of its currency: `5 €` as `5` where sums are in EUR.
 * @returns null where it bears those of another: five dollars are not five euros
 */
export function withoutCurrency(written: string, currency: string): string | null {
  const marks = written.match(CURRENCY_MARKS) ?? []
  const own = new Set([currency, signOf(currency)])
  return marks.every((mark) => own.has(mark)) ? written.replaceAll(CURRENCY_MARKS, '') : null
}

const CURRENCY_MARKS = /\p{Sc}|[A-Z]{3}/gu

/** As people of its own country write it: `$` for CAD too. */
export function signOf(currency: string): string {
  const parts = numberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}

/**
 * Minor units from an amount as people write it in French or English: `45`, `45,00`, `45.00 €`, `1 234,50`, `1,234.50`.
 * @returns null where it is no amount, is one of another currency, has more decimals than the currency, or is larger than a sum can be
 */
export function readAmount(written: string, currency: string): bigint | null {
  const bare = withoutCurrency(written, currency)?.replaceAll(/[\s\u00a0\u202f']/g, '')
  if (bare === undefined || !/^-?\d[\d.,]*$/.test(bare)) return null
  const digits = minorDigits(currency)
  const decimals = new RegExp(`[.,](\\d{1,${Math.max(digits, 1)}})$`).exec(bare)
  const hasDecimals = decimals !== null && digits > 0
  // One sign cannot part both the thousands and the decimals.
  if (hasDecimals && bare.slice(0, decimals.index).includes(decimals[0].charAt(0))) return null
  const whole = (hasDecimals ? bare.slice(0, decimals.index) : bare).replace(/[.,](?=\d{3}(?:[.,]|$))/g, '')
  if (!/^-?\d+$/.test(whole)) return null
  const fraction = hasDecimals ? (decimals[1] ?? '').padEnd(digits, '0') : ''.padEnd(digits, '0')
  const minor = BigInt(whole + fraction)
  return minor > SUM_MAX || minor < -SUM_MAX ? null : minor
}

/** As people read it: `1 234,50 €` in French, `€1,234.50` in English. */
export function formatMoney(minor: bigint, currency: string, language: string): string {
  return formatted(minor, currency, { language, trailingZeroDisplay: 'auto' })
}

/** As a letter says it: `15 €` and `12,50 €`; `€15` and `€12.50`. */
export function formatPrice(minor: bigint, currency: string, language: string): string {
  return formatted(minor, currency, { language, trailingZeroDisplay: 'stripIfInteger' })
}

function formatted(
  minor: bigint,
  currency: string,
  { language, trailingZeroDisplay }: { language: string; trailingZeroDisplay: 'auto' | 'stripIfInteger' }
): string {
  // The dollar of a firm in Québec is "$" in its own country's French and English.
  const locale = currency === 'CAD' ? `${language}-CA` : language
  const exact = decimalText(minor, currency)
  const format = numberFormat(locale, { style: 'currency', currency, trailingZeroDisplay })
  return isNumeric(exact) ? format.format(exact) : exact
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}
