import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import type { Tls } from '#src/mailbox/account.ts'
import { connect, disconnect } from '#src/mailbox/connect.ts'

/** A server that says what the test wants said; `heard` is what it was told, before and after. */
async function serverSaying(answer: (command: string, tag: string) => string) {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.write('* OK ready\r\n')
    createInterface(socket).on('line', (line) => {
      const [tag = '', ...words] = line.split(' ')
      heard.push(words.join(' '))
      socket.write(answer(words.join(' ').toUpperCase(), tag))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return { port, heard, stop }
}

function account(port: number, tls: Tls, capabilitiesOff: string[] = []) {
  const credential = { kind: 'password' as const, password: 'secret' }
  return { host: '127.0.0.1', port, tls, user: 'shop', credential, capabilitiesOff }
}

const said =
  (capabilities: string, others: (command: string, tag: string) => string | null = () => null) =>
  (command: string, tag: string) =>
    others(command, tag) ??
    (command === 'CAPABILITY'
      ? `* CAPABILITY ${capabilities}\r\n${tag} OK\r\n`
      : command === 'LOGOUT'
        ? `* BYE\r\n${tag} OK\r\n`
        : `${tag} OK\r\n`)

describe('connecting', () => {
  it('gives no login to a server that offers no STARTTLS where it was asked for', async () => {
    const server = await serverSaying(said('IMAP4rev1'))
    await expect(connect(account(server.port, 'starttls'))).rejects.toMatchObject({ kind: 'untrusted' })
    expect(server.heard.filter((command) => /LOGIN|AUTHENTICATE|secret/i.test(command))).toEqual([])
    await server.stop()
  })

  it('takes an answer that says nothing of the password for a passing trouble (A10)', async () => {
    const busy = said('IMAP4rev1', (command, tag) =>
      command.startsWith('LOGIN') ? `${tag} NO [UNAVAILABLE] Temporary authentication failure\r\n` : null
    )
    const wrong = said('IMAP4rev1', (command, tag) =>
      command.startsWith('LOGIN') ? `${tag} NO [AUTHENTICATIONFAILED] Invalid credentials\r\n` : null
    )
    for (const [answer, kind] of [
      [busy, 'unreachable'],
      [wrong, 'refused']
    ] as const) {
      const server = await serverSaying(answer)
      await expect(connect(account(server.port, 'none'))).rejects.toMatchObject({ kind })
      await server.stop()
    }
  })

  it('does not use capabilities that are switched off, however often they are announced (A6)', async () => {
    const server = await serverSaying(said('IMAP4rev1 IDLE CONDSTORE ENABLE QRESYNC'))
    const connection = await connect(account(server.port, 'none', ['IDLE', 'CONDSTORE', 'QRESYNC']))
    expect([...connection.capabilities.keys()]).toEqual(['IMAP4rev1', 'ENABLE'])
    expect(server.heard.filter((command) => command.startsWith('ENABLE'))).toEqual([])
    await disconnect(connection)
    await server.stop()
  })
})
