import ical, { ICalAlarmType, ICalEventTransparency, type ICalCalendar } from 'ical-generator'
import type { Temporal } from 'temporal-polyfill'
import { readyMade } from '#src/campaigns/readymade.ts'
import { dateOf, dayOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import { dueReminders, type DueReminder } from '#src/web/reading/today-store.ts'
import { ageOn } from '#src/clients/birthday.ts'
import { calendarText } from '#src/web/text/calendar.ts'
import {
  birthdaysFor,
  followUpDays,
  type BirthdayClient,
  type CalendarOwner,
  type FollowUpDay
} from './calendar-store.ts'

const DAYS_BACK = 30
const DAYS_AHEAD = 90
const REMINDERS_MOST = 1000
const BIRTHDAYS_MOST = 1000
const REMINDER_MINUTES = 15
const READ_AGAIN_S = 3600

interface CalendarWorld {
  db: Db
  now: Temporal.Instant
  publicUrl: string
  firm: { name: string; language: Language; zone: string }
}

/** The calendar of one member as iCalendar (RFC 5545): a month back, three ahead. Ids stay, so that programs replace events. */
export async function drawCalendar(world: CalendarWorld, owner: CalendarOwner): Promise<string> {
  const { db, now, firm } = world
  const language = owner.language ?? firm.language
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const until = dateOf(now.add({ hours: DAYS_AHEAD * 24 }))
  const days = daysAround(today)
  const calendar = ical({
    name: calendarText[language].name(firm.name),
    prodId: { company: 'Maillon', product: 'calendar' },
    ttl: READ_AGAIN_S
  })
  const paper: Paper = { calendar, language, host: new URL(world.publicUrl).host, publicUrl: world.publicUrl, now }
  const { memberId } = owner
  for (const reminder of await dueReminders(db, { memberId, until, most: REMINDERS_MOST })) addReminder(paper, reminder)
  for (const client of await birthdaysFor(db, { memberId, days: days.flatMap(birthdaysOf), most: BIRTHDAYS_MOST }))
    addBirthday(paper, client, days)
  const from = dateOf(now.subtract({ hours: DAYS_BACK * 24 }))
  for (const day of await followUpDays(db, { from, until, zone: firm.zone })) addFollowUps(paper, day)
  return calendar.toString()
}

interface Paper {
  calendar: ICalCalendar
  language: Language
  host: string
  publicUrl: string
  now: Temporal.Instant
}

function daysAround(today: Temporal.PlainDate): Temporal.PlainDate[] {
  return Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, n) => today.add({ days: n - DAYS_BACK }))
}

/** Which birthdays are kept on a day: who was born on 29 February keeps the 28th in common years (SEMANTICS G1). */
function birthdaysOf({ month, day, inLeapYear }: Temporal.PlainDate): { month: number; day: number }[] {
  const standsForTwo = month === 2 && day === 28 && !inLeapYear
  return standsForTwo
    ? [
        { month, day },
        { month, day: 29 }
      ]
    : [{ month, day }]
}

function addReminder(
  { calendar, host, publicUrl, now }: Paper,
  { id, text, dueAt, clientId, clientName }: DueReminder
) {
  const event = calendar.createEvent({
    id: `reminder-${id}@${host}`,
    stamp: dateOf(now),
    start: dueAt,
    end: new Date(dueAt.getTime() + REMINDER_MINUTES * 60_000),
    summary: clientName === null ? text : `${text} (${clientName})`,
    ...(clientId === null ? {} : { url: `${publicUrl}/clients/${clientId}` })
  })
  event.createAlarm({ type: ICalAlarmType.display, trigger: 0 })
}

function addBirthday(
  { calendar, language, host, publicUrl, now }: Paper,
  client: BirthdayClient,
  days: Temporal.PlainDate[]
) {
  const isTheirs = ({ month, day }: { month: number; day: number }) => month === client.month && day === client.day
  const on = days.find((day) => birthdaysOf(day).some(isTheirs))
  if (!on) return
  calendar.createEvent({
    id: `birthday-${client.id}-${on.year}@${host}`,
    stamp: dateOf(now),
    ...wholeDay(on),
    summary: calendarText[language].birthday(client.name, ageOn(client, on)),
    url: `${publicUrl}/clients/${client.id}`
  })
}

function addFollowUps({ calendar, language, host, publicUrl, now }: Paper, day: FollowUpDay) {
  const text = calendarText[language]
  const title = day.title ?? readyMade(day.campaign)?.title[language] ?? day.campaign
  const rest = day.many - day.names.length
  const on = dayOf(day.day)
  calendar.createEvent({
    id: `follow-ups-${day.campaign}-${on.toString()}@${host}`,
    stamp: dateOf(now),
    ...wholeDay(on),
    summary: text.followUps(day.many, title),
    description: [...day.names, ...(rest > 0 ? [text.andMore(rest)] : [])].join('\n'),
    url: `${publicUrl}/campaigns/${day.campaign}`
  })
}

/** An event of a day takes nobody's time; its end is the day after (RFC 5545, section 3.6.1). */
function wholeDay(on: Temporal.PlainDate) {
  return { start: on, end: on.add({ days: 1 }), allDay: true, transparency: ICalEventTransparency.TRANSPARENT }
}
