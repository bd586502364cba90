import { Temporal } from 'temporal-polyfill'
import { word } from './when-words.ts'
import type { Reader } from './when-words.ts'

const PARTS_OF_DAY = new Map([
  ['matin', '09:00'],
  ['morning', '09:00'],
  ['midi', '12:00'],
  ['noon', '12:00'],
  ['apres-midi', '14:00'],
  ['aprem', '14:00'],
  ['afternoon', '14:00'],
  ['soir', '18:00'],
  ['evening', '18:00']
])

export function readPartOfDay(reader: Reader): Temporal.PlainTime | null {
  const time = PARTS_OF_DAY.get(word(reader))
  if (time === undefined) return null
  reader.place++
  return Temporal.PlainTime.from(time)
}

/** "9h", "9h30", "9:30", "à 9 h", "at 9", "9am", "3:30 pm", "à midi". */
export function readTime(reader: Reader): Temporal.PlainTime | null {
  const start = reader.place
  const isAnnounced = ['a', 'at', 'vers', 'around'].includes(word(reader)) && reader.place + 1 < reader.words.length
  if (isAnnounced) reader.place++
  const isNoon = ['midi', 'noon'].includes(word(reader)) && isAnnounced
  if (isNoon) {
    reader.place++
    return Temporal.PlainTime.from('12:00')
  }
  const time = clockTime(reader, isAnnounced)
  if (!time) reader.place = start
  return time
}

function clockTime(reader: Reader, isAnnounced: boolean): Temporal.PlainTime | null {
  const match = /^(\d{1,2})(?:(h|:)(\d{2})?)?(am|pm)?$/.exec(word(reader))
  if (!match) return null
  const hasUnitBehind = match[2] === undefined && ['h', 'heures', 'am', 'pm'].includes(word(reader, 1))
  const isTime = match[2] !== undefined || match[4] !== undefined || hasUnitBehind || isAnnounced
  const isHalfTime = match[2] === ':' && match[3] === undefined
  if (!isTime || isHalfTime) return null
  const half =
    match[4] ?? (['am', 'pm'].includes(word(reader, hasUnitBehind || match[3] ? 1 : 99)) ? word(reader, 1) : '')
  const hour = hourOf(Number(match[1]), half)
  const minute = Number(match[3] ?? 0)
  if (hour > 23 || minute > 59) return null
  const takesUnit = hasUnitBehind || (half !== '' && match[4] === undefined)
  reader.place += takesUnit ? 2 : 1
  return Temporal.PlainTime.from({ hour, minute })
}

function hourOf(hour: number, half: string): number {
  if (half === 'pm' && hour < 12) return hour + 12
  return half === 'am' && hour === 12 ? 0 : hour
}
