/**
 * An SMTP server in a process of its own that takes every mail at once and keeps none: for measuring what sends to it.
 * Writes its port on standard output, and ends with its standard input.
 */
import { SMTPServer } from 'smtp-server'

const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  onAuth: (_given, _session, done) => done(null, { user: 'any' }),
  onData(stream, _session, done) {
    stream.on('end', () => done())
    stream.resume()
  }
})

server.listen(0, '127.0.0.1', () => {
  const address = server.server.address()
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
