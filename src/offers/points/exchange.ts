import type { Temporal } from 'temporal-polyfill'
import { currentClient } from '#src/clients/client-store.ts'
import { issueCoupon, type Coupon } from '#src/offers/coupon-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Random } from '#src/platform/random.ts'
import type { Settings } from '#src/platform/settings.ts'
import { addEntry, balanceOf, entryOf, lockPoints } from './ledger-store.ts'
import { firmDay } from './programme.ts'
import { readRewards, type Reward } from './rule-store.ts'

/** Who does something to a client's points, and when. */
export interface PointsDeed {
  now: Temporal.Instant
  settings: Settings
  /** Member id, or the part that acts. */
  by: string
}

export type Exchange =
  /** `repeated`: it was done under this key before; nothing changed, and the answer is the same. */
  | { kind: 'exchanged'; coupon: Coupon; points: number; balance: number; repeated: boolean }
  | { kind: 'refused'; reason: 'unknown-reward'; known: string[] }
  | { kind: 'refused'; reason: 'not-enough-points'; balance: number; needed: number }

/**
 * Exchanges points for a reward: a coupon. The balance is not spent twice, however many tills ask at once; the same key
 * again gives the same coupon. Call it in a transaction.
 * @param client id or address
 */
export async function exchange(
  db: Db,
  asked: { client: string; reward: string; key: string },
  { now, settings, by, random }: PointsDeed & { random: Random }
): Promise<Exchange> {
  const clientId = await currentClient(db, asked.client)
  const rewards = await readRewards(db)
  const reward = rewards.find(({ name }) => name.toLowerCase() === asked.reward.trim().toLowerCase())
  if (!reward) return { kind: 'refused', reason: 'unknown-reward', known: rewards.map(({ name }) => name) }
  await lockPoints(db, clientId)
  const key = `exchange:${clientId}:${asked.key}`
  const known = await entryOf(db, key)
  const balance = await balanceOf(db, clientId)
  if (!known && balance < reward.points)
    return { kind: 'refused', reason: 'not-enough-points', balance, needed: reward.points }
  const coupon = await rewardCoupon(db, { clientId, reward, key }, { now, settings, by, random })
  if (known) return { kind: 'exchanged', coupon, points: -known.points, balance, repeated: true }
  await addEntry(db, {
    clientId,
    kind: 'redeem',
    points: -reward.points,
    onDay: firmDay(now, settings).toString(),
    at: dateOf(now),
    reason: `exchanged for ${reward.name}`,
    key,
    couponId: coupon.id,
    by
  })
  return { kind: 'exchanged', coupon, points: reward.points, balance: balance - reward.points, repeated: false }
}

const PREFIX = 'POINTS'

/** The same one for the same key: its occurrence tells it. Valid to the end of the last day where the firm is. */
function rewardCoupon(
  db: Db,
  { clientId, reward, key }: { clientId: string; reward: Reward; key: string },
  { now, settings, by, random }: PointsDeed & { random: Random }
): Promise<Coupon> {
  const lastDay = firmDay(now, settings).add({ days: reward.validDays })
  const expiresAt = lastDay.add({ days: 1 }).toZonedDateTime(settings['firm.zone']).toInstant()
  const coupon = {
    prefix: PREFIX,
    clientId,
    campaignId: null,
    occurrence: key,
    discount: reward.discount,
    minimumSpend: 0n,
    currency: settings['firm.currency'],
    issuedAt: dateOf(now),
    expiresAt: dateOf(expiresAt),
    issuedBy: by
  }
  return issueCoupon(db, coupon, random)
}

export type Adjustment =
  | { kind: 'adjusted'; balance: number; repeated: boolean }
  | { kind: 'refused'; reason: 'below-zero'; balance: number }

/**
 * Gives points by hand, or takes some, with a reason; never more than there are. Call it in a transaction.
 * @param points not 0
 * @param key tells this adjustment from every other: the same again changes nothing
 */
export async function adjust(
  db: Db,
  asked: { client: string; points: number; reason: string; key: string },
  { now, settings, by }: PointsDeed
): Promise<Adjustment> {
  const clientId = await currentClient(db, asked.client)
  await lockPoints(db, clientId)
  const key = `adjust:${clientId}:${asked.key}`
  const balance = await balanceOf(db, clientId)
  if (await entryOf(db, key)) return { kind: 'adjusted', balance, repeated: true }
  const isTooMuch = asked.points < 0 && balance + asked.points < 0
  if (isTooMuch) return { kind: 'refused', reason: 'below-zero', balance }
  const { points, reason } = asked
  const onDay = firmDay(now, settings).toString()
  await addEntry(db, { clientId, kind: 'adjust', points, onDay, at: dateOf(now), reason, key, by })
  return { kind: 'adjusted', balance: balance + points, repeated: false }
}
