import type { Db } from '#src/platform/database/database.ts'
import type { Clock } from '#src/platform/clock.ts'
import { errorText } from '#src/platform/error.ts'
import type { Log } from '#src/platform/log.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { keepCopy, packCopy } from './sent-copy-store.ts'
import { smtpAccount } from './account-store.ts'
import { dkimKeyFor } from './dkim-key.ts'
import { openWriter, type LetterWriter } from './letter/writer.ts'
import { writeMime } from './mime.ts'
import type { DkimKey } from './mime.ts'
import { beginSending, claimMails, endSending, opensAccount, postpone, recoverAbandoned } from './outgoing-store.ts'
import type { ClaimedMail } from './outgoing-store.ts'
import { pauseSending, takePace } from './pace-store.ts'
import { retryDelayMs } from './smtp-outcome.ts'
import type { SmtpOutcome } from './smtp-outcome.ts'
import { openTransmitter } from './transmit.ts'
import type { SmtpAccount, Transmitter } from './transmit.ts'

/** What sending needs of the world. */
export interface PostOfficeContext {
  db: Db
  secrets: Secrets
  clock: Clock
  log: Log
  /** Names this sender in the rows it claims. */
  holder: string
}

/** Sends what is recorded as outgoing, and holds the open connections to the accounts. */
export interface PostOffice {
  /** Sends what is due now, within each account's pace. @returns how many mails were handed over or settled */
  sendDue(limit: number): Promise<number>
  /** Connection to a mailbox's SMTP account, for follow-ups; null where it has none. */
  connectionOf(mailboxId: string): Promise<Connection | null>
  writer: LetterWriter
  close(): void
}

/** An open way out for one mailbox. */
export interface Connection {
  account: SmtpAccount
  transmitter: Transmitter
  /** What its mails are signed with, where a key is set up and can be used. */
  dkim: DkimKey | null
}

/** The copy of a claim is nobody's after this long: a handover takes at most the ten minutes an answer may take. */
export const CLAIM_ABANDONED_MS = 15 * 60_000
/** Only what was surely not accepted is tried again, for a day (SEMANTICS H3). */
const GIVE_UP_MS = 24 * 60 * 60_000
const SLOW_DOWN_MS = 5 * 60_000
const PACE_WAIT_MS = 10_000

/** Opens the post office; connections are made when first needed. Close it to give them up. */
export function openPostOffice(context: PostOfficeContext): PostOffice {
  const connections = new Map<string, Omit<Connection, 'dkim'>>()
  const writer = openWriter()

  async function connectionOf(mailboxId: string): Promise<Connection | null> {
    const account = await smtpAccount(context.db, context.secrets, mailboxId)
    if (!account) return null
    const open = connections.get(mailboxId)
    const dkim = await usableKey(context, account.address)
    if (open && isSameAccount(open.account, account)) return { ...open, dkim }
    open?.transmitter.close()
    const fresh = { account, transmitter: openTransmitter(account) }
    connections.set(mailboxId, fresh)
    return { ...fresh, dkim }
  }

  return {
    connectionOf,
    writer,
    async sendDue(limit) {
      const now = dateOf(context.clock)
      await recoverAbandoned(context.db, new Date(now.getTime() - CLAIM_ABANDONED_MS))
      const claimed = await claimMails(context.db, { holder: context.holder, now, limit })
      for (const mail of claimed) await sendOne(context, mail, await connectionOf(mail.mailboxId))
      return claimed.length
    },
    close() {
      for (const { transmitter } of connections.values()) transmitter.close()
      connections.clear()
      writer.close()
    }
  }
}

async function sendOne(context: PostOfficeContext, mail: ClaimedMail, connection: Connection | null): Promise<void> {
  const { db, clock, holder } = context
  const now = dateOf(clock)
  if (!connection) {
    const reason = 'this mailbox has no SMTP server: add one with `maillon mailbox add ADDRESS --smtp HOST:PORT`'
    return postpone(db, mail.id, new Date(now.getTime() + SLOW_DOWN_MS), reason)
  }
  const isItsTurn = (await takePace(db, mail.mailboxId, 1, now)) === 1
  if (!isItsTurn)
    return postpone(db, mail.id, new Date(now.getTime() + PACE_WAIT_MS), 'waiting for its turn: pace of the account')
  const mime = await writeMime(contentOf(mail, connection.account, now), connection.dkim)
  const mayGo = () => beginSending(db, mail.id, holder, dateOf(clock))
  const outcome = await connection.transmitter.transmit({ to: mail.toAddress, mime, mayGo })
  if (outcome.kind === 'withheld') return
  const { id, mailboxId, messageIdHeader: messageId } = mail
  // First the copy: should the program stop before the outcome is written down, the copy in Sent tells it (H2).
  if (outcome.kind === 'sent' && !opensAccount(mail.purpose))
    await keepCopy(db, { id, mailboxId, messageId, packed: await packCopy(mime), sentAt: now })
  await settle(context, mail, outcome)
}

async function settle(context: PostOfficeContext, mail: ClaimedMail, outcome: SmtpOutcome): Promise<void> {
  const { db, clock, log } = context
  const now = dateOf(clock)
  switch (outcome.kind) {
    case 'sent':
      await endSending(db, mail.id, { state: 'sent', reason: outcome.response, now })
      break
    case 'refused':
      await endSending(db, mail.id, { state: 'failed', reason: outcome.reason, now })
      break
    case 'unknown':
      await endSending(db, mail.id, { state: 'unknown', reason: outcome.reason, now })
      break
    case 'retry': {
      const isTooOld = now.getTime() - mail.createdAt.getTime() > GIVE_UP_MS
      if (isTooOld)
        await endSending(db, mail.id, { state: 'failed', reason: `given up after a day: ${outcome.reason}`, now })
      else await postpone(db, mail.id, new Date(now.getTime() + retryDelayMs(mail.attempts + 1)), outcome.reason)
      if (outcome.slowDown) await pauseSending(db, mail.mailboxId, new Date(now.getTime() + SLOW_DOWN_MS))
    }
  }
  log.info({ outgoing: mail.id, purpose: mail.purpose, outcome: outcome.kind }, 'outgoing mail')
}

/** Mails wait for nobody's key: they go unsigned, as they did before there was one, and doctor says what is wrong. */
async function usableKey({ db, log }: PostOfficeContext, address: string): Promise<DkimKey | null> {
  try {
    return await dkimKeyFor(db, address)
  } catch (error) {
    log.warn({ reason: errorText(error) }, 'mails go out without a DKIM signature')
    return null
  }
}

function contentOf(mail: ClaimedMail, account: SmtpAccount, date: Date) {
  return {
    messageId: mail.messageIdHeader,
    from: { name: account.senderName, address: account.address },
    to: { name: mail.toName, address: mail.toAddress },
    replyTo: mail.replyTo === null ? null : { name: mail.replyToName ?? '', address: mail.replyTo },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    automatic: mail.automatic,
    headers: [],
    date
  }
}

function isSameAccount(a: SmtpAccount, b: SmtpAccount): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function dateOf(clock: Clock): Date {
  return new Date(clock.now().epochMilliseconds)
}
