import { MINUTE_MS, DAY_MS } from './durations.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Day, month, year, time and zone of RFC 5322 with its obsolete forms; the weekday and comments are passed over. */
const RFC_5322 =
  /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{2,4})\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*(am|pm)?\s*(?:([+-])(\d{2}):?(\d{2})|([a-z]{1,5}))?/i
/** Obsolete zones (RFC 5322, section 4.3) and the European ones, in minutes east of Greenwich. */
const ZONES = new Map<string, number>([
  ['ut', 0],
  ['gmt', 0],
  ['utc', 0],
  ['z', 0],
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
  ['cet', 60],
  ['cest', 120],
  ['met', 60],
  ['mest', 120],
  ['bst', 60],
  ['wet', 0],
  ['west', 60],
  ['eet', 120],
  ['eest', 180],
  ['jst', 540]
])
/** No mail is older; a date before it is a clock that was never set. */
const EARLIEST = Date.UTC(1980, 0, 2)
const LATEST = Date.UTC(2100, 0, 1)
/** A sender's clock and zone may be wrong by a day; beyond it the date is in the future (SEMANTICS A14). */
const FUTURE_TOLERANCE_MS = DAY_MS

/** The instant that a Date field states, in milliseconds since 1970; null where it states none that exists. */
export function readDate(raw: string): number | null {
  const match = RFC_5322.exec(raw.slice(0, 200))
  const instant = match ? fromMatch(match) : Date.parse(raw.slice(0, 200))
  return instant === null || Number.isNaN(instant) ? null : instant
}

/**
 * The Date field as this mail's date (SEMANTICS A14).
 * @param receivedAt when a server received the mail, in milliseconds since 1970; null where nobody knows
 * @returns an ISO instant; null where the field is missing, absurd or in the future
 */
export function credibleDate(instant: number | null, receivedAt: number | null): string | null {
  if (instant === null || instant < EARLIEST || instant >= LATEST) return null
  const isInFuture = receivedAt !== null && instant > receivedAt + FUTURE_TOLERANCE_MS
  return isInFuture ? null : new Date(instant).toISOString()
}

function fromMatch(match: RegExpExecArray): number | null {
  const [
    ,
    day,
    monthName = '',
    yearText = '',
    hourText,
    minute,
    second = '0',
    half,
    sign,
    zoneHours,
    zoneMinutes,
    zoneName
  ] = match
  const month = MONTHS.indexOf(monthName.toLowerCase())
  if (month === -1) return null
  const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  const isTime = hour < 24 && Number(minute) < 60 && Number(second) <= 60 && Number(day) >= 1 && Number(day) <= 31
  if (!isTime) return null
  const offset =
    sign === undefined
      ? (ZONES.get((zoneName ?? '').toLowerCase()) ?? 0)
      : (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes))
  return Date.UTC(fullYear(yearText), month, Number(day), hour, Number(minute), Number(second)) - offset * MINUTE_MS
}

/** RFC 5322, section 4.3: two digits below 50 are this century, other two and three digits add 1900. */
function fullYear(text: string): number {
  const year = Number(text)
  if (text.length >= 4) return year
  return text.length === 2 && year < 50 ? year + 2000 : year + 1900
}
