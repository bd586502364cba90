import type { Language } from './i18n.ts'
import { minorDigits, withoutCurrency } from './money.ts'

const SPACES = /[ \u00a0\u2009\u202f'’]/g
/** Figures in groups of three or in one row, then perhaps decimals; every space is written as a plain one by now. */
const NUMBER =
  /^(?<sign>-)?(?<whole>\d+|\d{1,3}(?:(?<group>[ .,])\d{3}(?:\k<group>\d{3})*))(?:(?<point>[.,])(?<part>\d+))?$/

/**
 * A number as somebody writes it in their language: `1 234,5` in French, `1,234.5` in English. The other language's way is
 * read too, as long as it means one thing only.
 * @returns it with a point and no groups, exactly (`1234.5`); null where it is no number, or could be two: `1.500` in French
 */
export function plainNumber(written: string, language: Language): string | null {
  const bare = written.trim().replaceAll(SPACES, ' ').replace('\u2212', '-')
  const found = NUMBER.exec(bare)?.groups
  if (!found) return null
  const { sign = '', whole = '', group, point, part } = found
  if (point !== undefined && point === group) return null
  const isOwnPoint = point === (language === 'fr' ? ',' : '.')
  const mayBeGroup = group === undefined && part?.length === 3 && !whole.startsWith('0')
  if (isOwnPoint || !mayBeGroup) return join(sign, whole, part)
  // `1,500` in English. A French point is the decimal point of some and parts the thousands of others.
  const isGroup = language === 'en' && whole.length <= 3
  return isGroup ? join(sign, whole + part, undefined) : null
}

function join(sign: string, whole: string, part: string | undefined): string {
  const figures = sign + whole.replaceAll(/[ .,]/g, '')
  return part === undefined ? figures : `${figures}.${part}`
}

/** The same of a sum, which may have its currency before or behind it, but no other: `1 234,50 €`, `CAD 12`. */
export function plainSum(written: string, { currency, language }: SumWay): string | null {
  const bare = withoutCurrency(written, currency)
  return bare === null ? null : plainNumber(bare, language)
}

/** How a sum is written: in which currency, and in whose way. */
interface SumWay {
  currency: string
  language: Language
}

/** The same as a number. @returns null also where it has more figures than a number keeps exactly */
export function decimalOf(written: string, language: Language): number | null {
  const plain = plainNumber(written, language)
  return plain !== null && /^-?\d{1,12}(\.\d{1,6})?$/.test(plain) ? Number(plain) : null
}

/** The minor units of a sum. @returns null also where it has more decimals than its currency */
export function sumOf(written: string, { currency, language }: SumWay): number | null {
  const plain = plainSum(written, { currency, language })
  if (plain === null) return null
  const [whole = '', part = ''] = plain.split('.')
  const digits = minorDigits(currency)
  const minor = Number(whole + part.padEnd(digits, '0'))
  return part.length <= digits && Number.isSafeInteger(minor) ? minor : null
}

/** A plain number as forms show it, so that it is read as the same again: `1234,5` in French. */
export function writtenNumber(plain: string, language: Language): string {
  return language === 'fr' ? plain.replace('.', ',') : plain
}
