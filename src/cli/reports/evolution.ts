import { evolutionReport, type ChangedClient, type EvolutionPeriod } from '#src/insights/evolution-report.ts'
import { decimalNumber, decimalText } from '#src/platform/money.ts'
import type { ReportKind } from './kind.ts'
import { percentText } from './numbers.ts'

export const evolutionKind: ReportKind = {
  summary: 'revenue per month and year, its change, and clients whose purchases changed markedly',
  segment: 'purchases',
  async run({ db, scope }) {
    const { months, years, changes } = await evolutionReport(db, scope)
    const { currency } = scope
    return {
      json: {
        months: months.map((month) => periodJson(month, currency, 7)),
        years: years.map((year) => periodJson(year, currency, 4)),
        alerts: changes.map((client) => alertJson(client, currency))
      },
      titles: ['period', 'purchases', 'clients', 'revenue', 'gross profit', 'change', 'change on a year'],
      rows: [
        ...years.map((year) => periodCells(year, currency, 4)),
        ...months.map((month) => periodCells(month, currency, 7))
      ],
      ifNone: 'Nothing was bought in this period.',
      notes: changes.map((client) => `${client.name} (${client.id}): ${alertSentence(client)}`)
    }
  }
}

function periodJson(period: EvolutionPeriod, currency: string, length: number) {
  return {
    period: period.start.slice(0, length),
    purchases: period.purchases,
    clients: period.clients,
    revenue: decimalNumber(period.paid, currency),
    discount: decimalNumber(period.discount, currency),
    grossProfit: decimalNumber(period.gross, currency),
    changePercent: period.changePercent,
    yearChangePercent: period.yearChangePercent,
    complete: period.isComplete
  }
}

function periodCells(period: EvolutionPeriod, currency: string, length: number): string[] {
  return [
    period.start.slice(0, length) + (period.isComplete ? '' : ' (part)'),
    String(period.purchases),
    String(period.clients),
    decimalText(period.paid, currency),
    decimalText(period.gross, currency),
    percentText(period.changePercent),
    percentText(period.yearChangePercent)
  ]
}

function alertJson(client: ChangedClient, currency: string) {
  const side = ({ days, purchaseDays, paid }: ChangedClient['now']) => ({
    days,
    purchaseDays,
    paid: decimalNumber(paid, currency)
  })
  return {
    id: client.id,
    clientId: client.clientId,
    name: client.name,
    kind: client.change.kind,
    expected: client.change.expected,
    chance: client.change.chance,
    now: side(client.now),
    before: side(client.before),
    explanation: alertSentence(client)
  }
}

function alertSentence({ now, before, change }: ChangedClient): string {
  return (
    `${change.kind}: bought on ${now.purchaseDays} days in the last ${now.days}, where the ${before.days} days before ` +
    `(${before.purchaseDays}) let ${change.expected.toFixed(1)} be expected`
  )
}
