import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { activate, findCampaign } from '#src/campaigns/campaign-store.ts'
import { firmOf } from '#src/campaigns/firm.ts'
import { loadHolidays } from '#src/campaigns/holidays.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { previewCampaign } from '#src/campaigns/preview.ts'
import { countWho } from '#src/campaigns/reach-store.ts'
import { openDatabase, type Database } from '#src/platform/database/database.ts'
import { settingsFrom } from '#src/platform/settings.ts'

/**
 * Planning birthdays among 100,000 clients, beside one indexed query for the same day; the dry run of two months, and the
 * count that stands beside a campaign while it is written.
 */
export const name = 'planning'

const CLIENTS = 100_000
const TICK_MS_MAX = 1000
const DRY_RUN_MS_MAX = 2000
const COUNT_MS_MAX = 400
const DRY_RUN_DAYS = 60
const TICKS = 5
const FIRM = firmOf(settingsFrom([]))

interface Outcome {
  right: number
  wrong: string[]
  lines: string[]
}

export async function run(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-bench-planning-'))
  // Run as root, the database's files belong to another user, who has to pass through.
  chmodSync(folder, 0o711)
  const database = await openDatabase({ databaseUrl: undefined, dataFolder: folder })
  const outcome: Outcome = { right: 0, wrong: [], lines: [] }
  try {
    await fill(database)
    await measureAll(database, outcome)
    return outcome
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureAll(database: Database, outcome: Outcome): Promise<void> {
  const { prisma } = database
  const bare = await median(
    () => prisma.$queryRaw`SELECT id, zone FROM client WHERE birthday_month = 5 AND birthday_day = 12`
  )
  outcome.lines.push(`bare indexed query for one day: ${bare.toFixed(1)} ms`)
  await activate(prisma, 'birthday', { now: at('2026-05-11T06:00Z'), by: 'bench' })
  judge(outcome, 'first tick of birthdays: the grace and two days ahead', await once(database, '2026-05-12T06:00Z'))
  const steady: number[] = []
  for (let tick = 1; tick <= TICKS; tick++) steady.push(await once(database, `2026-05-12T06:0${tick}Z`))
  judge(outcome, 'a minute later, median', middle(steady))
  judge(outcome, 'the day after', await once(database, '2026-05-13T06:00Z'))
  await activate(prisma, 'anniversary', { now: at('2026-05-12T06:00Z'), by: 'bench' })
  judge(outcome, 'with the anniversaries of the first purchase', await once(database, '2026-05-13T06:01Z'))
  judge(outcome, `dry run of birthdays over ${DRY_RUN_DAYS} days`, await median(() => dryRun(database)), DRY_RUN_MS_MAX)
  const { definition } = await findCampaign(prisma, 'birthday')
  const about = { firm: FIRM, now: at('2026-05-13T06:01Z') }
  judge(outcome, 'count of whom it reaches', await median(() => countWho(prisma, definition, about)), COUNT_MS_MAX)
  const rows = await prisma.followUp.groupBy({ by: ['state'], _count: true })
  outcome.lines.push(`ledger: ${rows.map((row) => `${row._count} ${row.state}`).join(', ')}`)
}

function judge(outcome: Outcome, what: string, ms: number, most = TICK_MS_MAX): void {
  const line = `${what}: ${ms.toFixed(0)} ms (at most ${most})`
  if (ms <= most) outcome.right++
  else outcome.wrong.push(line)
  outcome.lines.push(line)
}

async function once(database: Database, instant: string): Promise<number> {
  const tick = { now: at(instant), firm: FIRM, holidays: await loadHolidays('FR') }
  const start = performance.now()
  await planTick(database, tick)
  return performance.now() - start
}

async function dryRun({ prisma }: Database): Promise<unknown> {
  const from = Temporal.PlainDate.from('2026-05-13')
  return previewCampaign(prisma, await findCampaign(prisma, 'birthday'), {
    period: { from, to: from.add({ days: DRY_RUN_DAYS }) },
    now: at('2026-05-13T06:01Z'),
    firm: FIRM,
    holidays: await loadHolidays('FR')
  })
}

async function median(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let each = 0; each < TICKS; each++) {
    const start = performance.now()
    await act()
    times.push(performance.now() - start)
  }
  return middle(times)
}

function middle(times: number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0
}

/** Birthdays and first purchases over all days of the year, four zones, four in five with consent. */
async function fill({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO client (id, name, state, state_reason, zone, birthday_month, birthday_day, birthday_year, customer_since)
    SELECT md5('client ' || n)::uuid, 'Client ' || n, 'active', 'bench',
      (ARRAY[NULL, 'Europe/Paris', 'America/Toronto', 'Pacific/Auckland'])[1 + n % 4],
      EXTRACT(MONTH FROM born), EXTRACT(DAY FROM born), EXTRACT(YEAR FROM born), date '2015-01-01' + (n::bigint * 7919 % 4000)::int
    FROM generate_series(1, ${CLIENTS}::int) AS n, LATERAL (SELECT date '1940-01-01' + (n::bigint * 104729 % 25000)::int AS born) b`
  await prisma.$executeRaw`
    INSERT INTO client_address (address, match_key, client_id, is_primary, source)
    SELECT id || '@example.org', id || '@example.org', id, TRUE, 'bench' FROM client`
  await prisma.$executeRaw`
    INSERT INTO consent_entry (client_id, purpose, state, basis, method, at, recorded_by)
    SELECT id, 'marketing', 'given', 'express', 'form', '2025-01-01', 'bench' FROM client WHERE ascii(right(id::text, 1)) % 5 > 0`
  await prisma.$executeRaw`VACUUM ANALYZE`
}

function at(instant: string): Temporal.Instant {
  return Temporal.Instant.from(instant)
}
