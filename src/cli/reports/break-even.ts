import { z } from 'zod'
import { breakEvenReport } from '#src/insights/return-report.ts'
import { decimalNumber, decimalText } from '#src/platform/money.ts'
import { amount } from './flags.ts'
import type { ReportKind } from './kind.ts'
import { percentText } from './numbers.ts'

const flagsSchema = z.object({
  setup: z.number().optional(),
  monthly: z.number().optional(),
  monthlyGain: z.number().optional()
})

export const breakEvenKind: ReportKind = {
  summary: 'return on the whole effort, and the day from which on it has paid for itself',
  segment: 'purchases',
  options: (command) =>
    command
      .option('--setup <amount>', 'cost of setting up, once; costs.setup of the settings unless told', amount)
      .option('--monthly <amount>', 'running cost per month; costs.monthly of the settings unless told', amount)
      .option(
        '--monthly-gain <amount>',
        'gross profit it brings per month; measured on purchases within 14 days of a follow-up unless told',
        amount
      ),
  async run({ db, scope, settings, flags }) {
    const report = await breakEvenReport(db, scope, { figures: flagsSchema.parse(flags), settings })
    const { currency } = scope
    const balances = new Map(report.balances.map((one) => [one.month, one.balance]))
    const months = report.months.map((one) => ({ ...one, balance: balances.get(one.month) ?? 0n }))
    return {
      json: {
        cost: decimalNumber(report.cost, currency),
        gain: decimalNumber(report.gain, currency),
        gainSource: report.gainSource,
        returnPercent: report.returnPercent,
        breakEven: report.date,
        expectedBreakEven: report.expectedDate,
        months: months.map(({ month, cost, gain, balance }) => ({
          month,
          cost: decimalNumber(cost, currency),
          gain: decimalNumber(gain, currency),
          balance: decimalNumber(balance, currency)
        }))
      },
      titles: ['month', 'cost', 'gain', 'balance'],
      rows: months.map((one) => [
        one.month,
        ...[one.cost, one.gain, one.balance].map((sum) => decimalText(sum, currency))
      ]),
      ifNone: '',
      notes: [
        `Return: ${percentText(report.returnPercent)} = (${decimalText(report.gain, currency)} − ` +
          `${decimalText(report.cost, currency)}) / ${decimalText(report.cost, currency)}`,
        sentence(report.date, report.expectedDate)
      ]
    }
  }
}

function sentence(date: string | null, expected: string | null): string {
  if (date !== null) return `It has paid for itself since ${date}.`
  if (expected !== null) return `It has not paid for itself yet; going on like this it will by ${expected}.`
  return 'It has not paid for itself yet, and nothing tells when it will.'
}
