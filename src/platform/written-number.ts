import type { Language } from './i18n.ts'

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

/** A plain number as forms show it, so that it is read as the same again: `1234,5` in French. */
export function writtenNumber(plain: string, language: Language): string {
  return language === 'fr' ? plain.replace('.', ',') : plain
}
