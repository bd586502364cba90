import { randomBytes } from 'node:crypto'
import type { AddressInfo, Server, Socket } from 'node:net'
import hoodiecrow from 'hoodiecrow-imap'
import { SMTPServer } from 'smtp-server'

/** A mail server in this process: IMAP and SMTP on loopback, one account, everything in memory. */
export interface MailServer {
  imapPort: number
  smtpPort: number
  user: string
  password: string
  /** Puts a mail into a folder; those who watch it are told. */
  deliver(folder: 'INBOX' | 'Sent', raw: string, at: Date): void
  close(): Promise<void>
}

/** A mail that was handed to the SMTP side. */
export interface Submitted {
  from: string
  to: string[]
  raw: string
}

const LOOPBACK = '127.0.0.1'
const LARGEST_BYTES = 25 * 1024 * 1024

/**
 * Starts the server on free ports.
 * @param address the account; mail to it comes into its INBOX
 * @param options.uidvalidity another at each start, as the mails are numbered anew (RFC 3501, section 2.3.1.1)
 * @param options.onSubmitted called for each mail that is sent through it, to whomever
 */
export async function startMailServer(
  address: string,
  { uidvalidity, onSubmitted }: { uidvalidity: number; onSubmitted: (mail: Submitted) => void }
): Promise<MailServer> {
  const password = randomBytes(12).toString('base64url')
  const imap = hoodiecrow({
    plugins: [
      'ID',
      'IDLE',
      'NAMESPACE',
      'SPECIAL-USE',
      'UNSELECT',
      'LITERALPLUS',
      'SASL-IR',
      'AUTH-PLAIN',
      'ENABLE',
      'CONDSTORE',
      'UIDPLUS',
      'MOVE'
    ],
    users: { [address]: { password } },
    storage: {
      INBOX: { uidvalidity },
      '': {
        separator: '/',
        folders: {
          Sent: { 'special-use': '\\Sent', uidvalidity },
          Drafts: { 'special-use': '\\Drafts', uidvalidity },
          Junk: { 'special-use': '\\Junk', uidvalidity },
          Trash: { 'special-use': '\\Trash', uidvalidity }
        }
      }
    }
  })
  const sockets = trackSockets(imap.server)
  const smtp = openSmtp({ address, password, onSubmitted })
  await new Promise<void>((ready) => imap.listen(0, LOOPBACK, ready))
  await new Promise<void>((ready) => smtp.listen(0, LOOPBACK, ready))
  return {
    imapPort: portOf(imap.server),
    smtpPort: portOf(smtp.server),
    user: address,
    password,
    deliver: (folder, raw, at) => imap.appendMessage(folder, [], at, raw),
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([
        new Promise<void>((closed) => imap.close(closed)),
        new Promise<void>((closed) => smtp.close(() => closed()))
      ])
    }
  }
}

function openSmtp(of: { address: string; password: string; onSubmitted: (mail: Submitted) => void }): SMTPServer {
  return new SMTPServer({
    size: LARGEST_BYTES,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(given, _session, done) {
      const isRight = given.username === of.address && given.password === of.password
      if (isRight) done(null, { user: of.address })
      else done(new Error('wrong user or password'))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const to = session.envelope.rcptTo.map((recipient) => recipient.address)
        of.onSubmitted({ from, to, raw: Buffer.concat(chunks).toString('utf8') })
        done()
      })
    }
  })
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new Error('the mail server of the demonstration has no port')
  return address.port
}

/** IMAP connections stay open in IDLE: they are ended by hand when the server closes. */
function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  return sockets
}
