import type { Temporal } from 'temporal-polyfill'
import {
  claimDue,
  markFailed,
  markSending,
  markSent,
  markSkipped,
  markUnknown,
  postpone,
  recoverAbandoned,
  retryLater
} from '#src/campaigns/claim-store.ts'
import { firmOf } from '#src/campaigns/firm.ts'
import type { HolidayCalendar } from '#src/campaigns/holidays.ts'
import { recheckAll, type Letter, type Recheck } from '#src/campaigns/recheck.ts'
import { refuse } from '#src/campaigns/refusals.ts'
import { recordBounce } from '#src/clients/bounce-store.ts'
import { defaultSender } from '#src/delivery/account-store.ts'
import { writeMime } from '#src/delivery/mime.ts'
import { ownMessageId } from '#src/delivery/message-id.ts'
import { givePaceBack, pauseSending, takePace } from '#src/delivery/pace-store.ts'
import type { Connection, PostOffice } from '#src/delivery/post-office.ts'
import { keepCopy } from '#src/delivery/sent-copy-store.ts'
import { retryDelayMs, type SmtpOutcome } from '#src/delivery/smtp-outcome.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Log } from '#src/platform/log.ts'
import type { Random } from '#src/platform/random.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { compose, type Composed } from './compose.ts'
import { foundInMailbox } from './letter-store.ts'

/** What sending follow-ups needs of the world. */
export interface SendingContext {
  database: Database
  postOffice: PostOffice
  clock: Clock
  random: Random
  log: Log
  /** This sender, in the rows that it claims. */
  holder: string
  publicUrl: string
  holidaysOf: (country: string) => Promise<HolidayCalendar>
}

/** Mails under way at once: what one server answers slowly does not hold up the others. */
const AT_ONCE = 5
const SLOW_DOWN_MS = 5 * 60_000

/**
 * Sends the follow-ups that are due, within the account's pace: each is claimed, looked at again at the last moment, written,
 * and handed over (SEMANTICS H). Any number of senders may do this at once.
 * @returns how many were dealt with
 */
export async function sendDueFollowUps(context: SendingContext): Promise<number> {
  const db = context.database.prisma
  const now = context.clock.now()
  await recoverAbandoned(db, now)
  for (const { id, subject } of await foundInMailbox(db)) await markSent(db, id, { now, title: subject })
  const mailbox = await defaultSender(db)
  const connection = mailbox && (await context.postOffice.connectionOf(mailbox.id))
  if (!mailbox || !connection) return 0
  const granted = await takePace(db, mailbox.id, AT_ONCE, dateOf(now))
  if (granted === 0) return 0
  const claimed = await claimDue(db, { holder: context.holder, limit: granted, now })
  const settings = await readSettings(db)
  const firm = firmOf(settings)
  const verdicts = await recheckAll(db, claimed, { now, firm, holidays: await context.holidaysOf(firm.country) })
  const way = { context, connection, settings }
  const ends = await Promise.all([...verdicts].map(([id, verdict]) => sendOne(id, verdict, way)))
  const unused = granted - ends.filter((end) => end === 'handed-over').length
  if (unused > 0) await givePaceBack(db, mailbox.id, unused)
  return claimed.length
}

interface Way {
  context: SendingContext
  connection: Connection
  settings: Settings
}

type End = 'handed-over' | 'kept'

async function sendOne(id: string, verdict: Recheck, way: Way): Promise<End> {
  const { context } = way
  const { holder, clock, log } = context
  const db = context.database.prisma
  const now = clock.now()
  if (verdict.kind === 'skip') {
    await markSkipped(db, id, { holder, now, refusal: verdict.refusal })
    return 'kept'
  }
  if (verdict.kind === 'postpone') {
    await postpone(db, id, { holder, now, ...verdict })
    return 'kept'
  }
  const composed = await compose(verdict.letter, { ...way, now })
  if (composed.kind === 'missing-field') {
    await markSkipped(db, id, { holder, now, refusal: refuse('missing-field', composed.field) })
    return 'kept'
  }
  const end = await handOver(verdict.letter, composed, way)
  log.info({ followUp: id, campaign: verdict.letter.campaign, end }, 'follow-up')
  return end
}

async function handOver(letter: Letter, composed: Extract<Composed, { kind: 'mail' }>, way: Way): Promise<End> {
  const { context, connection } = way
  const db = context.database.prisma
  const id = letter.followUpId
  const messageId = ownMessageId(id, connection.account.address)
  const mime = await writeMime({ ...composed.content, messageId }, null)
  const mayGo = await markSending(db, id, {
    holder: context.holder,
    now: context.clock.now(),
    address: composed.address,
    language: composed.language
  })
  if (!mayGo) return 'kept'
  const outcome = await connection.transmitter.transmit({ to: composed.address, mime })
  const now = context.clock.now()
  await settle(outcome, { letter, composed, way, now })
  if (outcome.kind === 'sent')
    await keepCopy(db, { id, mailboxId: connection.account.mailboxId, messageId, mime, sentAt: dateOf(now) })
  return 'handed-over'
}

interface Settling {
  letter: Letter
  composed: Extract<Composed, { kind: 'mail' }>
  way: Way
  now: Temporal.Instant
}

async function settle(outcome: SmtpOutcome, { letter, composed, way, now }: Settling): Promise<void> {
  const { context, connection } = way
  const db = context.database.prisma
  const id = letter.followUpId
  switch (outcome.kind) {
    case 'sent':
      await markSent(db, id, { now, title: composed.content.subject })
      return
    case 'unknown':
      await markUnknown(db, id, { now, code: 'connection-lost', detail: outcome.reason })
      return
    case 'refused':
      await markFailed(db, id, { now, code: 'refused', detail: outcome.reason })
      await noteRefusal(outcome, { letter, composed, way, now })
      return
    case 'retry': {
      const at = now.add({ milliseconds: retryDelayMs(1) })
      await retryLater(db, id, { holder: context.holder, now, at, detail: outcome.reason })
      if (outcome.slowDown)
        await pauseSending(db, connection.account.mailboxId, dateOf(now.add({ milliseconds: SLOW_DOWN_MS })))
    }
  }
}

/** An address that the server does not know is not written to again (SEMANTICS H8). */
async function noteRefusal(
  outcome: Extract<SmtpOutcome, { kind: 'refused' }>,
  { letter, composed, way, now }: Settling
): Promise<void> {
  if (!outcome.hard) return
  const db = way.context.database.prisma
  await recordBounce(db, {
    address: composed.address,
    at: dateOf(now),
    hard: true,
    status: outcome.status,
    reason: 'user-unknown',
    messageId: letter.followUpId
  })
}
