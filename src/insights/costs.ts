import { minorDigits, minorOf } from '#src/platform/money.ts'
import type { Settings } from '#src/platform/settings.ts'
import type { ActCosts } from './profit.ts'
import type { TierLimits } from './tiers.ts'

/** What the owner says an act of solicitation costs, in thousandths of a minor unit. */
export function actCosts(settings: Settings, currency: string): ActCosts {
  return {
    mails: thousandths(settings['costs.mail'], currency),
    followUps: thousandths(settings['costs.followUp'], currency),
    calls: thousandths(settings['costs.call'], currency),
    visits: thousandths(settings['costs.visit'], currency)
  }
}

function thousandths(units: number, currency: string): bigint {
  return BigInt(Math.round(units * 1_000 * 10 ** minorDigits(currency)))
}

/** The owner's own limits of tiers; undefined where neither is set. */
export function tierLimits(settings: Settings, currency: string): TierLimits | undefined {
  const [a, b] = [settings['tiers.a'], settings['tiers.b']]
  return a === 0 && b === 0 ? undefined : { a: minorOf(a, currency), b: minorOf(b, currency) }
}
