import { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import { decimalNumber } from '#src/platform/money.ts'
import { readRepeats, type Named, type RepeatRow } from './history-store.ts'
import type { Scope } from './scope.ts'
import {
  forecastValues,
  usualHorizonDays,
  type ClientValue,
  type Unit,
  type ValueForecast,
  type ValueInput
} from './value.ts'

export interface ValueReportOptions {
  unit: Unit
  plain: boolean
  /** How far ahead, in `unit`; undefined: 12 months, or as far as the history reaches back where that is less. */
  horizon?: number | undefined
}

export interface ValueReport extends ValueForecast {
  clients: (Named & ClientValue)[]
  unit: Unit
  /** In `unit`. */
  horizon: number
  /** The last day of the forecast, `YYYY-MM-DD`. */
  horizonEnd: string
}

const DAYS_PER_UNIT = { day: 1, week: 7 }

/** Chance of still being a client, expected purchases and their worth for everyone who ever bought (PRODUCT K7). */
export async function valueReport(
  db: Db,
  scope: Scope,
  { unit, plain, horizon }: ValueReportOptions
): Promise<ValueReport> {
  const rows = await readRepeats(db, scope)
  const historyDays = rows.reduce((longest, row) => Math.max(longest, row.observedDays), 0)
  const perUnit = DAYS_PER_UNIT[unit]
  const horizonDays = horizon === undefined ? usualHorizonDays(historyDays, unit) : horizon * perUnit
  const forecast = forecastValues(
    rows.map((row) => inputOf(row, scope.currency)),
    { unit, plain, horizonDays }
  )
  const horizonEnd = Temporal.PlainDate.from(scope.to)
    .add({ days: Math.round(horizonDays) })
    .toString()
  const clients = rows.flatMap((row, index) => withName(row, forecast.clients[index]))
  return { ...forecast, clients, unit, horizon: horizonDays / perUnit, horizonEnd }
}

/** The models work in whole units of money: their parameter v is told in them. */
function inputOf(
  { frequency, recencyDays, observedDays, firstPaid, repeatPaid }: RepeatRow,
  currency: string
): ValueInput {
  return {
    frequency,
    recencyDays,
    observedDays,
    monetary: frequency > 0 ? decimalNumber(repeatPaid, currency) / frequency : 0,
    firstPaid: decimalNumber(firstPaid, currency)
  }
}

/** Named one by one: copying 50,000 rows by `...` takes longer than forecasting them. */
function withName({ clientId, id, name, email }: Named, told: ClientValue | undefined): (Named & ClientValue)[] {
  if (!told) return []
  const { frequency, recency, T, monetary, pAlive, expectedPurchases, value, low, high } = told
  return [{ clientId, id, name, email, frequency, recency, T, monetary, pAlive, expectedPurchases, value, low, high }]
}
