import { Temporal } from 'temporal-polyfill'
import { monthNumber } from '#src/message/written-date.ts'
import { readTime } from './when-time.ts'
import { amountAndUnit, skip, word } from './when-words.ts'
import type { Reader } from './when-words.ts'

/** `repeatsAfter`: days after which the same words name a day again, where they do. */
export interface Day {
  day: Temporal.PlainDate
  time?: Temporal.PlainTime
  repeatsAfter: number | null
}

export function readDay(reader: Reader): Day | null {
  const start = reader.place
  skip(reader, ['le', 'la', 'on', 'ce', 'the', 'this', 'pour', 'au'])
  const found =
    readNamedDay(reader) ?? readWeekday(reader) ?? readSpan(reader) ?? readDate(reader) ?? readPeriod(reader) ?? null
  if (!found) reader.place = start
  return found
}

const NAMED_DAYS = new Map([
  ["aujourd'hui", 0],
  ['aujourdhui', 0],
  ['today', 0],
  ['demain', 1],
  ['tomorrow', 1],
  ['apres-demain', 2],
  ['apresdemain', 2]
])

function readNamedDay(reader: Reader): Day | null {
  const today = reader.now.toPlainDate()
  if (['soir', 'tonight'].includes(word(reader))) {
    reader.place++
    return { day: today, time: Temporal.PlainTime.from('18:00'), repeatsAfter: null }
  }
  const days = NAMED_DAYS.get(word(reader))
  if (days === undefined) return null
  reader.place++
  return { day: today.add({ days }), repeatsAfter: null }
}

const WEEKDAYS = [
  ['lundi', 'lun', 'monday', 'mon'],
  ['mardi', 'mar', 'tuesday', 'tue', 'tues'],
  ['mercredi', 'mer', 'wednesday', 'wed'],
  ['jeudi', 'jeu', 'thursday', 'thu', 'thur', 'thurs'],
  ['vendredi', 'ven', 'friday', 'fri'],
  ['samedi', 'sam', 'saturday', 'sat'],
  ['dimanche', 'dim', 'sunday', 'sun']
]

/** "jeudi", "jeudi prochain", "next thursday": the next one after today; "jeudi en huit" the one after that. */
function readWeekday(reader: Reader): Day | null {
  const isNext = ['next', 'prochain'].includes(word(reader)) && weekdayOf(word(reader, 1)) > 0
  const weekday = weekdayOf(word(reader, isNext ? 1 : 0))
  if (weekday === 0) return null
  reader.place += isNext ? 2 : 1
  const isFollowedByNext = ['prochain', 'next'].includes(word(reader))
  if (isFollowedByNext) reader.place++
  const isInEight = word(reader) === 'en' && word(reader, 1) === 'huit'
  if (isInEight) reader.place += 2
  const today = reader.now.toPlainDate()
  const ahead = (weekday - today.dayOfWeek + 7) % 7
  const isLater = isNext || isFollowedByNext || isInEight || !hasTimeAhead(reader)
  const days = (ahead === 0 && isLater ? 7 : ahead) + (isInEight ? 7 : 0)
  return { day: today.add({ days }), repeatsAfter: 7 }
}

function weekdayOf(name: string): number {
  return WEEKDAYS.findIndex((names) => names.includes(name)) + 1
}

/** On a Thursday "jeudi" is in a week, "jeudi 18h" may be today. */
function hasTimeAhead(reader: Reader): boolean {
  const ahead: Reader = { ...reader }
  return readTime(ahead) !== null
}

const SPANS = new Map<string, (amount: number) => Temporal.DurationLike>([
  ...spans('jour jours day days j', (days) => ({ days })),
  ...spans('semaine semaines week weeks sem', (weeks) => ({ weeks })),
  ...spans('quinzaine fortnight', (amount) => ({ weeks: 2 * amount })),
  ...spans('mois month months', (months) => ({ months })),
  ...spans('trimestre trimestres quarter quarters', (amount) => ({ months: 3 * amount })),
  ...spans('an ans annee annees year years', (years) => ({ years }))
])

function spans(
  names: string,
  span: (amount: number) => Temporal.DurationLike
): [string, (amount: number) => Temporal.DurationLike][] {
  return names.split(' ').map((name) => [name, span])
}

/** "dans 3 jours", "2 semaines", "in a week". Month ends clamp: a month after 31 January is 28 February. */
function readSpan(reader: Reader): Day | null {
  const amountAt = ['dans', 'in', "d'ici", 'sous'].includes(word(reader)) ? 1 : 0
  const { amount, unit, length } = amountAndUnit(reader, amountAt)
  const span = SPANS.get(unit)
  if (amount === null || !span) return null
  reader.place += amountAt + length
  return { day: reader.now.toPlainDate().add(span(amount)), repeatsAfter: null }
}

/** "14 mai", "14 mai 2027", "may 14th", "14/05", "2027-05-14", "le 14". */
function readDate(reader: Reader): Day | null {
  const first = word(reader)
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(first)
  if (iso) return takeDate(reader, 1, { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) })
  const numeric = /^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?$/.exec(first)
  if (numeric) {
    const year = numeric[3] === undefined ? null : fullYear(Number(numeric[3]))
    return takeDate(reader, 1, { year, month: Number(numeric[2]), day: Number(numeric[1]) })
  }
  const dayFirst = dayNumber(first)
  const ofAt = word(reader, 1) === 'of' ? 2 : 1
  const monthSecond = monthNumber(word(reader, ofAt))
  if (dayFirst && monthSecond) return takeWrittenDate(reader, ofAt + 1, { month: monthSecond, day: dayFirst })
  const monthFirst = monthNumber(first)
  const daySecond = dayNumber(word(reader, 1))
  if (monthFirst && daySecond) return takeWrittenDate(reader, 2, { month: monthFirst, day: daySecond })
  const isDayOfMonth = dayFirst !== null && ['le', 'the'].includes(reader.words[reader.place - 1] ?? '')
  return isDayOfMonth ? nextDayOfMonth(reader, dayFirst) : null
}

function dayNumber(written: string): number | null {
  const day = Number(/^(\d{1,2})(?:er|st|nd|rd|th)?$/.exec(written)?.[1] ?? 0)
  return day >= 1 && day <= 31 ? day : null
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year
}

function takeWrittenDate(reader: Reader, length: number, date: { month: number; day: number }): Day | null {
  const year = /^20\d{2}$/.test(word(reader, length)) ? Number(word(reader, length)) : null
  return takeDate(reader, length + (year === null ? 0 : 1), { ...date, year })
}

/** Without a year it is the next such day; 29 February the next one that exists. */
function takeDate(
  reader: Reader,
  length: number,
  date: { year: number | null; month: number; day: number }
): Day | null {
  const today = reader.now.toPlainDate()
  const years = date.year === null ? [0, 1, 2, 3, 4].map((more) => today.year + more) : [date.year]
  for (const year of years) {
    const day = existingDay({ ...date, year })
    const isAhead = day !== null && Temporal.PlainDate.compare(day, today) >= (date.year === null ? 1 : 0)
    if (!isAhead) continue
    reader.place += length
    return { day, repeatsAfter: null }
  }
  return null
}

function existingDay(date: { year: number; month: number; day: number }): Temporal.PlainDate | null {
  if (date.month < 1 || date.month > 12) return null
  const { daysInMonth } = Temporal.PlainYearMonth.from({ year: date.year, month: date.month })
  return date.day >= 1 && date.day <= daysInMonth ? Temporal.PlainDate.from(date) : null
}

function nextDayOfMonth(reader: Reader, dayOfMonth: number): Day | null {
  const today = reader.now.toPlainDate()
  for (let months = 0; months <= 2; months++) {
    const month = today.with({ day: 1 }).add({ months })
    const day = existingDay({ year: month.year, month: month.month, day: dayOfMonth })
    if (day === null || Temporal.PlainDate.compare(day, today) <= 0) continue
    reader.place++
    return { day, repeatsAfter: null }
  }
  return null
}

/** "la semaine prochaine", "next month", "fin du mois", "début juin", "mi-mai". */
function readPeriod(reader: Reader): Day | null {
  const today = reader.now.toPlainDate()
  const phrase = [word(reader), word(reader, 1), word(reader, 2)].join(' ')
  for (const [pattern, dayOf] of PERIODS) {
    const match = pattern.exec(phrase)
    if (!match) continue
    const day = dayOf(today, monthNumber(match.groups?.['month']) ?? 0)
    if (day === null) continue
    reader.place += match[0].trim().split(' ').length
    return { day, repeatsAfter: null }
  }
  return null
}

const PERIODS: [RegExp, (today: Temporal.PlainDate, month: number) => Temporal.PlainDate | null][] = [
  [/^(?:semaine prochaine|next week)(?= |$)/, (today) => today.add({ days: 8 - today.dayOfWeek })],
  [/^(?:mois prochain|next month)(?= |$)/, (today) => today.with({ day: 1 }).add({ months: 1 })],
  [/^(?:fin (?:du|de) mois|end of month|month end)(?= |$)/, (today) => today.with({ day: today.daysInMonth })],
  [/^(?:debut|early) (?<month>\p{L}+)/u, (today, month) => nextInMonth(today, month, 1)],
  [/^(?:mi|mid)-(?<month>\p{L}+)/u, (today, month) => nextInMonth(today, month, 15)],
  [/^(?:fin|late) (?<month>\p{L}+)/u, (today, month) => nextInMonth(today, month, 31)]
]

/** Month 0 is none: the word behind "début" was not a month. */
function nextInMonth(today: Temporal.PlainDate, month: number, day: number): Temporal.PlainDate | null {
  if (month === 0) return null
  const inYear = (year: number): Temporal.PlainDate =>
    Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' })
  const thisYear = inYear(today.year)
  return Temporal.PlainDate.compare(thisYear, today) > 0 ? thisYear : inYear(today.year + 1)
}
