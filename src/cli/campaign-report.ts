import type { CampaignReport } from '#src/campaigns/report.ts'
import { count } from '#src/platform/i18n.ts'
import { decimalNumber, formatMoney, minorDigits } from '#src/platform/money.ts'

/** As scripts read it: money in whole units of `currency`, as in every report. */
export function reportData({ skipped, returns, ...counts }: CampaignReport) {
  const { currency, revenue, discount, cost } = counts
  const whole = (minor: bigint): number => decimalNumber(minor, currency)
  const { attributed, incremental } = returns
  const units = 10 ** minorDigits(currency)
  const inUnits = ({ value, low, high }: { value: number; low: number; high: number }) => ({
    value: value / units,
    low: low / units,
    high: high / units
  })
  return {
    ...counts,
    revenue: whole(revenue),
    discount: whole(discount),
    cost: whole(cost),
    skipped: skipped.byReason,
    attributed: { ...attributed, revenue: whole(attributed.revenue), net: whole(attributed.net) },
    incremental:
      incremental.kind === 'estimate'
        ? {
            ...incremental,
            revenuePerClient: inUnits(incremental.revenuePerClient),
            net: inUnits(incremental.net)
          }
        : incremental
  }
}

/** As people read it. */
export function reportText({ returns, skipped, ...counts }: CampaignReport): string {
  const reasons = Object.entries(skipped.byReason).map(([code, many]) => `${code} ${many}`)
  const { attributed, incremental } = returns
  const money = (minor: bigint | number): string => formatMoney(BigInt(minor), counts.currency, 'en')
  return [
    `${counts.campaign}: ${counts.sent} sent, ${counts.planned} to come, ${skipped.total} skipped (${reasons.join(', ') || 'none'}), ${counts.failed} failed, ${counts.unknown} unknown.`,
    `${counts.answered} answered, ${counts.redeemed} redeemed, ${counts.unsubscribed} unsubscribed, ${counts.bounced} bounced.`,
    `It brought ${money(counts.revenue)} of purchases with its coupons, after ${money(counts.discount)} of discount; sending cost ${money(counts.cost)}.`,
    `Attributed: ${count('en', attributed.responses, { one: 'response', other: 'responses' })}, ${money(attributed.revenue)} of purchases, net ${money(attributed.net)}.`,
    incremental.kind === 'estimate'
      ? `Against the hold-out: net ${money(incremental.net.value)}, between ${money(incremental.net.low)} and ${money(incremental.net.high)}.`
      : `Against the hold-out: not enough data (${incremental.meant} meant, ${incremental.heldOut} held out; ${incremental.needed} of each are needed).`
  ].join('\n')
}
