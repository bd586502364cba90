import type { Temporal } from 'temporal-polyfill'
import {
  claimDue,
  markFailed,
  markAllSending,
  markAllSent,
  markSkipped,
  markUnknown,
  postpone,
  recoverAbandoned,
  retryLater,
  type Going,
  type SentMail
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
import { keepCopies, type SentCopy } from '#src/delivery/sent-copy-store.ts'
import { isGivenUpAfter, retryDelayMs, type SmtpOutcome } from '#src/delivery/smtp-outcome.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Log } from '#src/platform/log.ts'
import type { Random } from '#src/platform/random.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { together } from '#src/platform/together.ts'
import { composeAll, type Composed } from './compose.ts'
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

/** Claimed, looked at and written together; how many of them are under way at once is the connection's affair. */
const AT_A_TIME = 40
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
  const found = await foundInMailbox(db)
  if (found.length > 0) await markAllSent(db, found, now)
  const mailbox = await defaultSender(db)
  const connection = mailbox && (await context.postOffice.connectionOf(mailbox.id))
  if (!mailbox || !connection) return 0
  const granted = await takePace(db, mailbox.id, AT_A_TIME, dateOf(now))
  if (granted === 0) return 0
  const claimed = await claimDue(db, { holder: context.holder, limit: granted, now })
  const used = claimed.length === 0 ? 0 : await sendClaimed(claimed, { context, connection })
  if (used < granted) await givePaceBack(db, mailbox.id, granted - used)
  return claimed.length
}

/** @returns how many were handed over */
async function sendClaimed(
  claimed: string[],
  { context, connection }: { context: SendingContext; connection: Connection }
): Promise<number> {
  const db = context.database.prisma
  const now = context.clock.now()
  const settings = await readSettings(db)
  const firm = firmOf(settings)
  const verdicts = await recheckAll(db, claimed, { now, firm, holidays: await context.holidaysOf(firm.country) })
  const letters: Letter[] = []
  for (const [id, verdict] of verdicts) {
    if (verdict.kind === 'send') letters.push(verdict.letter)
    else await keep(id, verdict, { ...context, now })
  }
  const composed = await composeAll(letters, { context, connection, settings, now })
  const way: Way = { context, connection, marks: marksOf(context) }
  const ends = await Promise.all(letters.map((letter) => sendOne(letter, composed.get(letter.followUpId), way)))
  return ends.filter((end) => end === 'handed-over').length
}

interface Way {
  context: SendingContext
  connection: Connection
  marks: Marks
}

/** The steps that every mail takes, each taken together by those that come to it at the same time. */
interface Marks {
  mayGo: (going: Going) => Promise<boolean>
  sent: (mail: SentMail & { copy: SentCopy }) => Promise<boolean>
}

function marksOf({ database: { prisma: db }, holder, clock }: SendingContext): Marks {
  return {
    mayGo: together((going: Going[]) => markAllSending(db, going, { holder, now: clock.now() })),
    sent: together(async (mails: (SentMail & { copy: SentCopy })[]) => {
      // First the copies: should the program stop in between, the copy in Sent tells what became of the mail (H2).
      await keepCopies(
        db,
        mails.map(({ copy }) => copy)
      )
      return markAllSent(db, mails, clock.now())
    })
  }
}

type End = 'handed-over' | 'kept'

async function keep(
  id: string,
  verdict: Exclude<Recheck, { kind: 'send' }>,
  { database, holder, now }: SendingContext & { now: Temporal.Instant }
): Promise<void> {
  if (verdict.kind === 'skip') await markSkipped(database.prisma, id, { holder, now, refusal: verdict.refusal })
  else await postpone(database.prisma, id, { holder, now, ...verdict })
}

async function sendOne(letter: Letter, composed: Composed | undefined, way: Way): Promise<End> {
  const { context } = way
  const { holder, clock, log } = context
  if (composed?.kind !== 'mail') {
    const refusal = refuse('missing-field', composed?.field)
    await markSkipped(context.database.prisma, letter.followUpId, { holder, now: clock.now(), refusal })
    return 'kept'
  }
  const end = await handOver(letter, composed, way)
  log.info({ followUp: letter.followUpId, campaign: letter.campaign, end }, 'follow-up')
  return end
}

async function handOver(letter: Letter, composed: Extract<Composed, { kind: 'mail' }>, way: Way): Promise<End> {
  const { context, connection, marks } = way
  const { followUpId: id } = letter
  const { address, language, content } = composed
  const messageId = ownMessageId(id, connection.account.address)
  const mime = await writeMime({ ...content, messageId }, null)
  const mayGo = () => marks.mayGo({ id, address, language })
  const outcome = await connection.transmitter.transmit({ to: address, mime, mayGo })
  if (outcome.kind === 'withheld') return 'kept'
  const now = context.clock.now()
  if (outcome.kind === 'sent') {
    const copy = { id, mailboxId: connection.account.mailboxId, messageId, mime, sentAt: dateOf(now) }
    await marks.sent({ id, title: content.subject, copy })
  } else await settle(outcome, { letter, composed, way, now })
  return 'handed-over'
}

interface Settling {
  letter: Letter
  composed: Extract<Composed, { kind: 'mail' }>
  way: Way
  now: Temporal.Instant
}

async function settle(
  outcome: Exclude<SmtpOutcome, { kind: 'sent' }>,
  { letter, composed, way, now }: Settling
): Promise<void> {
  const { context, connection } = way
  const db = context.database.prisma
  const id = letter.followUpId
  switch (outcome.kind) {
    case 'unknown':
      await markUnknown(db, id, { now, code: 'connection-lost', detail: outcome.reason })
      return
    case 'refused':
      await markFailed(db, id, { now, code: 'refused', detail: outcome.reason })
      await noteRefusal(outcome, { letter, composed, way, now })
      return
    case 'retry': {
      const attempts = letter.attempts + 1
      const at = now.add({ milliseconds: retryDelayMs(attempts) })
      if (isGivenUpAfter(attempts)) await markFailed(db, id, { now, code: 'gave-up', detail: outcome.reason })
      else await retryLater(db, id, { holder: context.holder, now, at, detail: outcome.reason })
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
