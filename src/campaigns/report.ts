import type { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import type { Campaign } from './campaign-store.ts'
import { countOutcomes, countStates, readTrials, sumRedeemed, type OutcomeCounts } from './report-store.ts'
import { returnsOf, type Returns } from './returns.ts'

/** What a campaign did and what it brought (SEMANTICS K5). Money is in minor units of `currency`. */
export interface CampaignReport {
  campaign: string
  currency: string
  /** Follow-ups by their state now; `planned` are still to come or in a sender’s hands. */
  planned: number
  sent: number
  failed: number
  unknown: number
  skipped: { total: number; byReason: Record<string, number> }
  /** Sent follow-ups with that outcome. */
  answered: number
  bounced: number
  complained: number
  unsubscribed: number
  /** Coupons used and not given back. */
  redeemed: number
  /** Paid in the orders they were used for. */
  revenue: bigint
  discount: bigint
  /** Mails sent, times the cost of one. */
  cost: bigint
  returns: Returns
}

/** Adds up what is known of a campaign. A campaign that was never on has a report too: of nothing. */
export async function reportOn(
  db: Db,
  campaign: Campaign,
  about: { now: Temporal.Instant; currency: string; costPerMail: bigint }
): Promise<CampaignReport> {
  const { now, currency, costPerMail } = about
  const states = campaign.id === null ? [] : await countStates(db, campaign.id)
  const outcomes = campaign.id === null ? NOTHING : await countOutcomes(db, campaign.id)
  const redeemed = campaign.id === null ? null : await sumRedeemed(db, campaign.id)
  const trials = campaign.id === null ? [] : await readTrials(db, campaign.id, { now, currency })
  const inState = (...names: string[]): number =>
    states.filter(({ state }) => names.includes(state)).reduce((sum, { many }) => sum + many, 0)
  const sent = inState('sent')
  const cost = BigInt(sent) * costPerMail
  const skipped = states.filter(({ state }) => state === 'skipped')
  return {
    campaign: campaign.name,
    currency,
    planned: inState('planned', 'claimed', 'sending'),
    sent,
    failed: inState('failed'),
    unknown: inState('unknown'),
    skipped: {
      total: inState('skipped'),
      byReason: Object.fromEntries(skipped.map(({ reason, many }) => [reason ?? 'unknown', many]))
    },
    ...outcomes,
    redeemed: redeemed?.many ?? 0,
    revenue: redeemed?.amount ?? 0n,
    discount: redeemed?.discount ?? 0n,
    cost,
    returns: returnsOf(
      trials.filter(({ group }) => group === 'meant'),
      trials.filter(({ group }) => group === 'held-out'),
      cost
    )
  }
}

const NOTHING: OutcomeCounts = { answered: 0, bounced: 0, complained: 0, unsubscribed: 0 }
