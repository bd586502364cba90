import { Temporal } from 'temporal-polyfill'
import { readDay } from './when-day.ts'
import { readPartOfDay, readTime } from './when-time.ts'
import { amountAndUnit, word } from './when-words.ts'
import type { Reader } from './when-words.ts'
import { foldWord } from './words.ts'

/** A point in time written in words, and what was written behind it. */
export interface When {
  at: Temporal.ZonedDateTime
  rest: string
}

/** What is due "on Thursday" is due when the shop opens. */
const MORNING = Temporal.PlainTime.from('09:00')

/**
 * Reads the time at the start of a keyword's value: "jeudi rappeler", "demain 9h", "dans 2 semaines", "le 14 mai",
 * "next friday", "in 3 days". It is always the next occurrence after `now`, in the zone of `now`; days before months.
 * A local time that the change of clocks leaves out moves forward (SEMANTICS G2).
 *
 * @returns null where the value does not start with a time, or with one that is past for good ("14/05/2019")
 */
export function readWhen(value: string, now: Temporal.ZonedDateTime): When | null {
  const written = value.trim().split(/\s+/)
  const words = written.map((word) =>
    foldWord(word)
      .replace(/[,;:!.]+$/, '')
      .replaceAll('’', "'")
  )
  const reader: Reader = { words, place: 0, now }
  const at = readInstant(reader) ?? readDayAndTime(reader)
  const isPast = at !== null && Temporal.ZonedDateTime.compare(at, now) <= 0
  if (at === null || isPast) return null
  return { at, rest: written.slice(reader.place).join(' ') }
}

const HOUR_UNITS = new Map([
  ['heure', 60],
  ['heures', 60],
  ['h', 60],
  ['hour', 60],
  ['hours', 60],
  ['minute', 1],
  ['minutes', 1],
  ['min', 1],
  ['mn', 1]
])

/** "dans 2 heures", "in 30 minutes": counted on the clock, not on the calendar. */
function readInstant(reader: Reader): Temporal.ZonedDateTime | null {
  const amountAt = ['dans', 'in', "d'ici"].includes(word(reader)) ? 1 : 0
  const { amount, unit, length } = amountAndUnit(reader, amountAt)
  const minutes = HOUR_UNITS.get(unit)
  const isClockTime = unit === 'h' && amountAt === 0
  if (amount === null || minutes === undefined || isClockTime) return null
  reader.place += amountAt + length
  return reader.now.add({ minutes: amount * minutes })
}

function readDayAndTime(reader: Reader): Temporal.ZonedDateTime | null {
  const early = readTime(reader)
  const found = readDay(reader)
  const partOfDay = found ? readPartOfDay(reader) : null
  const time = readTime(reader) ?? early ?? partOfDay ?? found?.time ?? null
  const today = reader.now.toPlainDate()
  if (!found && !time) return null
  if (!found) return nextOf(reader.now, today, time ?? MORNING, 1)
  return nextOf(reader.now, found.day, time ?? MORNING, found.repeatsAfter)
}

/** The day at that time; where it is past already, the same of the next day or week. */
function nextOf(
  now: Temporal.ZonedDateTime,
  day: Temporal.PlainDate,
  time: Temporal.PlainTime,
  repeatsAfter: number | null
): Temporal.ZonedDateTime {
  const at = day.toZonedDateTime({ timeZone: now.timeZoneId, plainTime: time })
  const isPast = Temporal.ZonedDateTime.compare(at, now) <= 0
  if (!isPast || repeatsAfter === null) return at
  return day.add({ days: repeatsAfter }).toZonedDateTime({ timeZone: now.timeZoneId, plainTime: time })
}
