import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Credential, Tls } from '#src/mailbox/account.ts'
import { connect, disconnect } from '#src/mailbox/connect.ts'
import { testDatabase } from '#test/setup/database.ts'
import { freePort } from '#test/setup/port.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { maillon } from './maillon.ts'

const database = await testDatabase()
const USER = 'contact@shop.example'
const PASSWORD = 'p"a\\ss é'
const TOKEN = 'ya29.a-good-token'

let dovecot: Dovecot
let introspection: Server

beforeAll(async () => {
  const port = await freePort()
  introspection = await startIntrospection(port)
  dovecot = await startDovecot({
    users: { [USER]: PASSWORD },
    files: { 'oauth2.conf': oauth2Conf(port) },
    configuration: (folder) => `
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}`
  })
})
afterAll(async () => {
  await dovecot.stop()
  introspection.close()
})

/** Tells Dovecot whose token it is, as an OAuth2 server does (RFC 7662). */
async function startIntrospection(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const isGood = request.headers.authorization === `Bearer ${TOKEN}`
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isGood ? { active: true, email: USER } : { active: false }))
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return server
}

function oauth2Conf(port: number): string {
  return `
introspection_url = http://127.0.0.1:${port}/introspect
introspection_mode = auth
username_attribute = email
active_attribute = active
active_value = true
`
}

async function logIn(credential: Credential, to: { port: number; tls: Tls } = { port: dovecot.port, tls: 'none' }) {
  const connection = await connect({ host: '127.0.0.1', ...to, user: USER, credential, capabilitiesOff: [] })
  const isIn = Boolean(connection.authenticated)
  await disconnect(connection)
  return isIn
}

describe('logging in', () => {
  it('takes a password of any characters', async () => {
    expect(await logIn({ kind: 'password', password: PASSWORD })).toBe(true)
  })

  it('takes an OAuth2 bearer token', async () => {
    expect(await logIn({ kind: 'oauth2', accessToken: TOKEN })).toBe(true)
  })

  it('tells a refused token from a server that is away', async () => {
    await expect(logIn({ kind: 'oauth2', accessToken: 'expired' })).rejects.toMatchObject({ kind: 'refused' })
    const nobody = { port: await freePort(), tls: 'none' as const }
    await expect(logIn({ kind: 'password', password: PASSWORD }, nobody)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('does not trust a certificate that nobody vouches for', async () => {
    const password = { kind: 'password' as const, password: PASSWORD }
    for (const to of [
      { port: dovecot.tlsPort, tls: 'implicit' as const },
      { port: dovecot.port, tls: 'starttls' as const }
    ])
      await expect(logIn(password, to)).rejects.toMatchObject({ kind: 'untrusted' })
  })

  it('connects by TLS and by STARTTLS where the certificate is trusted', async () => {
    const file = join(dovecot.folder, 'given-password')
    await writeFile(file, `${PASSWORD}\n`)
    const environment = {
      DATABASE_URL: database.url,
      MAILLON_DATA: dovecot.folder,
      NODE_EXTRA_CA_CERTS: dovecot.certificate
    }
    for (const [port, tls] of [
      [dovecot.tlsPort, 'implicit'],
      [dovecot.port, 'starttls']
    ]) {
      const to = ['--imap', `localhost:${port}`, '--tls', `${tls}`, '--password-file', file, '--yes', '--json']
      expect(await maillon(environment, 'mailbox', 'add', USER, ...to)).toMatchObject({ code: 0, complaint: '' })
    }
  })
})
