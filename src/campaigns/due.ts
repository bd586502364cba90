import { Temporal } from 'temporal-polyfill'
import { shiftDay } from './calendar.ts'
import type { Definition, Step } from './definition.ts'
import { refuse, type FollowUpRefusal } from './refusals.ts'
import { firstOpening, sendTime, type SendingWindow } from './window.ts'
import type { HolidayCalendar } from './holidays.ts'

/** How late a follow-up may still be sent, in calendar days of the client's zone (SEMANTICS G5). */
export const GRACE_DAYS = 3

/**
 * What is to be done about one step for one client, by the clock alone.
 * - `ahead`: to be sent at `sendAt`, still to come
 * - `due`: its time has come, or went by within the grace (G5); `sendAt` is now, or when the window next opens
 * - `missed`: too late, or no hour allowed in time: recorded with the reason, not sent
 * - `past`: from before the campaign was switched on, or on again: not sent, not recorded (G6)
 */
export type Timing =
  | {
      kind: 'ahead' | 'due'
      meantFor: Temporal.ZonedDateTime
      sendAt: Temporal.ZonedDateTime
      expiresAt: Temporal.Instant
    }
  | { kind: 'missed'; meantFor: Temporal.ZonedDateTime; refusal: FollowUpRefusal }
  | { kind: 'past' }

/** The clock of a decision: what time it is, and since when the campaign runs without a break. */
export interface Clock {
  now: Temporal.Instant
  activeSince: Temporal.Instant
}

/**
 * Decides when one step of a campaign goes to one client.
 * @param occurrenceDay the day that the trigger is about, such as the birthday itself
 */
export function timingOf(
  occurrenceDay: Temporal.PlainDate,
  plan: { definition: Definition; step: Step; zone: string; window: SendingWindow },
  clock: Clock
): Timing {
  const { definition, step, zone, window } = plan
  const day = stepDay(occurrenceDay, definition, step)
  const time = Temporal.PlainTime.from(step.at)
  const offerEnds = endOfOffer(definition, zone)
  const meantFor = sendTime({ day, time, zone }, window, null)
  if (meantFor === null) return { kind: 'past' }
  if (isBefore(meantFor.toInstant(), clock.activeSince)) return { kind: 'past' }
  if (offerEnds && isBefore(offerEnds, meantFor.toInstant()))
    return { kind: 'missed', meantFor, refusal: refuse('expired') }
  const expiresAt = lastSendTime(meantFor, offerEnds)
  if (isBefore(clock.now, meantFor.toInstant())) return { kind: 'ahead', meantFor, sendAt: meantFor, expiresAt }
  if (isBefore(expiresAt, clock.now)) return { kind: 'missed', meantFor, refusal: refuse('missed') }
  const sendAt = firstOpening(clock.now.toZonedDateTimeISO(zone), window)
  const opensTooLate = sendAt === null || isBefore(expiresAt, sendAt.toInstant())
  if (opensTooLate) return { kind: 'missed', meantFor, refusal: refuse('outside-window') }
  return { kind: 'due', meantFor, sendAt, expiresAt }
}

/** When a step, counted from 1, falls for clients of a zone whose occurrence is on a day. */
export type Timetable = (occurrenceDay: Temporal.PlainDate, step: number, zone: string) => Timing

/** Timings of one campaign at one moment. Clients of one zone and day share theirs: zones are slow to reckon with. */
export function timetable(definition: Definition, holidays: HolidayCalendar, clock: Clock): Timetable {
  const window = windowOf(definition, holidays)
  const byDay = new Map<string, Map<string, Timing>>()
  // Most candidates of a day share the very day: naming it anew for each of 50,000 would take longer than the rest.
  const byObject = new WeakMap<Temporal.PlainDate, Map<string, Timing>>()
  return (occurrenceDay, number, zone) => {
    const known = byObject.get(occurrenceDay) ?? entry(byDay, occurrenceDay.toString(), () => new Map())
    byObject.set(occurrenceDay, known)
    return entry(known, `${number} ${zone}`, () => {
      const step = definition.steps[number - 1]
      if (!step) throw new Error(`a campaign of ${definition.steps.length} steps has no step ${number}`)
      return timingOf(occurrenceDay, { definition, step, zone, window }, clock)
    })
  }
}

function entry<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

/** The day on which a step is meant to go out, before window and holidays move it. */
function stepDay(occurrenceDay: Temporal.PlainDate, definition: Definition, step: Step): Temporal.PlainDate {
  const { trigger } = definition
  const triggerDay = trigger.kind === 'once' ? occurrenceDay : shiftDay(occurrenceDay, trigger.shift)
  return shiftDay(triggerDay, step.after)
}

/** The last instant at which it may go out: the end of the grace, or of the offer where that comes first. */
export function lastSendTime(meantFor: Temporal.ZonedDateTime, offerEnds: Temporal.Instant | null): Temporal.Instant {
  const graceEnds = meantFor.add({ days: GRACE_DAYS }).toInstant()
  return offerEnds !== null && isBefore(offerEnds, graceEnds) ? offerEnds : graceEnds
}

/** The sending window of a definition, ready to be asked. */
export function windowOf(definition: Definition, holidays: HolidayCalendar): SendingWindow {
  const { opens, closes, weekdays, holidays: rule } = definition.window
  return {
    opens: Temporal.PlainTime.from(opens),
    closes: Temporal.PlainTime.from(closes),
    weekdays: new Set(weekdays),
    isHoliday: rule === 'avoid' ? holidays : () => false
  }
}

function endOfOffer(definition: Definition, zone: string): Temporal.Instant | null {
  const endsOn = definition.offer?.endsOn ?? null
  if (endsOn === null) return null
  return Temporal.PlainDate.from(endsOn)
    .add({ days: 1 })
    .toZonedDateTime(zone)
    .toInstant()
    .subtract({ milliseconds: 1 })
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
