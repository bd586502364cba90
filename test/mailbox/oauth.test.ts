import { createServer, type Server } from 'node:http'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { accountOf, findMailboxes, saveMailbox } from '#src/mailbox/mailbox-store.ts'
import { currentAccount, readTokens } from '#src/mailbox/oauth.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { newId } from '#src/platform/ids.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const secrets = secretsOf(randomBytes(32))
const asked: URLSearchParams[] = []
let status = 200
const provider: Server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    asked.push(new URLSearchParams(body))
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ access_token: 'fresh', expires_in: 3600 }))
  })
})
await new Promise<void>((ready) => provider.listen(0, '127.0.0.1', ready))
const address = provider.address()
const tokenUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/token`
afterAll(() => new Promise<void>((closed) => provider.close(() => closed())))

const world = { database, secrets, clock: fixedClock('2026-05-14T09:00:00Z'), log: silentLog, random: secureRandom }

beforeEach(() => {
  asked.length = 0
  status = 200
})

async function mailboxWith(expiresAt: string) {
  const credential = readTokens(
    JSON.stringify({ accessToken: 'old', refreshToken: 'renewal', expiresAt, tokenUrl, clientId: 'maillon' })
  )
  const server = { host: '127.0.0.1', port: 143, tls: 'none' as const }
  const wanted = {
    address: 'contact@atelier.example',
    imap: server,
    smtp: null,
    username: 'contact',
    credential,
    capabilitiesOff: []
  }
  return saveMailbox(database.prisma, wanted, { secrets, id: newId(), now: new Date() })
}

test('a token that is about to end is renewed, and the new one kept', async () => {
  const mailbox = await mailboxWith('2026-05-14T09:02:00Z')
  expect((await currentAccount(world, mailbox)).credential).toMatchObject({
    accessToken: 'fresh',
    expiresAt: '2026-05-14T10:00:00Z'
  })
  expect(asked[0]?.get('refresh_token')).toBe('renewal')
  expect(asked[0]?.get('client_id')).toBe('maillon')
  expect((await accountOf(database.prisma, mailbox, secrets)).credential).toMatchObject({
    accessToken: 'fresh',
    refreshToken: 'renewal'
  })
})

test('a token that is good for longer is used as it is', async () => {
  const mailbox = await mailboxWith('2026-05-14T12:00:00Z')
  expect((await currentAccount(world, mailbox)).credential).toMatchObject({ accessToken: 'old' })
  expect(asked).toHaveLength(0)
})

test('where the provider refuses, the old token is kept for the server to judge', async () => {
  status = 400
  const mailbox = await mailboxWith('2026-05-14T09:00:00Z')
  expect((await currentAccount(world, mailbox)).credential).toMatchObject({ accessToken: 'old' })
  const [kept] = await findMailboxes(database.prisma, 'contact@atelier.example')
  expect(kept?.authentication).toBe('oauth2')
})

test('a token file that holds something else is refused with what it must hold', () => {
  expect(() => readTokens('{"token": 1}')).toThrow('accessToken')
  expect(() => readTokens('nonsense')).toThrow('accessToken')
})
