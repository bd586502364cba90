import { Temporal } from 'temporal-polyfill'

/** Where the time comes from. Rules take an instant or a day; only edges ask a clock. */
export interface Clock {
  now(): Temporal.Instant
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** A clock that begins at an instant and goes on at the world's pace: for demonstrations of another day. */
export function shiftedClock(start: Temporal.Instant): Clock {
  const ahead = start.since(systemClock.now())
  return { now: () => systemClock.now().add(ahead) }
}

/** A clock that stands still until it is moved, for tests and rehearsals. */
export interface FixedClock extends Clock {
  set(instant: Temporal.Instant | string): void
  advance(by: Temporal.Duration | Temporal.DurationLike): void
}

/** @param start such as `2026-03-29T00:59:00Z` */
export function fixedClock(start: Temporal.Instant | string): FixedClock {
  let instant = Temporal.Instant.from(start)
  return {
    now: () => instant,
    set(to) {
      instant = Temporal.Instant.from(to)
    },
    advance(by) {
      // Days and longer have no fixed length as an instant: they are taken as UTC's.
      instant = instant.toZonedDateTimeISO('UTC').add(by).toInstant()
    }
  }
}

/** The instant of a `timestamptz` column, which Prisma gives as a Date. */
export function instantOf(date: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime())
}

/** The value of a `timestamptz` column. */
export function dateOf(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds)
}

/** The day of a `date` column, which Prisma gives as a Date at midnight UTC. */
export function dayOf(date: Date): Temporal.PlainDate {
  return new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}
