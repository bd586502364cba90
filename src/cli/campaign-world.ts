import { Option } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { firmOf, type Firm } from '#src/campaigns/firm.ts'
import { loadDaysOff, type HolidayCalendar } from '#src/campaigns/holidays.ts'
import type { PrismaClient } from '#src/platform/database/generated/client.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import type { Cli } from './context.ts'

/** What every verb about campaigns needs to know. */
export interface World {
  prisma: PrismaClient
  firm: Firm
  holidays: HolidayCalendar
  settings: Settings
}

export async function openWorld(cli: Cli): Promise<World> {
  const { prisma } = await cli.database()
  const settings = await readSettings(prisma)
  const firm = firmOf(settings)
  return { prisma, firm, holidays: await loadDaysOff(firm), settings }
}

/** `--now`. */
export function nowOption(): Option {
  return new Option('--now <instant>', 'set the clock, such as 2026-05-12T09:00:00+02:00')
}

/** The clock of what is stored and sent: it may be moved only where nobody can get hurt. */
export async function planningClock(cli: Cli, text: string | undefined, world: World): Promise<Temporal.Instant> {
  const isReal = world.settings['database.purpose'] === 'real'
  if (text !== undefined && isReal)
    throw new Refusal(
      'real-database',
      '--now moves the clock of a demo or test database only: `maillon settings set database.purpose test` says that this is one.'
    )
  return instantOf(text, world.firm) ?? cli.clock.now()
}

/** @throws Refusal where it is no instant; a time without an offset is the firm's */
export function instantOf(text: string | undefined, firm: Firm): Temporal.Instant | undefined {
  if (text === undefined) return undefined
  try {
    if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) return Temporal.Instant.from(text)
    if (text.endsWith(']')) return Temporal.ZonedDateTime.from(text).toInstant()
    return Temporal.PlainDateTime.from(text).toZonedDateTime(firm.zone).toInstant()
  } catch {
    throw new Refusal('bad-instant', `--now takes an instant such as 2026-05-12T09:00:00+02:00, not "${text}".`, {
      wrongUsage: true
    })
  }
}

/** @throws Refusal where it is no day */
export function dayOf(text: string, flag: string): Temporal.PlainDate {
  const day = writtenDay(text)
  if (day === null)
    throw new Refusal('bad-day', `${flag} takes a day such as 2026-05-12, not "${text}".`, { wrongUsage: true })
  return day
}
