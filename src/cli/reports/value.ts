import { InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { survivalReport } from '#src/insights/retention-report.ts'
import { valueReport, type ValueReport } from '#src/insights/value-report.ts'
import { FORECAST_CLIENTS_MIN, type ValueWarning } from '#src/insights/value.ts'
import type { ReportKind } from './kind.ts'
import { percentText } from './numbers.ts'

const flagsSchema = z.object({
  unit: z.enum(['week', 'day']).default('week'),
  plain: z.boolean().default(false),
  horizon: z.number().optional()
})

export const valueKind: ReportKind = {
  summary: 'value of each client: chance of still being one, purchases expected, their worth with its interval',
  segment: 'rows',
  options: (command) =>
    command
      .addOption(new Option('--unit <unit>', 'unit of the model').choices(['week', 'day']).default('week'))
      .option('--until <day>', 'last day that is looked at: the same as --to')
      .option('--plain', 'maximum likelihood, without priors')
      .option(
        '--horizon <units>',
        'how far ahead; 12 months unless told, or as far as the purchases reach back where that is less',
        positive
      ),
  async run({ db, scope, members, flags }) {
    const { unit, plain, horizon } = flagsSchema.parse(flags)
    const forecast = await valueReport(db, scope, { unit, plain, horizon })
    const shown = forecast.clients.filter((client) => !members || members.has(client.clientId))
    const warnings = forecast.warnings.map((warning) => WARNINGS[warning](forecast.clients.length))
    const isEnough = !forecast.warnings.includes('not-enough-data')
    const survival = isEnough ? [] : await survivalNotes(db, scope)
    return {
      json: {
        unit,
        horizon: { units: forecast.horizon, until: forecast.horizonEnd },
        interval: 0.8,
        model: forecast.model,
        clients: shown.map((client) => ({
          id: client.id,
          clientId: client.clientId,
          name: client.name,
          email: client.email,
          frequency: client.frequency,
          recency: client.recency,
          T: client.T,
          monetary: client.monetary,
          pAlive: client.pAlive,
          expectedPurchases: client.expectedPurchases,
          value: cents(client.value),
          low: cents(client.low),
          high: cents(client.high)
        })),
        warning: warnings.length > 0 ? warnings.join(' ') : null
      },
      titles: ['id', 'name', 'chance alive', 'purchases expected', 'value', 'low', 'high'],
      rows: shown
        .toSorted((a, b) => b.value - a.value)
        .map((client) => [
          client.id,
          client.name,
          percentText(client.pAlive * 100, { signed: false }),
          client.expectedPurchases.toFixed(2),
          ...[client.value, client.low, client.high].map((value) => value.toFixed(2))
        ]),
      ifNone: 'Nothing was bought up to that day.',
      notes: [...warnings, ...survival, ...(shown.length === 0 ? [] : [horizonNote(forecast, scope.currency)])]
    }
  }
}

function horizonNote({ horizon, horizonEnd, unit }: ValueReport, currency: string): string {
  return (
    `Expected until ${horizonEnd} (${horizon} ${unit}s), in ${currency}; ` +
    'what is spent lies between low and high 4 times in 5, if clients go on as they did.'
  )
}

const WARNINGS: Record<ValueWarning, (clients: number) => string> = {
  'not-enough-data': (clients) =>
    `Not enough data for a forecast: ${clients} clients have bought, ${FORECAST_CLIENTS_MIN} are needed. ` +
    'Go by the survival to the second purchase and by the clients’ own rhythm.',
  'no-finite-fit': () => 'The likelihood has no top on these clients: leave out --plain.',
  'no-money-model': () => 'Fewer than two clients bought again: every purchase is taken to be worth the average.'
}

async function survivalNotes(...[db, scope]: Parameters<typeof survivalReport>): Promise<string[]> {
  const { within } = await survivalReport(db, { ...scope, from: undefined })
  return within.flatMap(({ days, boughtAgain }) =>
    boughtAgain === null
      ? []
      : [`Bought a second time within ${days} days: ${percentText(boughtAgain * 100, { signed: false })}.`]
  )
}

/** Forecasts are told to the hundredth: more figures would feign knowledge. */
function cents(units: number): number {
  return Math.round(units * 100) / 100
}

function positive(written: string): number {
  const number = Number(written)
  if (!(number > 0 && number <= 10_000)) throw new InvalidArgumentError('It takes a number above 0.')
  return number
}
