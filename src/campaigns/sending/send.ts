import type { Temporal } from 'temporal-polyfill'
import { claimDue, markSkipped, postpone, recoverAbandoned } from '#src/campaigns/claim-store.ts'
import { firmOf } from '#src/campaigns/firm.ts'
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
import { markAllSent } from './gate-store.ts'
import { wayOut, type Ready, type Way } from './hand-over.ts'
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
  /** Aborted, nothing more is claimed. */
  stopping?: AbortSignal
}

/** Claimed, looked at and written together; how many of them are under way at once is the connection's affair. */
const AT_A_TIME = 200
/** So few wait for their turn when the next are made ready. */
const READY_LEAST = 60

/**
 * Sends the follow-ups that are due, within the account's pace: each is claimed, looked at again at the last moment, written,
 * and handed over (SEMANTICS H). Any number of senders may do this at once.
 * @returns how many were dealt with
 */
export async function sendDueFollowUps(context: SendingContext): Promise<number> {
  const db = context.database.prisma
  await recoverAbandoned(db, context.clock.now())
  const found = await foundInMailbox(db)
  if (found.length > 0) await markAllSent(context.database.pool, found, context.clock.now())
  const mailbox = await defaultSender(db)
  const connection = mailbox && (await context.postOffice.connectionOf(mailbox.id))
  return connection ? sendAll(wayOut(context, connection)) : 0
}

/** While some are on their way the next ones are made ready: a server waits for nobody's database. */
async function sendAll(way: Way): Promise<number> {
  const flow = openFlow(way)
  let dealtWith = 0
  try {
    for (;;) {
      const batch = way.context.stopping?.aborted ? null : await makeReady(way)
      if (!batch) return dealtWith
      dealtWith += batch.claimed
      await flow.add(batch.ready, READY_LEAST)
    }
  } finally {
    const unused = await flow.end()
    if (unused > 0) await givePaceBack(way.context.database.prisma, way.connection.account.mailboxId, unused)
  }
}

/** @returns null where nothing is due, or nothing more may go now */
async function makeReady({ context, connection }: Way): Promise<{ claimed: number; ready: Ready[] } | null> {
  const db = context.database.prisma
  const now = context.clock.now()
  const { mailboxId } = connection.account
  const granted = await takePace(db, mailboxId, AT_A_TIME, dateOf(now))
  if (granted === 0) return null
  const claimed = await claimDue(db, { holder: context.holder, limit: granted, now })
  const ready = claimed.length === 0 ? [] : await lookAgain(claimed, { context, connection })
  if (ready.length < granted) await givePaceBack(db, mailboxId, granted - ready.length)
  return claimed.length === 0 ? null : { claimed: claimed.length, ready }
}

/** What became of them since they were planned: those that may still go are written, the others end or wait. */
async function lookAgain(
  claimed: string[],
  { context, connection }: Pick<Way, 'context' | 'connection'>
): Promise<Ready[]> {
  const { database, holder, clock } = context
  const db = database.prisma
  const now = clock.now()
  const settings = await readSettings(db)
  const firm = firmOf(settings)
  const verdicts = await recheckAll(db, claimed, { now, firm, holidays: await context.holidaysOf(firm.country) })
  const letters: Letter[] = []
  for (const [id, verdict] of verdicts) {
    if (verdict.kind === 'send') letters.push(verdict.letter)
    else await keep(id, verdict, { ...context, now })
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
