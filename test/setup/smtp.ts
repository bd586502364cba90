import { SMTPServer } from 'smtp-server'

/** What the server does with a mail that has wholly arrived. */
export type Answer =
  | { kind: 'accept' }
  | { kind: 'refuse'; code: number; text: string }
  /** Takes it and cuts the connection before saying so. */
  | { kind: 'cut' }

/** An SMTP server that a test can make behave badly. */
export interface TestSmtp {
  port: number
  /** Every mail that wholly arrived, accepted or not answered. */
  received: { to: string[]; raw: string }[]
  /** Asked for each mail; accepts unless a test says otherwise. */
  answer: (mail: { to: string[]; raw: string }) => Answer
  close(): Promise<void>
}

/** Starts a server on a free loopback port that lets everybody in. */
export async function startSmtp(): Promise<TestSmtp> {
  const smtp: TestSmtp = { port: 0, received: [], answer: () => ({ kind: 'accept' }), close: async () => undefined }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_given, _session, done) => done(null, { user: 'shop' }),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const mail = {
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString()
        }
        const answer = smtp.answer(mail)
        if (answer.kind === 'refuse') return done(Object.assign(new Error(answer.text), { responseCode: answer.code }))
        smtp.received.push(mail)
        if (answer.kind === 'accept') return done()
        for (const connection of server.connections) if (connection.id === session.id) connection.close()
      })
    }
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.server.address()
  smtp.port = typeof address === 'object' && address ? address.port : 0
  smtp.close = () => new Promise((closed) => server.close(() => closed()))
  return smtp
}
