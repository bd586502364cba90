import type { Db } from '#src/platform/database/database.ts'

/** What a campaign has done so far, for its card. Money in minor units of the firm's currency. */
export interface CampaignResult {
  name: string
  sent: number
  lastSentAt: Date | null
  planned: number
  /** Planned, and waiting for a person. */
  waiting: number
  redeemed: number
  revenue: bigint
}

/** Campaigns that have a row of their own; the untouched ready-made ones have done nothing. Relies on follow_up's key. */
export async function campaignResults(db: Db, currency: string): Promise<CampaignResult[]> {
  return db.$queryRaw`
    SELECT campaign.name, COALESCE(ledger.sent, 0) AS sent, ledger."lastSentAt", COALESCE(ledger.planned, 0) AS planned,
      COALESCE(ledger.waiting, 0) AS waiting, COALESCE(used.redeemed, 0) AS redeemed, COALESCE(used.revenue, 0)::bigint AS revenue
    FROM campaign
    LEFT JOIN (
      SELECT campaign_id, count(*) FILTER (WHERE state = 'sent')::int AS sent, max(sent_at) AS "lastSentAt",
        count(*) FILTER (WHERE state = 'planned')::int AS planned,
        count(*) FILTER (WHERE state = 'planned' AND approved_at IS NULL)::int AS waiting
      FROM follow_up GROUP BY campaign_id) AS ledger ON ledger.campaign_id = campaign.id
    LEFT JOIN (
      SELECT coupon.campaign_id, count(*)::int AS redeemed, sum(redemption.amount - redemption.discount) AS revenue
      FROM coupon JOIN coupon_redemption AS redemption ON redemption.coupon_id = coupon.id
      WHERE redemption.cancelled_at IS NULL AND redemption.currency = ${currency}
      GROUP BY coupon.campaign_id) AS used ON used.campaign_id = campaign.id`
}

export interface CampaignMonth {
  /** Its first day, at midnight UTC. */
  month: Date
  sent: number
  /** Coupons used in the month, whenever they were sent. */
  redeemed: number
}

/** The last months of a campaign, the present one included. Relies on follow_up_campaign_id_state_since_idx. */
export async function campaignMonths(
  db: Db,
  asked: { campaignId: string; today: string; months: number; zone: string }
): Promise<CampaignMonth[]> {
  const { campaignId, today, months, zone } = asked
  return db.$queryRaw`
    WITH period AS (
      SELECT generate_series(date_trunc('month', ${today}::timestamp) - make_interval(months => ${months - 1}::int),
        date_trunc('month', ${today}::timestamp), interval '1 month') AS month),
    sent AS (
      SELECT date_trunc('month', sent_at AT TIME ZONE ${zone}) AS month, count(*)::int AS many FROM follow_up
      WHERE campaign_id = ${campaignId}::uuid AND state = 'sent' GROUP BY 1),
    used AS (
      SELECT date_trunc('month', redemption.at AT TIME ZONE ${zone}) AS month, count(*)::int AS many
      FROM coupon JOIN coupon_redemption AS redemption ON redemption.coupon_id = coupon.id
      WHERE coupon.campaign_id = ${campaignId}::uuid AND redemption.cancelled_at IS NULL GROUP BY 1)
    SELECT period.month, COALESCE(sent.many, 0) AS sent, COALESCE(used.many, 0) AS redeemed
    FROM period LEFT JOIN sent ON sent.month = period.month LEFT JOIN used ON used.month = period.month
    ORDER BY period.month`
}

/** Whether a campaign has planned, sent or skipped anything. */
export async function hasFollowUps(db: Db, campaignId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ has: boolean }[]>`
    SELECT EXISTS (SELECT FROM follow_up WHERE campaign_id = ${campaignId}::uuid) AS has`
  return row?.has ?? false
}

/** Clients with whom there was something lately, to look at a mail as they get it. */
export async function exampleClients(db: Db, most: number): Promise<{ id: string; name: string }[]> {
  return db.$queryRaw`
    SELECT id, name FROM client WHERE state = 'active'
    ORDER BY COALESCE(last_interaction_at, created_at) DESC, id DESC LIMIT ${most}`
}
