import { Temporal } from 'temporal-polyfill'

const MONTHS = new Map(
  [
    'jan january janvier janv januar enero ene gennaio gen januari janeiro stycznia',
    'feb february février fevrier févr fév februar febrero febbraio februari fevereiro fev lutego',
    'mar march mars mär märz marzo maart mrt março marca',
    'apr april avril avr abril abr aprile kwietnia',
    'may mai mayo maggio mag mei maio maja maj',
    'jun june juin juni junio giugno giu junho czerwca',
    'jul july juillet juil juli julio luglio lug julho lipca',
    'aug august août aout agosto ago augustus sierpnia',
    'sep sept september septembre septiembre settembre set setembro września',
    'oct october octobre okt oktober octubre ottobre ott outubro out października',
    'nov november novembre noviembre novembro listopada',
    'dec december décembre decembre déc dez dezember diciembre dic dicembre desember dezembro grudnia'
  ].flatMap((names, index) => names.split(' ').map((name): [string, number] => [name, index + 1]))
)

/**
 * The instant written in a header block ("mardi 3 mars 2020 10:11", "Tue, 3 Mar 2020 10:11:12 +0100"), as ISO 8601.
 * Without an offset it is taken as UTC: nothing else is known. Null where day or year cannot be read.
 */
export function readWrittenDate(value: string): string | null {
  const text = value.slice(0, 120).toLowerCase()
  const day = readDay(text)
  if (!day) return null
  const time = /(?:^|[^\d:])(\d{1,2})\s?[:h.]\s?(\d{2})(?::(\d{2}))?(?:\s?([ap])\.?m\b)?(?![\d.]*[./]\d)/u.exec(
    day.rest
  )
  const offset = /(?:(?:gmt|utc)\s?|\s)([+-])(\d{1,2})(?::?(\d{2}))?(?!\d)/u.exec(day.rest)
  const hour = Number(time?.[1] ?? 0)
  const isAfternoon = time?.[4] === 'p' && hour < 12
  try {
    const local = Temporal.PlainDateTime.from(
      {
        ...day.date,
        hour: isAfternoon ? hour + 12 : hour,
        minute: Number(time?.[2] ?? 0),
        second: Number(time?.[3] ?? 0)
      },
      { overflow: 'reject' }
    )
    const zone = offset ? `${offset[1]}${offset[2]?.padStart(2, '0')}:${offset[3] ?? '00'}` : 'UTC'
    return local.toZonedDateTime(zone).toInstant().toString()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

interface ReadDay {
  date: { year: number; month: number; day: number }
  rest: string
}

function readDay(text: string): ReadDay | null {
  const iso = /(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text)
  if (iso) return dayOf([iso[1], iso[2], iso[3]], text.replace(iso[0], ' '))
  const numeric = /(\d{1,2})[./](\d{1,2})[./](\d{2,4})/.exec(text)
  if (numeric) return dayOf([numeric[3], numeric[2], numeric[1]], text.replace(numeric[0], ' '))
  const dayFirst = /(\d{1,2})(?:er|\.|st|nd|rd|th)?\s(?:de\s)?(\p{L}{3,12})\.?,?\s(?:de\s)?(\d{4})/u.exec(text)
  if (dayFirst) return dayOf([dayFirst[3], monthNumber(dayFirst[2]), dayFirst[1]], text.replace(dayFirst[0], ' '))
  const monthFirst = /(\p{L}{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})/u.exec(text)
  if (monthFirst)
    return dayOf([monthFirst[3], monthNumber(monthFirst[1]), monthFirst[2]], text.replace(monthFirst[0], ' '))
  return null
}

/** 1 to 12 for a month's name or short form in the languages of mail programs, in any case; null for other words. */
export function monthNumber(name: string | undefined): number | null {
  return MONTHS.get(name?.toLowerCase() ?? '') ?? null
}

function dayOf(parts: (string | number | null | undefined)[], rest: string): ReadDay | null {
  const [year, month, day] = parts.map(Number)
  if (!year || !month || !day) return null
  return { date: { year: year < 100 ? 2000 + year : year, month, day }, rest }
}
