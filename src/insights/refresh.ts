import { Temporal } from 'temporal-polyfill'
import { runPoints } from '#src/offers/points/programme.ts'
import { dayOf, type Clock } from '#src/platform/clock.ts'
import type { Database, Db } from '#src/platform/database/database.ts'
import { withLockIfFree } from '#src/platform/lock.ts'
import { minorOf } from '#src/platform/money.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { tierLimits } from './costs.ts'
import { usualCurrency } from './currency.ts'
import { refreshDashboard } from './dashboard/dashboard.ts'
import { changedClients } from './evolution-report.ts'
import { rfmReport, tierReport } from './group-report.ts'
import {
  addAlerts,
  addRun,
  dropStale,
  readLastRun,
  readPurchaseMark,
  writeInsights,
  type InsightRow
} from './insight-store.ts'
import { METHOD_VERSION } from './method.ts'
import { rhythmReport, type ClientRhythm } from './rhythm-report.ts'
import { refreshReports } from './reports/shown.ts'
import type { Scope } from './scope.ts'
import { valueReport, type ValueReport } from './value-report.ts'

export interface Refreshed {
  clients: number
  /** New ones. */
  alerts: number
  currency: string
}

/**
 * Computes the insights of all clients anew and stores them: after imports and each night. Can run twice; two processes at
 * it at once do no harm but their double work.
 * @param today the firm's day
 */
export async function refreshInsights(
  db: Db,
  { today, settings }: { today: string; settings: Settings }
): Promise<Refreshed> {
  const mark = await readPurchaseMark(db)
  const currency = await usualCurrency(db, settings)
  const scope: Scope = { currency, to: today }
  const forecast = await valueReport(db, scope, { unit: 'week', plain: false })
  const rows = merged(await rhythmReport(db, scope), [
    await groupColumns(db, scope, settings),
    valueColumns(forecast, currency)
  ])
  await writeInsights(db, rows, { computedOn: today, methodVersion: METHOD_VERSION, currency })
  await dropStale(
    db,
    rows.map((row) => row.clientId)
  )
  const alerts = await addAlerts(db, await changedClients(db, scope), { today, currency })
  await refreshDashboard(db, { today, settings })
  await addRun(db, {
    computedOn: today,
    methodVersion: METHOD_VERSION,
    currency,
    clients: rows.length,
    model: isForecastGiven(forecast) ? forecast.model : null,
    warnings: forecast.warnings,
    mark
  })
  return { clients: rows.length, alerts, currency }
}

/**
 * Refreshes the insights, and enters the points that purchases and birthdays have earned, where that was last done on an
 * earlier day of the firm, or something was recorded since; one process at a time. What the dashboard tells of mails it tells anew
 * each time. Rung every hour, after imports, and once a mailbox has been read through.
 */
export async function refreshIfDue(database: Database, clock: Clock): Promise<Refreshed | undefined> {
  return withLockIfFree(database, 'refresh-insights', async () => {
    const settings = await readSettings(database.prisma)
    const today = clock.now().toZonedDateTimeISO(settings['firm.zone']).toPlainDate().toString()
    if (await isFresh(database.prisma, today)) {
      await refreshDashboard(database.prisma, { today, settings })
      return undefined
    }
    await runPoints(database.prisma, { now: clock.now(), settings })
    const refreshed = await refreshInsights(database.prisma, { today, settings })
    await refreshReports(database.prisma, clock)
    return refreshed
  })
}

async function isFresh(db: Db, today: string): Promise<boolean> {
  const run = await readLastRun(db)
  const now = await readPurchaseMark(db)
  return (
    run !== null &&
    dayOf(run.computedOn).toString() === today &&
    run.methodVersion === METHOD_VERSION &&
    run.purchasesRead === now.purchases &&
    run.lastChangeAt?.getTime() === now.lastChangeAt?.getTime()
  )
}

type Columns<Keys extends keyof InsightRow> = Map<string, Pick<InsightRow, Keys>>
type GroupKeys = 'purchaseCount' | 'paid' | 'paidInYear' | 'tier' | 'rfmRecency' | 'rfmFrequency' | 'rfmMoney'
type ValueKeys = 'chanceAlive' | 'expectedPurchases' | 'value' | 'valueLow' | 'valueHigh' | 'horizonDays'

function merged(rhythms: ClientRhythm[], [groups, values]: [Columns<GroupKeys>, Columns<ValueKeys>]): InsightRow[] {
  return rhythms.map((rhythm) => ({
    ...rhythm,
    ...(groups.get(rhythm.clientId) ?? NO_GROUPS),
    ...(values.get(rhythm.clientId) ?? NO_VALUE)
  }))
}

const NO_GROUPS: Pick<InsightRow, GroupKeys> = {
  purchaseCount: 0,
  paid: 0n,
  paidInYear: 0n,
  tier: null,
  rfmRecency: null,
  rfmFrequency: null,
  rfmMoney: null
}

const NO_VALUE: Pick<InsightRow, ValueKeys> = {
  chanceAlive: null,
  expectedPurchases: null,
  value: null,
  valueLow: null,
  valueHigh: null,
  horizonDays: null
}

async function groupColumns(db: Db, scope: Scope, settings: Settings): Promise<Columns<GroupKeys>> {
  const yearAgo = Temporal.PlainDate.from(scope.to).subtract({ years: 1 }).add({ days: 1 }).toString()
  const tiers = await tierReport(db, { ...scope, from: yearAgo }, tierLimits(settings, scope.currency))
  const inYear = new Map(tiers.clients.map((client) => [client.clientId, client]))
  const { clients } = await rfmReport(db, scope)
  return new Map(
    clients.map((client) => [
      client.clientId,
      {
        purchaseCount: client.purchases,
        paid: client.paidMinor,
        paidInYear: inYear.get(client.clientId)?.paid ?? 0n,
        tier: inYear.get(client.clientId)?.tier ?? null,
        rfmRecency: client.cell?.recency ?? null,
        rfmFrequency: client.cell?.frequency ?? null,
        rfmMoney: client.cell?.money ?? null
      }
    ])
  )
}

/** A forecast that rests on too few clients is not stored: nobody is to be picked by it (SEMANTICS K3). */
function isForecastGiven(forecast: ValueReport): boolean {
  return !forecast.warnings.includes('not-enough-data')
}

function valueColumns(forecast: ValueReport, currency: string): Columns<ValueKeys> {
  if (!isForecastGiven(forecast)) return new Map()
  return new Map(
    forecast.clients.map((client) => [
      client.clientId,
      {
        chanceAlive: client.pAlive,
        expectedPurchases: client.expectedPurchases,
        value: minorOf(client.value, currency),
        valueLow: minorOf(client.low, currency),
        valueHigh: minorOf(client.high, currency),
        horizonDays: forecast.horizon * 7
      }
    ])
  )
}
