import type { Temporal } from 'temporal-polyfill'
import {
  claimDue,
  giveBack,
  markSkipped,
  postpone,
  recoverAbandoned,
  waitForMailboxes
} from '#src/campaigns/claim-store.ts'
import { firmOf, type Firm } from '#src/campaigns/firm.ts'
import type { HolidayCalendar } from '#src/campaigns/holidays.ts'
import { recheckAll, type Letter, type Recheck } from '#src/campaigns/recheck.ts'
import { refuse } from '#src/campaigns/refusals.ts'
import { defaultSender } from '#src/delivery/account-store.ts'
import { givePaceBack, takePace } from '#src/delivery/pace-store.ts'
import type { PostOffice } from '#src/delivery/post-office.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Log } from '#src/platform/log.ts'
import type { Random } from '#src/platform/random.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { composeAll } from './compose.ts'
import { openFlow } from './flow.ts'
import { takeSteps } from './step-store.ts'
import { wayOut, type Ready, type Way } from './hand-over.ts'
import { foundInMailbox } from './letter-store.ts'
import { thatAnswersStop } from './look-store.ts'
import { notReadToNow } from './read-to-now.ts'

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
  holidaysOf: (firm: Firm) => Promise<HolidayCalendar>
  /** Aborted, nothing more is claimed. */
  stopping?: AbortSignal
}

/** Claimed, looked at and written together; how many of them are under way at once is the connection's affair. */
const AT_A_TIME = 200
/** So few wait for their turn when the next are made ready. */
const READY_LEAST = 60
/** After so long it is tried again to read the mailboxes up to then. */
const UNREAD_WAIT = { minutes: 1 }

/**
 * Sends the follow-ups that are due, within the account's pace: each is claimed, looked at again at the last moment, written,
 * and handed over (SEMANTICS H). Any number of senders may do this at once.
 * @returns how many were dealt with
 */
export async function sendDueFollowUps(context: SendingContext): Promise<number> {
  const db = context.database.prisma
  await recoverAbandoned(db, context.clock.now())
  await settleFound(context)
  const mailbox = await defaultSender(db)
  const connection = mailbox && (await context.postOffice.connectionOf(mailbox.id))
  return connection ? sendAll(wayOut(context, connection)) : 0
}

async function settleFound({ database, holder, clock }: SendingContext): Promise<void> {
  const found = await foundInMailbox(database.prisma)
  const ends = found.map((sent) => ({ kind: 'end' as const, sent }))
  if (ends.length > 0) await takeSteps(database.pool, ends, { holder, now: clock.now() })
}

/** While some are on their way the next ones are made ready: a server waits for nobody's database. */
async function sendAll(way: Way): Promise<number> {
  const flow = openFlow(way)
  let dealtWith = 0
  try {
    for (;;) {
      const claimed = way.context.stopping?.aborted ? [] : await claim(way)
      if (claimed.length === 0) return dealtWith
      dealtWith += claimed.length
      const stoppable = await thatAnswersStop(way.context.database.prisma, claimed)
      const [byDate, byAnswer] = [claimed.filter((id) => !stoppable.has(id)), [...stoppable]]
      await flow.add(await makeReady(byDate, [], way), READY_LEAST)
      await flow.add(await makeReady(byAnswer, await unreadFor(byAnswer, way), way), READY_LEAST)
    }
  } finally {
    await flow.end()
  }
}

/** As many as are due and may go now. */
async function claim({ context, connection }: Way): Promise<string[]> {
  const db = context.database.prisma
  const now = context.clock.now()
  const granted = await takePace(db, connection.account.mailboxId, AT_A_TIME, dateOf(now))
  const claimed = granted === 0 ? [] : await claimDue(db, { holder: context.holder, limit: granted, now })
  await giveLeaveBack({ context, connection }, granted - claimed.length)
  return claimed
}

async function giveLeaveBack({ context, connection }: Pick<Way, 'context' | 'connection'>, unused: number) {
  if (unused > 0) await givePaceBack(context.database.prisma, connection.account.mailboxId, unused)
}

/** The mailboxes that could not be read up to now, where that matters to any. */
async function unreadFor(stoppable: string[], { context }: Way): Promise<string[]> {
  return stoppable.length === 0 ? [] : notReadToNow(context.database.prisma, context.stopping)
}

/** @param unread mailboxes that may hold an answer to these: then none of them goes */
async function makeReady(claimed: string[], unread: string[], way: Way): Promise<Ready[]> {
  const { database, holder, clock, stopping } = way.context
  try {
    const ready = claimed.length === 0 || stopping?.aborted ? [] : await lookAgain(claimed, unread, way)
    if (!stopping?.aborted) {
      await giveLeaveBack(way, claimed.length - ready.length)
      return ready
    }
  } catch (error) {
    // Told to stop, the post office closes at once, and with it the thread that writes letters.
    if (!stopping?.aborted) throw error
  }
  for (const id of claimed) await giveBack(database.prisma, id, { holder, now: clock.now() })
  await giveLeaveBack(way, claimed.length)
  return []
}

/** What became of them since they were planned: those that may still go are written, the others end or wait. */
async function lookAgain(claimed: string[], unread: string[], { context, connection }: Way): Promise<Ready[]> {
  const { database, holder, clock } = context
  const db = database.prisma
  const now = clock.now()
  const settings = await readSettings(db)
  const firm = firmOf(settings)
  const verdicts = await recheckAll(db, claimed, { now, firm, holidays: await context.holidaysOf(firm) })
  const letters: Letter[] = []
  for (const [id, verdict] of verdicts) {
    if (verdict.kind !== 'send') await keep(id, verdict, { ...context, now })
    else if (unread.length > 0) await waitForMailboxes(db, id, { holder, now, until: now.add(UNREAD_WAIT), unread })
    else letters.push(verdict.letter)
  }
  const composed = await composeAll(letters, { context, connection, settings, now })
  const ready: Ready[] = []
  for (const letter of letters) {
    const mail = composed.get(letter.followUpId)
    const refusal = refuse('missing-field', mail?.kind === 'missing-field' ? mail.field : '')
    if (mail?.kind === 'mail') ready.push({ letter, mail })
    else await markSkipped(db, letter.followUpId, { holder, now, refusal })
  }
  return ready
}

async function keep(
  id: string,
  verdict: Exclude<Recheck, { kind: 'send' }>,
  { database, holder, now }: SendingContext & { now: Temporal.Instant }
): Promise<void> {
  if (verdict.kind === 'skip') await markSkipped(database.prisma, id, { holder, now, refusal: verdict.refusal })
  else await postpone(database.prisma, id, { holder, now, ...verdict })
}
