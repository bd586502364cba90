import { Temporal } from 'temporal-polyfill'
import { loadHolidays } from '#src/campaigns/holidays.ts'
import { previewCampaign } from '#src/campaigns/preview.ts'
import { page } from '#src/web/answer.tsx'
import { clientNames } from '#src/web/reading/record-store.ts'
import { get, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'
import { DryRunPage, type DayCount, type DryRun } from './dry-run-view.tsx'
import { campaignOf, momentOf } from './found.ts'

/** What a campaign would send in the next 60 days, day by day, without sending anything (G6). */
export const dryRunPages: Route[] = [get('/campaigns/:name/dry-run', 'member', showDryRun)]

const DAYS = 60
const LINES_SHOWN = 60

async function showDryRun(visit: Visit) {
  const { view, world } = visit.var
  const campaign = await campaignOf(visit)
  const { firm, now, today } = await momentOf(visit)
  const period = { from: today, to: today.add({ days: DAYS }) }
  const holidays = await loadHolidays(firm.country)
  const lines = await previewCampaign(world.db, campaign, { period, now, firm, holidays })
  const days = countByDay(lines)
  const chosen = dayIn(visit.req.query('day')) ?? days.find(({ going }) => going > 0)?.day ?? days[0]?.day ?? null
  const ofDay = lines.filter(({ sendAt }) => chosen !== null && sendAt.toPlainDate().equals(chosen))
  const shown = ofDay.slice(0, LINES_SHOWN)
  const names = await clientNames(
    world.db,
    shown.map(({ clientId }) => clientId)
  )
  const run: DryRun = { campaign, period, today, days, chosen, lines: shown, rest: ofDay.length - shown.length, names }
  return page(visit, <DryRunPage view={view} run={run} />)
}

function countByDay(lines: { sendAt: Temporal.ZonedDateTime; refusal: unknown }[]): DayCount[] {
  const byDay = new Map<string, DayCount>()
  for (const { sendAt, refusal } of lines) {
    const day = sendAt.toPlainDate()
    const count = byDay.get(day.toString()) ?? { day, going: 0, skipped: 0 }
    if (refusal === null) count.going += 1
    else count.skipped += 1
    byDay.set(day.toString(), count)
  }
  return [...byDay.values()].sort((one, other) => Temporal.PlainDate.compare(one.day, other.day))
}

function dayIn(text: string | undefined): Temporal.PlainDate | null {
  try {
    return text === undefined ? null : Temporal.PlainDate.from(text)
  } catch {
    return null
  }
}
