import type { Temporal } from 'temporal-polyfill'
import {
  markAllSending,
  markAllSent,
  markFailed,
  markUnknown,
  retryLater,
  type Going,
  type SentMail
} from '#src/campaigns/claim-store.ts'
import type { Letter } from '#src/campaigns/recheck.ts'
import { recordBounce } from '#src/clients/bounce-store.ts'
import { writeMime } from '#src/delivery/mime.ts'
import { ownMessageId } from '#src/delivery/message-id.ts'
import { pauseSending } from '#src/delivery/pace-store.ts'
import type { Connection } from '#src/delivery/post-office.ts'
import { keepCopies, type SentCopy } from '#src/delivery/sent-copy-store.ts'
import { isGivenUpAfter, retryDelayMs, type SmtpOutcome } from '#src/delivery/smtp-outcome.ts'
import { dateOf } from '#src/platform/clock.ts'
import { together } from '#src/platform/together.ts'
import type { Mail } from './compose.ts'
import type { SendingContext } from './send.ts'

const SLOW_DOWN_MS = 5 * 60_000

/** How mails leave: by which connection, and with which marks in the ledger. */
export interface Way {
  context: SendingContext
  connection: Connection
  marks: Marks
}

/** The steps that every mail takes, each taken together by those that come to it at the same time. */
interface Marks {
  mayGo: (going: Going) => Promise<boolean>
  sent: (mail: SentMail & { copy: SentCopy }) => Promise<boolean>
}

export function marksOf({ database: { prisma: db }, holder, clock }: SendingContext): Marks {
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

/** Hands one mail over and writes down what became of it. Kept: it has been suppressed since, or is another sender's now. */
export async function handOver(
  { letter, mail }: { letter: Letter; mail: Mail },
  way: Way
): Promise<'handed-over' | 'kept'> {
  const { context, connection, marks } = way
  const { followUpId: id } = letter
  const { address, language, content } = mail
  const messageId = ownMessageId(id, connection.account.address)
  const mime = await writeMime({ ...content, messageId }, connection.dkim)
  const mayGo = () => marks.mayGo({ id, address, language })
  const outcome = await connection.transmitter.transmit({ to: address, mime, mayGo })
  if (outcome.kind === 'withheld') return 'kept'
  const now = context.clock.now()
  if (outcome.kind === 'sent') {
    const copy = { id, mailboxId: connection.account.mailboxId, messageId, mime, sentAt: dateOf(now) }
    await marks.sent({ id, title: content.subject, copy })
  } else await settle(outcome, { letter, mail, way, now })
  context.log.info({ followUp: id, campaign: letter.campaign, outcome: outcome.kind }, 'follow-up')
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
    messageId: letter.followUpId
  })
}
