import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { classifyFailure } from './smtp-outcome.ts'
import type { SmtpOutcome } from './smtp-outcome.ts'

/** Where and as whom mail is handed over. */
export interface SmtpAccount {
  mailboxId: string
  address: string
  /** The name clients read beside the address: the firm's. */
  senderName: string
  host: string
  port: number
  /** none only towards loopback */
  tls: 'implicit' | 'starttls' | 'none'
  username: string
  credentials: { kind: 'password'; password: string } | { kind: 'oauth2'; accessToken: string } | { kind: 'none' }
}

/** A mail to be handed over. */
export interface Handover {
  to: string
  mime: Buffer
  /**
   * Asked when the server has let sender and recipient in and waits for the mail, which may have taken it minutes; answered
   * before the first byte goes out. From then on nobody knows, should this process die. False withholds the mail.
   */
  mayGo: () => Promise<boolean>
}

/** Connections to one SMTP account, kept open between mails. */
export interface Transmitter {
  /** Hands one mail over. Never throws for what a server or network does: that is an outcome. */
  transmit(mail: Handover): Promise<SmtpOutcome | { kind: 'withheld' }>
  /** Checks connection and login. */
  verify(): Promise<SmtpOutcome>
  close(): void
}

/** How patient the way out is, in milliseconds. */
interface Patience {
  connectMs: number
  /** RFC 5321 4.5.3.2.6: a server may take ten minutes to answer the final dot. */
  answerMs: number
}

const PATIENT: Patience = { connectMs: 30_000, answerMs: 10 * 60_000 }
/** Mails under way to one account at once: providers allow ten and more connections, cautious ones five. */
export const CONNECTIONS = 5
/** Mails are given to the connection in pieces: while one is left, the server cannot have taken the mail. */
const PIECE_BYTES = 16 * 1024

/** Opens a pool of connections to an SMTP account. */
export function openTransmitter(account: SmtpAccount, { connectMs, answerMs }: Patience = PATIENT): Transmitter {
  const pool = createTransport({
    pool: true,
    host: account.host,
    port: account.port,
    secure: account.tls === 'implicit',
    requireTLS: account.tls === 'starttls',
    ignoreTLS: account.tls === 'none',
    maxConnections: CONNECTIONS,
    // The pool would send a mail again by itself after a cut connection, accepted or not: that is ours to decide (H2).
    maxRequeues: 0,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...authentication(account)
  })
  // Left to itself the library reads the whole mail ahead, before the server has let it in: nobody could tell then whether
  // a broken connection had begun to take it.
  pool.use('stream', (mail, done) => {
    const { raw } = mail.data
    if (raw instanceof Readable) mail.message.createReadStream = () => raw
    done()
  })
  return {
    async transmit(mail) {
      const tracked = trackedStream(mail)
      try {
        const info = await pool.sendMail({ envelope: { from: account.address, to: [mail.to] }, raw: tracked.stream })
        return { kind: 'sent', response: info.response }
      } catch (error) {
        const { stage, gateError } = await tracked.progress()
        if (gateError !== undefined) throw gateError
        return stage === 'withheld' ? { kind: 'withheld' } : classifyFailure(asFailure(error), stage === 'complete')
      }
    },
    async verify() {
      try {
        await pool.verify()
        return { kind: 'sent', response: 'login accepted' }
      } catch (error) {
        return classifyFailure(asFailure(error), false)
      }
    },
    close: () => pool.close()
  }
}

function authentication({ username, credentials }: SmtpAccount) {
  switch (credentials.kind) {
    case 'none':
      return {}
    case 'password':
      return { auth: { user: username, pass: credentials.password } }
    case 'oauth2':
      return { auth: { type: 'OAuth2' as const, user: username, accessToken: credentials.accessToken } }
  }
}

interface Progress {
  /** Until `complete`, all of it taken from us, no server can have accepted the mail. */
  stage: 'waiting' | 'withheld' | 'going' | 'complete'
  gateError?: unknown
}

/** A stream of the mail that waits for the answer, and knows how far it has come. */
function trackedStream({ mime, mayGo }: Handover) {
  let progress: Progress = { stage: 'waiting' }
  let answer: Promise<boolean> | undefined
  async function* pieces() {
    answer = mayGo().catch((gateError: unknown) => {
      progress = { stage: 'withheld', gateError }
      return false
    })
    const goes = await answer
    if (progress.stage === 'waiting') progress = { stage: goes ? 'going' : 'withheld' }
    // Broken off before the final dot, the mail is none to the server (RFC 5321, section 4.1.1.4).
    if (!goes) throw new Error('the mail was withheld')
    for (let from = 0; from < mime.length; from += PIECE_BYTES) yield mime.subarray(from, from + PIECE_BYTES)
    progress = { stage: 'complete' }
  }
  return {
    stream: Readable.from(pieces()),
    /** Waits for an answer that is still out: what becomes of the mail is written down after it. */
    async progress() {
      await answer
      return progress
    }
  }
}

function asFailure(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) }
  const read = (name: string): unknown => (name in error ? Reflect.get(error, name) : undefined)
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const reply = read('responseCode')
  return {
    message: error.message,
    code: text(read('code')),
    response: text(read('response')),
    command: text(read('command')),
    responseCode: typeof reply === 'number' ? reply : undefined
  }
}
