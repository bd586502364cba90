import { Temporal } from 'temporal-polyfill'
import type { Campaign } from '#src/campaigns/campaign-store.ts'
import { loadDaysOff } from '#src/campaigns/holidays.ts'
import { previewCampaign, type PreviewLine } from '#src/campaigns/preview.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import { page } from '#src/web/answer.tsx'
import { clientNames } from '#src/web/reading/record-store.ts'
import { get, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'
import { DryRunPage, type DayCount, type DryRun } from './dry-run-view.tsx'
import { comesLater, countedAddress } from '#src/web/pages/counted.ts'
import { campaignOf, momentOf } from './found.ts'

/** What a campaign would send in the next 60 days, day by day, without sending anything (G6). */
export const dryRunPages: Route[] = [get('/campaigns/:name/dry-run', 'member', showDryRun)]

const DAYS = 60
const LINES_SHOWN = 60

async function showDryRun(visit: Visit) {
  const { view } = visit.var
  const campaign = await campaignOf(visit)
  const run = (await comesLater(visit)) ? { address: countedAddress(visit) } : await dryRun(visit, campaign)
  return page(visit, <DryRunPage {...{ view, campaign, run }} />)
}

async function dryRun(visit: Visit, campaign: Campaign): Promise<DryRun> {
  const { db } = visit.var.world
  const { firm, now, today } = await momentOf(visit)
  const period = { from: today, to: today.add({ days: DAYS }) }
  const holidays = await loadDaysOff(firm)
  const lines = await previewCampaign(db, campaign, { period, now, firm, holidays, ...sinceWhen(campaign, now) })
  const byDay = linesByDay(lines)
  const days = [...byDay.values()].map(countOf).sort((one, other) => Temporal.PlainDate.compare(one.day, other.day))
  const chosen =
    writtenDay(visit.req.query('day') ?? '') ?? days.find(({ going }) => going > 0)?.day ?? days[0]?.day ?? null
  const ofDay = byDay.get(chosen?.toString() ?? '')?.lines ?? []
  const shown = goingFirst(ofDay).slice(0, LINES_SHOWN)
  const names = await clientNames(
    db,
    shown.map(({ clientId }) => clientId)
  )
  return { campaign, period, today, days, chosen, lines: shown, rest: ofDay.length - shown.length, names }
}

/**
 * Switched on now, it leaves out what was due before (G6). A mailing without a day is shown on the first that is; whom a
 * campaign sees entering a segment depends on when it began to look.
 */
function sinceWhen({ activity, definition: { trigger } }: Campaign, now: Temporal.Instant) {
  if (activity.kind === 'on') return { activeSince: activity.since }
  const isOpen = trigger.kind === 'segment-entered' || (trigger.kind === 'once' && trigger.on === null)
  return isOpen ? {} : { activeSince: now }
}

interface DayOfLines {
  day: Temporal.PlainDate
  lines: PreviewLine[]
}

/** Clients of one zone and day share the instant of sending: its day is told once, not for each of 50,000. */
function linesByDay(lines: readonly PreviewLine[]): Map<string, DayOfLines> {
  const byDay = new Map<string, DayOfLines>()
  const known = new Map<Temporal.ZonedDateTime, DayOfLines>()
  for (const line of lines) {
    const ofDay = known.get(line.sendAt) ?? dayOf(line.sendAt, byDay)
    known.set(line.sendAt, ofDay)
    ofDay.lines.push(line)
  }
  return byDay
}

function dayOf(sendAt: Temporal.ZonedDateTime, byDay: Map<string, DayOfLines>): DayOfLines {
  const day = sendAt.toPlainDate()
  const found = byDay.get(day.toString()) ?? { day, lines: [] }
  byDay.set(day.toString(), found)
  return found
}

/** Who gets it is what one looks for: where not all lines are shown, those who do not are left out first. */
function goingFirst(lines: readonly PreviewLine[]): PreviewLine[] {
  return [...lines.filter(({ refusal }) => refusal === null), ...lines.filter(({ refusal }) => refusal !== null)]
}

function countOf({ day, lines }: DayOfLines): DayCount {
  const going = lines.filter(({ refusal }) => refusal === null).length
  return { day, going, skipped: lines.length - going }
}
