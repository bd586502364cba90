import { Temporal } from 'temporal-polyfill'
import { zoneOf } from '#src/campaigns/calendar.ts'
import { maySayNo } from '#src/campaigns/consent.ts'
import { letterData } from '#src/campaigns/sending/fill-in.ts'
import { letterFacts } from '#src/campaigns/sending/letter-store.ts'
import { defaultSender } from '#src/delivery/account-store.ts'
import { letterTemplate } from '#src/delivery/letter/library.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import type { Expiring } from '#src/offers/points/expiry-store.ts'
import { noticesDue } from '#src/offers/points/programme.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Database, Db } from '#src/platform/database/database.ts'
import { withLockIfFree } from '#src/platform/lock.ts'
import type { Settings } from '#src/platform/settings.ts'
import { countWaiting, noticeKey, reachable, recordSentNotices } from './points-notice-store.ts'

/** Nobody is told of points at night, by their own clock. */
const FIRST_HOUR = 9
const LAST_HOUR = 20
/**
 * So many wait to be sent at most: thousands at once would use up the account's pace for days, before the team's own mails.
 * Nobody's points expire for being told later.
 */
export const NOTICES_UNDER_WAY = 50

/**
 * Tells clients by mail, 30 to 60 days before, that points of theirs will expire (SEMANTICS I4); remembers as told whoever's
 * mail has left, without which nothing of theirs expires. About the client's own affairs, it needs no consent to marketing;
 * an address that bounces or complained gets none, nor in Canada who asked for no more mails. Can run at any time and any number of times; one process at a time.
 * @returns how many mails were planned
 */
export async function mailPointsNotices(
  database: Database,
  { now, settings }: { now: Temporal.Instant; settings: Settings }
): Promise<number> {
  const planned = await withLockIfFree(database, 'points-notices', async () => {
    const { prisma } = database
    await recordSentNotices(prisma, { zone: settings['firm.zone'], now: dateOf(now) })
    const due = await noticesDue(prisma, { now, settings })
    const sender = due.length === 0 ? null : await defaultSender(prisma)
    return sender ? planNotices(prisma, due, { sender, now, settings }) : 0
  })
  return planned ?? 0
}

interface Planning {
  sender: { id: string; address: string }
  now: Temporal.Instant
  settings: Settings
}

async function planNotices(db: Db, due: Expiring[], planning: Planning): Promise<number> {
  const ids = due.map(({ clientId }) => clientId)
  const isRefusable = maySayNo('service', { country: planning.settings['firm.country'] })
  const addresses = await reachable(db, ids, { now: dateOf(planning.now), isRefusable })
  const room = Math.max(0, NOTICES_UNDER_WAY - (await countWaiting(db)))
  const next = due.filter(({ clientId }) => addresses.has(clientId)).slice(0, room)
  let planned = 0
  for (const notice of next) {
    const address = addresses.get(notice.clientId)
    if (address !== undefined && (await planNotice(db, notice, { ...planning, address }))) planned += 1
  }
  return planned
}

async function planNotice(
  db: Db,
  notice: Expiring,
  { sender, now, settings, address }: Planning & { address: string }
): Promise<boolean> {
  const facts = (await letterFacts(db, [notice.clientId])).get(notice.clientId)
  if (!facts) return false
  const isRefusable = maySayNo('service', { country: settings['firm.country'] })
  const language = facts.language ?? settings['firm.language']
  const zone = settings['firm.zone']
  const data = letterData({
    letter: { years: null, zone },
    isRefusable,
    facts,
    thread: null,
    coupon: null,
    language,
    firm: { name: settings['firm.name'], postalAddress: settings['firm.postalAddress'], email: sender.address },
    links: { unsubscribe: null, preferences: null, opinion: null },
    points: { expiring: notice.points, expiresOn: Temporal.PlainDate.from(notice.expiresOn) }
  })
  const rendered = (await letterTemplate(db, { name: 'points-notice', language })).render(data)
  // A letter of the owner's own that asks for what is not known tells nothing, and nothing expires.
  if (rendered.kind === 'missing-field') return false
  await queueMail(db, {
    purpose: 'points-notice',
    key: noticeKey(notice, now.toZonedDateTimeISO(zone).toPlainDate()),
    mailbox: sender,
    to: { name: facts.name, address },
    ...rendered.letter,
    automatic: true,
    by: 'points',
    notBefore: byDay(now, zoneOf(facts.zone, zone))
  })
  return true
}

/** Now, or the coming morning. */
function byDay(now: Temporal.Instant, zone: string): Date {
  const local = now.toZonedDateTimeISO(zone)
  const isDay = local.hour >= FIRST_HOUR && local.hour < LAST_HOUR
  if (isDay) return dateOf(now)
  const day = local.hour < FIRST_HOUR ? local : local.add({ days: 1 })
  return dateOf(day.startOfDay().with({ hour: FIRST_HOUR }).toInstant())
}
