import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTransmitter, type Transmitter } from '#src/delivery/transmit.ts'
import { startHostileSmtp, STAGES, type Conduct, type HostileSmtp, type Stage } from '#test/setup/hostile-smtp.ts'

const MAIL = Buffer.from(`Subject: x\r\n\r\n${'Bonjour.\r\n'.repeat(200)}`)
/** More than any buffer on the way holds: a server that stops reading keeps the sender from handing it over. */
const LARGE_MAIL = Buffer.from(`Subject: x\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(200_000)}`)

let smtp: HostileSmtp
let mayGo: () => Promise<boolean>
let transmitter: Transmitter

beforeEach(async () => {
  mayGo = async () => true
  smtp = await startHostileSmtp()
  const account = {
    mailboxId: 'x',
    address: 'contact@atelier.example',
    senderName: '',
    host: '127.0.0.1',
    port: smtp.port,
    tls: 'none' as const,
    username: 'contact',
    credentials: { kind: 'password' as const, password: 'x' }
  }
  transmitter = openTransmitter(account, { connectMs: 300, answerMs: 300 })
})

afterEach(async () => {
  transmitter.close()
  await smtp.close()
})

/** The server behaves so at one stage, and well at all others. */
function misbehave(at: Stage, conduct: Conduct): void {
  smtp.conduct = ({ stage }) => (stage === at ? conduct : 'go-on')
}

function transmit(mime = MAIL) {
  return transmitter.transmit({ to: 'zoe@client.example', mime, mayGo })
}

const BEFORE_THE_MAIL: Stage[] = ['greeting', 'ehlo', 'auth', 'mail', 'rcpt', 'data']
/** The whole of a small mail is on its way before the server has read its first line. */
const WITH_THE_MAIL: Stage[] = ['body', 'dot', 'accepted']

describe('what was surely not accepted is tried again, what may have been is unknown (H2, H3)', () => {
  test.each(BEFORE_THE_MAIL)('cut at %s: again', async (stage) => {
    misbehave(stage, 'cut')
    expect(await transmit()).toMatchObject({ kind: 'retry' })
  })

  test.each(BEFORE_THE_MAIL)('silence at %s: again', async (stage) => {
    misbehave(stage, 'stall')
    expect(await transmit()).toMatchObject({ kind: 'retry' })
  })

  test.each(WITH_THE_MAIL)('cut at %s: unknown', async (stage) => {
    misbehave(stage, 'cut')
    expect(await transmit()).toMatchObject({ kind: 'unknown' })
  })

  test.each(WITH_THE_MAIL)('silence at %s: unknown', async (stage) => {
    misbehave(stage, 'stall')
    expect(await transmit()).toMatchObject({ kind: 'unknown' })
  })

  test('a large mail of which the server took a part only: again', async () => {
    misbehave('body', 'cut')
    expect(await transmit(LARGE_MAIL)).toMatchObject({ kind: 'retry' })
  })

  // Refused at EHLO, the library says HELO and goes on.
  test.each(STAGES.filter((stage) => stage !== 'ehlo' && stage !== 'accepted'))('4xx at %s: again', async (stage) => {
    misbehave(stage, 'later')
    expect(await transmit()).toMatchObject({ kind: 'retry' })
  })
})

describe('a refusal for good', () => {
  test.each(['greeting', 'auth', 'mail'] as const)('at %s is of the account: the mail waits', async (stage) => {
    misbehave(stage, 'never')
    expect(await transmit()).toMatchObject({ kind: 'retry', slowDown: true })
  })

  test.each(['rcpt', 'data', 'body', 'dot'] as const)('at %s is of the mail: it ends there', async (stage) => {
    misbehave(stage, 'never')
    expect(await transmit()).toMatchObject({ kind: 'refused', status: '5.7.1', hard: false })
  })
})

describe('before its first byte goes out, it is known whether a mail may go', () => {
  test('withheld, the server does not take it, and the next one goes', async () => {
    mayGo = async () => false
    expect(await transmit()).toEqual({ kind: 'withheld' })
    mayGo = async () => true
    expect(await transmit()).toMatchObject({ kind: 'sent' })
    expect(smtp.accepted.get('zoe@client.example')).toBe(1)
  })

  test('it is asked when the server waits for the mail, however long it took to let it in, and not before', async () => {
    const asked: string[] = []
    mayGo = async () => Boolean(asked.push('may go'))
    smtp.conduct = ({ stage }) => {
      asked.push(stage)
      return 'go-on'
    }
    await transmit()
    expect(asked).toEqual(['greeting', 'ehlo', 'auth', 'mail', 'rcpt', 'data', 'body', 'may go', 'dot', 'accepted'])
  })

  test('a question that cannot be answered is no outcome of the mail', async () => {
    mayGo = () => Promise.reject(new Error('the database is away'))
    await expect(transmit()).rejects.toThrow('the database is away')
    expect(smtp.accepted.size).toBe(0)
  })
})

test('after a misfortune the next mail goes out', async () => {
  misbehave('dot', 'cut')
  await transmit()
  smtp.conduct = () => 'go-on'
  expect(await transmit()).toMatchObject({ kind: 'sent' })
  expect(smtp.accepted.get('zoe@client.example')).toBe(1)
})

test('a mail arrives as it was written, its lines that begin with dots included', async () => {
  const mime = Buffer.from('Subject: x\r\n\r\n.begins with a dot\r\n..two\r\nend\r\n')
  await transmit(mime)
  const [arrived = ''] = smtp.seen.get('zoe@client.example') ?? []
  expect(arrived.replaceAll(/^\.\./gm, '.')).toBe('Subject: x\n\n.begins with a dot\n..two\nend')
})
