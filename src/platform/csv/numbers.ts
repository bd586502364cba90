/** Spaces of every kind that stand between thousands: usual, no-break, thin and narrow no-break ones; Swiss apostrophes too. */
const THOUSANDS_SPACES = /[\s\u00a0\u2009\u202f'’]/g

/**
 * A number as people write it in French or English: `12`, `12,5`, `1 234,5`, `1,234.5`, `-3`, `−3`, `1.2E+3`.
 * One separator followed by three figures parts thousands only where another separator stands in the number too, or it
 * occurs several times: `1.500` and `1,500` are one and a half, as quantities are written.
 * @returns null where it is no number
 */
export function readNumber(written: string): number | null {
  const bare = written.replace(THOUSANDS_SPACES, '').replace('\u2212', '-')
  if (/^[+-]?\d+(?:[.,]\d+)?E[+-]?\d+$/i.test(bare)) return finite(bare.replace(',', '.'))
  if (!/^[+-]?\d[\d.,]*$/.test(bare)) return null
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','))
  if (last === -1) return finite(bare)
  const sign = bare.charAt(last)
  const isThousands = bare.indexOf(sign) !== last
  const whole = isThousands ? bare : bare.slice(0, last)
  if (!/^[+-]?\d{1,3}(?:([.,])\d{3}(?:\1\d{3})*)?$|^[+-]?\d+$/.test(whole)) return null
  const fraction = isThousands ? '' : bare.slice(last + 1)
  return finite(`${whole.replace(/[.,]/g, '')}.${fraction || '0'}`)
}

function finite(text: string): number | null {
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}
