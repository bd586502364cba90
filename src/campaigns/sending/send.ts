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
import { defaultSender } from '#src/delivery/account-store.ts'
import { givePaceBack, takePace } from '#src/delivery/pace-store.ts'
import type { PostOffice } from '#src/delivery/post-office.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Log } from '#src/platform/log.ts'
import type { Random } from '#src/platform/random.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { beginAll, writeAll, type Begun, type Unwritten } from './compose.ts'
import { openFlow, type Flow } from './flow.ts'
import { takeSteps } from './step-store.ts'
import { wayOut, type Way } from './hand-over.ts'
import { foundInMailbox } from './letter-store.ts'
import { thatAnswersStop } from './look-store.ts'
import { notReadToNow } from './read-to-now.ts'
import { openTempo, type Tempo } from './tempo.ts'

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

/** Claimed together. */
interface Batch {
  claimed: number
  /** Those of them that may go; the others have ended, or wait. */
  begun: Begun[]
}

/**
 * While some are on their way the next ones are written, and those behind them looked at: a server waits for nobody's database.
 */
async function sendAll(way: Way): Promise<number> {
  const flow = openFlow(way)
  const tempo = openTempo()
  const batches = batchesOf(way, tempo)
  let dealtWith = 0
  try {
    for (let next = await batches.next(); !next.done;) {
      const batch = next.value
      dealtWith += batch.claimed
      const since = { at: performance.now(), begun: flow.begun() }
      flow.expect(batch.begun.length)
      const [gone, looked] = await Promise.allSettled([
        write(batch.begun, { flow, way }),
        flow.room(tempo.batch()).then(() => batches.next())
      ])
      if (gone.status === 'rejected') {
        if (looked.status === 'fulfilled' && !looked.value.done)
          await giveBackClaims(idsOf(looked.value.value.begun), way)
        throw gone.reason
      }
      if (looked.status === 'rejected') throw looked.reason
      next = looked.value
      tempo.note(flow.begun() - since.begun, performance.now() - since.at)
    }
    return dealtWith
  } finally {
    await flow.end()
  }
}

/** Claims what is due, looks at it again and gathers what it will say, until nothing more may go. */
async function* batchesOf(way: Way, tempo: Tempo): AsyncGenerator<Batch> {
  for (;;) {
    const claimed = way.context.stopping?.aborted ? [] : await claim(way, tempo.batch())
    if (claimed.length === 0) return
    const stoppable = await thatAnswersStop(way.context.database.prisma, claimed)
    const [byDate, byAnswer] = [claimed.filter((id) => !stoppable.has(id)), [...stoppable]]
    if (byDate.length > 0) yield await makeReady(byDate, [], way)
    // To have the mailboxes read takes its time: the others go meanwhile.
    if (byAnswer.length > 0) yield await makeReady(byAnswer, await unreadNow(way), way)
  }
}

/** As many as are due and may go now. */
async function claim({ context, connection }: Way, most: number): Promise<string[]> {
  const db = context.database.prisma
  const now = context.clock.now()
  const granted = await takePace(db, connection.account.mailboxId, most, dateOf(now))
  const claimed = granted === 0 ? [] : await claimDue(db, { holder: context.holder, limit: granted, now })
  await giveLeaveBack({ context, connection }, granted - claimed.length)
  return claimed
}

async function giveLeaveBack({ context, connection }: Pick<Way, 'context' | 'connection'>, unused: number) {
  if (unused > 0) await givePaceBack(context.database.prisma, connection.account.mailboxId, unused)
}

/** The mailboxes that could not be read up to now. */
async function unreadNow({ context }: Way): Promise<string[]> {
  return context.stopping?.aborted ? [] : notReadToNow(context.database.prisma, context.stopping)
}

/** @param unread mailboxes that may hold an answer to these: then none of them goes */
async function makeReady(claimed: string[], unread: string[], way: Way): Promise<Batch> {
  const { stopping } = way.context
  try {
    const begun = stopping?.aborted ? [] : await lookAgain(claimed, unread, way)
    if (!stopping?.aborted) {
      await giveLeaveBack(way, claimed.length - begun.length)
      return { claimed: claimed.length, begun }
    }
  } catch (error) {
    if (!stopping?.aborted) throw error
  }
  await giveBackClaims(claimed, way)
  return { claimed: claimed.length, begun: [] }
}

/** What was not begun may go another time, with the leave to send it. */
async function giveBackClaims(followUpIds: readonly string[], way: Way): Promise<void> {
  const { database, holder, clock } = way.context
  for (const id of followUpIds) await giveBack(database.prisma, id, { holder, now: clock.now() })
  await giveLeaveBack(way, followUpIds.length)
}

/** What became of them since they were planned. @returns those that may still go; the others end here, or wait */
async function lookAgain(claimed: string[], unread: string[], { context, connection }: Way): Promise<Begun[]> {
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
  const { begun, unwritten } = await beginAll(letters, { context, connection, settings, now })
  for (const each of unwritten) await skip(each, context)
  return begun
}

/** Writes them and gives them to the flow as they are written; told to stop, gives back those that were not. */
async function write(begun: readonly Begun[], { flow, way }: { flow: Flow; way: Way }): Promise<void> {
  const { stopping } = way.context
  const open = new Set(idsOf(begun))
  try {
    for await (const some of writeAll(begun, way)) {
      if (stopping?.aborted) break
      const ready = some.filter((each) => 'mail' in each)
      const unwritten = some.filter((each) => 'refusal' in each)
      flow.add(ready)
      for (const { letter } of some) open.delete(letter.followUpId)
      for (const each of unwritten) await skip(each, way.context)
      await giveLeaveBack(way, unwritten.length)
    }
  } catch (error) {
    // Told to stop, the post office closes at once, and with it the thread that writes letters.
    if (!stopping?.aborted) throw error
  } finally {
    flow.expect(0)
  }
  await giveBackClaims([...open], way)
}

function idsOf(begun: readonly Begun[]): string[] {
  return begun.map(({ letter }) => letter.followUpId)
}

/** A letter that lacks what it cannot do without, or cannot be written, is not sent; the others go. */
async function skip({ letter, refusal }: Unwritten, { database, holder, clock, log }: SendingContext): Promise<void> {
  const { followUpId, campaign, template } = letter
  if (refusal.code === 'unwritable')
    log.error({ followUp: followUpId, campaign, template, reason: refusal.detail }, 'a letter could not be written')
  await markSkipped(database.prisma, followUpId, { holder, now: clock.now(), refusal })
}

async function keep(
  id: string,
  verdict: Exclude<Recheck, { kind: 'send' }>,
  { database, holder, now }: SendingContext & { now: Temporal.Instant }
): Promise<void> {
  if (verdict.kind === 'skip') await markSkipped(database.prisma, id, { holder, now, refusal: verdict.refusal })
  else await postpone(database.prisma, id, { holder, now, ...verdict })
}
