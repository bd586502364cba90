import type { Temporal } from 'temporal-polyfill'
import { giveBack, markFailed, markUnknown, retryLater } from '#src/campaigns/claim-store.ts'
import type { Letter } from '#src/campaigns/recheck.ts'
import { recordBounce } from '#src/clients/bounce-store.ts'
import { pauseSending } from '#src/delivery/pace-store.ts'
import type { Connection } from '#src/delivery/post-office.ts'
import { isGivenUpAfter, retryDelayMs, type SmtpOutcome } from '#src/delivery/smtp-outcome.ts'
import { dateOf } from '#src/platform/clock.ts'
import { together } from '#src/platform/together.ts'
import type { Mail, Ready } from './compose.ts'
import { mayStillGo, takeSteps, type Step } from './step-store.ts'
import type { SendingContext } from './send.ts'

const SLOW_DOWN_MS = 5 * 60_000

/** How mails leave: by which connection, and with which steps. */
export interface Way {
  context: SendingContext
  connection: Connection
  /** Taken together by those that come to one at the same time. */
  step: (step: Step) => Promise<boolean>
}

export function wayOut(context: SendingContext, connection: Connection): Way {
  const { database, holder, clock } = context
  const step = together((steps: Step[]) => takeSteps(database.pool, steps, { holder, now: clock.now() }))
  return { context, connection, step }
}

/** What passed the gate is asked about again where its first byte comes later than this. */
const GATE_HOLDS_MS = 1_000

/**
 * Hands a mail over, past the last gate, and writes down what became of it.
 * @param answered called at the moment when the next may take its place, unless this one fails: what is written down of this
 * one then goes with the next one's step
 * @returns kept: it has been suppressed since, or is another sender's now
 */
export async function handOver(ready: Ready, way: Way, answered: () => void): Promise<'handed-over' | 'kept'> {
  const { letter, mail } = ready
  const { database, holder, clock, log } = way.context
  const { followUpId: id } = letter
  const { address, language, isRefusable } = mail
  const mayGo = await way.step({ kind: 'gate', going: { id, address, language, isRefusable } })
  const outcome = mayGo ? await transmit(ready, way) : { kind: 'withheld' as const }
  const now = clock.now()
  if (outcome.kind === 'withheld') {
    await giveBack(database.prisma, id, { holder, now })
    return 'kept'
  }
  if (outcome.kind === 'sent') {
    const { messageId, packed } = mail
    const copy = { id, mailboxId: way.connection.account.mailboxId, messageId, packed, sentAt: dateOf(now) }
    const written = way.step({ kind: 'end', sent: { id, title: mail.subject, copy } })
    answered()
    await written
  } else await settle(outcome, { letter, mail, way, now })
  log.info({ followUp: id, campaign: letter.campaign, outcome: outcome.kind }, 'follow-up')
  return 'handed-over'
}

function transmit({ letter, mail }: Ready, { context, connection }: Way) {
  const { database, holder, clock } = context
  const passedAt = performance.now()
  const mayGo = async () => {
    const isOpen = performance.now() - passedAt < GATE_HOLDS_MS
    return (
      isOpen ||
      mayStillGo(database.pool, { id: letter.followUpId, isRefusable: mail.isRefusable }, { holder, now: clock.now() })
    )
  }
  return connection.transmitter.transmit({ to: mail.address, mime: mail.mime, mayGo })
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
