import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEml } from '#src/mailbox/files/eml.ts'
import { readMaildir } from '#src/mailbox/files/maildir.ts'
import { readMbox } from '#src/mailbox/files/mbox.ts'
import type { MailFile } from '#src/mailbox/files/mail-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'mail-files-'))

async function all(files: AsyncIterable<MailFile>) {
  const found = []
  for await (const file of files) {
    if (file.kind !== 'mail') throw new Error(file.reason)
    found.push({ ...file, text: Buffer.from(file.bytes).toString('latin1') })
  }
  return found
}

function mboxOf(text: string): string {
  const path = join(folder, `box-${Buffer.from(text).length}.mbox`)
  writeFileSync(path, text, 'latin1')
  return path
}

const FIRST = 'From: a@client.example\nSubject: one\n\nHello.\n'
const SECOND = 'From: b@client.example\nSubject: two\n\nGoodbye.\n'

test('mails of an mbox are split at postmark lines, with the instant at which they were received', async () => {
  const path = mboxOf(
    `From a@client.example Mon Mar  2 09:30:00 2026\n${FIRST}\nFrom - Tue Mar  3 10:00:00 2026\n${SECOND}\n`
  )
  const mails = await all(readMbox(path))
  expect(mails.map(({ text }) => text)).toEqual([FIRST, SECOND])
  expect(mails[0]?.receivedAt).toBe('2026-03-02T09:30:00.000Z')
})

test('postmarks of programs that write no date, or another form of it, begin a mail all the same', async () => {
  const path = mboxOf(`From a@client.example\n${FIRST}\nFrom b 2026-03-03T10:00:00Z\n${SECOND}\nFrom -\n${FIRST}`)
  expect((await all(readMbox(path))).map(({ text }) => text)).toEqual([FIRST, SECOND, FIRST])
})

test('a line of prose that begins with "From" does not begin a mail', async () => {
  const prose = `${FIRST}\nFrom there we walked on.\nNote: it was late.\n\nFrom Monday on we are open until 18:30.\nTell us.\n`
  const path = mboxOf(
    `From a@client.example Mon Mar  2 09:30:00 2026\n${prose}\nFrom b Tue Mar  3 10:00:00 2026\n${SECOND}`
  )
  const mails = await all(readMbox(path))
  expect(mails.map(({ text }) => text)).toEqual([prose, SECOND])
})

test('quoted From lines come back as they were written (mboxo, mboxrd)', async () => {
  const path = mboxOf(
    'From a Mon Mar  2 09:30:00 2026\nSubject: x\n\n>From the shop\n>>From deeper\n> From a quotation\n'
  )
  expect((await all(readMbox(path)))[0]?.text).toBe('Subject: x\n\nFrom the shop\n>From deeper\n> From a quotation\n')
})

test('CRLF files, and a postmark across two reads, are understood', async () => {
  const large = `Subject: large\r\n\r\n${'x'.repeat(78)}\r\n`.padEnd(4 * 1024 * 1024 - 40, 'y\r\n')
  const path = mboxOf(
    `From a Mon Mar  2 09:30:00 2026\r\n${large}\r\n\r\nFrom b@client.example Tue Mar  3 10:00:00 2026\r\n${SECOND.replaceAll('\n', '\r\n')}`
  )
  const mails = await all(readMbox(path))
  expect(mails).toHaveLength(2)
  expect(mails[1]?.text).toContain('Goodbye.')
})

test('what Thunderbird has deleted and what Takeout labels as trash, spam or draft is passed over with the rule', async () => {
  const path = mboxOf(
    [
      `From - Mon Mar  2 09:30:00 2026\nX-Mozilla-Status: 0009\n${FIRST}`,
      `From 1@xxx Mon Mar 02 09:30:00 +0000 2026\nX-Gmail-Labels: =?UTF-8?Q?Corbeille?=,Ouvert\n${FIRST}`,
      `From 2@xxx Mon Mar 02 09:30:00 +0000 2026\nX-Gmail-Labels: Inbox,Important\n${SECOND}`
    ].join('\n')
  )
  expect((await all(readMbox(path))).map(({ skip }) => skip)).toEqual(['deleted', 'deleted', null])
})

test('a Maildir is read with the folders below it; trashed mails and drafts are passed over', async () => {
  const root = join(folder, 'Maildir')
  for (const part of ['cur', 'new', '.Sent/cur', '.Drafts/cur', 'Archive/2025/new'])
    mkdirSync(join(root, part), { recursive: true })
  writeFileSync(join(root, 'cur/1772443800.1.host:2,S'), FIRST)
  writeFileSync(join(root, 'cur/1772443801.2.host:2,ST'), SECOND)
  writeFileSync(join(root, '.Sent/cur/1772443802.3.host:2,S'), SECOND)
  writeFileSync(join(root, '.Drafts/cur/1772443803.4.host:2,S'), SECOND)
  writeFileSync(join(root, 'Archive/2025/new/1772443804.5.host'), FIRST)
  const mails = await all(readMaildir(root))
  expect(Object.fromEntries(mails.map(({ name, skip }) => [name, skip]))).toEqual({
    'cur/1772443800.1.host:2,S': null,
    'cur/1772443801.2.host:2,ST': 'deleted',
    '.Sent/cur/1772443802.3.host:2,S': null,
    '.Drafts/cur/1772443803.4.host:2,S': 'draft',
    'Archive/2025/new/1772443804.5.host': null
  })
  expect(mails.find(({ name }) => name.startsWith('cur/1772443800'))?.receivedAt).toBe('2026-03-02T09:30:00.000Z')
})

test('a folder that is no Maildir, or holds no mail, is refused with what to do', async () => {
  const empty = join(folder, 'empty')
  mkdirSync(empty, { recursive: true })
  await expect(all(readMaildir(empty))).rejects.toThrow('give the folder that holds them')
  await expect(all(readEml(empty))).rejects.toThrow('holds no .eml file')
})
