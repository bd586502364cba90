import type { Temporal } from 'temporal-polyfill'
import { giveBack, markFailed, markUnknown, retryLater } from '#src/campaigns/claim-store.ts'
import type { Letter } from '#src/campaigns/recheck.ts'
import { recordBounce } from '#src/clients/bounce-store.ts'
import { writeMime } from '#src/delivery/mime.ts'
import { ownMessageId } from '#src/delivery/message-id.ts'
import { pauseSending } from '#src/delivery/pace-store.ts'
import type { Connection } from '#src/delivery/post-office.ts'
import { isGivenUpAfter, retryDelayMs, type SmtpOutcome } from '#src/delivery/smtp-outcome.ts'
import { dateOf } from '#src/platform/clock.ts'
import { together } from '#src/platform/together.ts'
import type { Mail } from './compose.ts'
import { markAllSending, markAllSent, mayStillGo, type SentMail } from './gate-store.ts'
import type { SendingContext } from './send.ts'

const SLOW_DOWN_MS = 5 * 60_000

/** How mails leave: by which connection, and with which mark at the end. */
export interface Way {
  context: SendingContext
  connection: Connection
  /** Taken together by those that were accepted at the same time. */
  markSent: (mail: SentMail) => Promise<boolean>
}

export function wayOut(context: SendingContext, connection: Connection): Way {
  const { database, clock } = context
  return { context, connection, markSent: together((mails) => markAllSent(database.pool, mails, clock.now())) }
}

/** A mail, composed, that may go. */
export interface Ready {
  letter: Letter
  mail: Mail
}

/** What passed the gate is asked about again where its first byte comes later than this. */
const GATE_HOLDS_MS = 1_000

/**
 * Hands a few mails over, past the last gate together, and writes down what became of each. `done` is told of one after the
 * other. Kept: it has been suppressed since, or is another sender's now.
 */
export async function handOver(
  group: readonly Ready[],
  way: Way,
  done: (end: 'handed-over' | 'kept') => void
): Promise<void> {
  const { context, connection } = way
  const { database, holder, clock } = context
  const written = await Promise.all(group.map((ready) => write(ready, connection)))
  const going = group.map(({ letter, mail }) => ({
    id: letter.followUpId,
    address: mail.address,
    language: mail.language
  }))
  const mayGo = await markAllSending(database.pool, going, { holder, now: clock.now() })
  const passedAt = performance.now()
  const ends = written.map(async (mail, index) => {
    const end = mayGo[index] === true ? await transmit(mail, way, passedAt) : 'kept'
    if (end === 'kept') await giveBack(database.prisma, mail.letter.followUpId, { holder, now: clock.now() })
    done(end)
  })
  // All of them are heard, and then the first that failed is told.
  await Promise.allSettled(ends)
  await Promise.all(ends)
}

interface Written extends Ready {
  messageId: string
  mime: Buffer
}

async function write({ letter, mail }: Ready, { account, dkim }: Connection): Promise<Written> {
  const messageId = ownMessageId(letter.followUpId, account.address)
  return { letter, mail, messageId, mime: await writeMime({ ...mail.content, messageId }, dkim) }
}

async function transmit(written: Written, way: Way, passedAt: number): Promise<'handed-over' | 'kept'> {
  const { letter, mail, messageId, mime } = written
  const { database, holder, clock, log } = way.context
  const { account, transmitter } = way.connection
  const { followUpId: id } = letter
  const mayGo = async () => {
    const isOpen = performance.now() - passedAt < GATE_HOLDS_MS
    return isOpen || mayStillGo(database.pool, id, { holder, now: clock.now() })
  }
  const outcome = await transmitter.transmit({ to: mail.address, mime, mayGo })
  if (outcome.kind === 'withheld') return 'kept'
  const now = clock.now()
  if (outcome.kind === 'sent') {
    const copy = { id, mailboxId: account.mailboxId, messageId, mime, sentAt: dateOf(now) }
    await way.markSent({ id, title: mail.content.subject, copy })
  } else await settle(outcome, { letter, mail, way, now })
  log.info({ followUp: id, campaign: letter.campaign, outcome: outcome.kind }, 'follow-up')
  return 'handed-over'
}

interface Settling {
  letter: Letter
  mail: Mail
  way: Way
  now: Temporal.Instant
}

async function settle(
  outcome: Exclude<SmtpOutcome, { kind: 'sent' }>,
  { letter, mail, way, now }: Settling
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
      await noteRefusal(outcome, { letter, mail, way, now })
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
  { letter, mail, way, now }: Settling
): Promise<void> {
  if (!outcome.hard) return
  const db = way.context.database.prisma
  await recordBounce(db, {
    address: mail.address,
    at: dateOf(now),
    hard: true,
    status: outcome.status,
    reason: 'user-unknown',
    messageId: letter.followUpId,
    // Our own server told us in the session.
    isProven: true
  })
}
