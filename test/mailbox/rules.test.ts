import { describe, expect, it } from 'vitest'
import { refuseClearText, tlsOfPort } from '#src/mailbox/account.ts'
import { pauseAfter } from '#src/mailbox/back-off.ts'
import { startCaution } from '#src/mailbox/caution.ts'
import { asRange } from '#src/mailbox/fetch.ts'
import { readingOf } from '#src/mailbox/folder-list.ts'
import { createGate } from '#src/mailbox/gate.ts'
import { decide, isFromOurSentFolder, type ReadMail } from '#src/mailbox/verdict.ts'
import { seededRandom } from '#src/platform/random.ts'
import { carriedRaw } from '#test/carried.ts'
import { moment } from '#test/setup/moment.ts'

describe('the way to a server', () => {
  it('goes in the clear only to this machine', () => {
    for (const host of ['127.0.0.1', '127.8.9.1', 'localhost', '::1'])
      expect(() => refuseClearText(host, 'none')).not.toThrow()
    for (const host of ['10.0.0.1', 'mail.example.org', '127.example.org', '::2'])
      expect(() => refuseClearText(host, 'none')).toThrow(/readable/)
    expect(() => refuseClearText('mail.example.org', 'starttls')).not.toThrow()
  })

  it('is protected as its port says, where nothing else was asked for', () => {
    expect([993, 143, 465, 587].map((port) => tlsOfPort(port, undefined))).toEqual([
      'implicit',
      'starttls',
      'implicit',
      'starttls'
    ])
    expect(tlsOfPort(143, 'none')).toBe('none')
  })
})

describe('pauses between tries (A9)', () => {
  it('grow from 2 to 60 seconds, less at most a half', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 20].map((failures) => pauseAfter(failures, seededRandom(failures)))
    const full = [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeLessThanOrEqual(full[index] ?? 0)
      expect(pause).toBeGreaterThan((full[index] ?? 0) / 2 - 1)
    }
  })
})

describe('a mail at which the server breaks off (A15)', () => {
  it('is found by ever smaller batches, and left out after three breaks of its own', () => {
    const caution = startCaution()
    const poison = 40
    const read = (uids: number[]) => (uids.includes(poison) ? caution.broke('f', uids) : caution.passed('f'))
    const uids = Array.from({ length: 100 }, (_, n) => n)
    for (let tries = 0; tries < 200 && !caution.isPoison('f', poison); tries++) {
      const size = caution.batchSize('f')
      const start = Math.floor(poison / size) * size
      read(uids.slice(start, start + size))
    }
    expect(caution.isPoison('f', poison)).toBe(true)
    expect(uids.filter((uid) => caution.isPoison('f', uid))).toEqual([poison])
    expect(caution.isPoison('another', poison)).toBe(false)
  })
})

describe('which folders are read (A12)', () => {
  it('leaves out drafts, trash and views, and takes only reports out of junk', () => {
    const readings = (['inbox', 'sent', 'archive', null, 'junk', 'drafts', 'trash', 'all'] as const).map(readingOf)
    expect(readings).toEqual(['read', 'read', 'read', 'read', 'bounces', 'skipped', 'skipped', 'skipped'])
  })
})

function read(facts: Partial<ReadMail> & { raw?: string }): ReadMail {
  const { raw = 'From: a@b.example\r\nSubject: hello\r\n\r\nhello\r\n', ...others } = facts
  const understood = carriedRaw(Buffer.from(raw))
  return {
    uid: 1,
    flags: [],
    internalDate: null,
    serverThread: null,
    labels: [],
    size: raw.length,
    understood,
    ...others
  }
}

describe('what becomes of a mail', () => {
  const kindIn = (mail: ReadMail, role: 'inbox' | 'sent' | 'junk' | 'all') =>
    decide(mail, { role, reading: readingOf(role === 'all' ? null : role) }).kind

  it('is stored, where nothing speaks against it', () => {
    expect(kindIn(read({}), 'inbox')).toBe('store')
  })

  it('is skipped as a draft by flag or label, but not in Sent', () => {
    expect(kindIn(read({ flags: ['\\Draft'] }), 'inbox')).toBe('skip')
    expect(kindIn(read({ labels: ['\\Draft'] }), 'all')).toBe('skip')
    expect(kindIn(read({ flags: ['\\Draft'] }), 'sent')).toBe('store')
  })

  it('is skipped in junk, where it is no report', () => {
    expect(decide(read({}), { role: 'junk', reading: 'bounces' })).toMatchObject({ kind: 'skip', rule: 'not-a-bounce' })
  })

  it('is ours where it lies in Sent, by folder or by Gmail label', () => {
    expect(isFromOurSentFolder(read({}), 'sent')).toBe(true)
    expect(isFromOurSentFolder(read({ labels: ['\\Sent'] }), 'all')).toBe(true)
    expect(isFromOurSentFolder(read({}), 'inbox')).toBe(false)
  })
})

describe('ranges', () => {
  it('join neighbours', () => {
    expect(asRange([5, 1, 2, 3, 9, 10])).toBe('1:3,5,9:10')
    expect(asRange([])).toBe('')
  })
})

describe('the gate', () => {
  it('lets two in at once for each host, and the next when one leaves', async () => {
    const gate = createGate(2)
    const doors = [moment(), moment(), moment()]
    const entered: number[] = []
    const visits = doors.map(({ promise }, index) =>
      gate('host', async () => {
        entered.push(index)
        await promise
      })
    )
    await gate('another host', async () => undefined)
    expect(entered).toEqual([0, 1])
    doors[1]?.resolve()
    await visits[1]
    await Promise.resolve()
    expect(entered).toEqual([0, 1, 2])
    for (const { resolve } of doors) resolve()
    await Promise.all(visits)
  })
})
