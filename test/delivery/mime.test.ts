import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownMessageId, rowIdOf } from '#src/delivery/message-id.ts'
import { writeMime } from '#src/delivery/mime.ts'
import { understandRaw } from '#src/message/understand.ts'

const content = {
  messageId: 'maillon.7b1d5b0e-9c2f-4f7e-8d37-0d4a6f6f0001@atelier.example',
  from: { name: 'Atelier Lumière', address: 'contact@atelier.example' },
  to: { name: 'Zoé', address: 'zoe@client.example' },
  subject: 'Votre carte de fidélité',
  text: 'Bonjour Zoé,\n\nà bientôt.',
  html: null,
  inReplyTo: null,
  references: [],
  automatic: true,
  headers: [
    { name: 'List-Unsubscribe', value: '<https://atelier.example/u/1>, <mailto:contact@atelier.example?subject=stop>' },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }
  ],
  date: new Date('2026-03-01T09:00:00Z')
}

test('a subject or name cannot add a header of its own (H10)', async () => {
  const mime = await writeMime({ ...content, subject: 'Bonjour\r\nBcc: other@client.example' }, null)
  expect(mime.toString()).not.toMatch(/^Bcc:/m)
})

test('the DKIM signature covers both unsubscribe fields (H9) and verifies', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = {
    domain: 'atelier.example',
    selector: 'shop',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' })
  }
  const mime = await writeMime(content, { ...key, privateKey: String(key.privateKey) })
  const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
  const { results } = await dkimVerify(mime, { resolver: async () => [[record]] })
  expect(results[0]?.status.result).toBe('pass')
  const signedFields = /[; ]h=([^;]+);/.exec(mime.toString().replace(/\r\n\s+/g, ''))?.[1]?.toLowerCase() ?? ''
  expect(signedFields.split(':')).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']))
})

test('our own Message-IDs give back the row they stand for; others do not', () => {
  const id = '7b1d5b0e-9c2f-4f7e-8d37-0d4a6f6f0001'
  expect(rowIdOf(ownMessageId(id, 'contact@atelier.example'))).toBe(id)
  expect(rowIdOf('CAJ=xyz@mail.gmail.com')).toBeNull()
})

const character = fc.constantFrom(
  ...'aZ09 \t.,;:"\'()<>@\\=?_-éÀœç’…€日本😀\u0301'.split(''),
  '😀',
  '\r\nBcc: a@b.example'
)
const written = fc.string({ unit: character, maxLength: 120 })
/** Quotes and brackets around a name, and encoded words in it, are taken off by those who read it. */
const spoken = written.map((text) => text.replaceAll(/["'<>\\=?]/g, ''))
/** As it is read: on one line, blanks as one. */
const tidy = (text: string) => text.toWellFormed().replaceAll(/\s+/g, ' ').trim()

test('whatever its subject and the name of the recipient are, they are read again as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(written, spoken, async (subject, name) => {
      const mime = await writeMime({ ...content, subject, to: { name, address: 'zoe@client.example' } }, null)
      const read = understandRaw(mime)
      if (read.kind !== 'mail') throw new Error(read.detail)
      expect(tidy(read.mail.subject)).toBe(tidy(subject))
      expect(read.mail.to.map(({ address }) => address)).toEqual(['zoe@client.example'])
      expect(tidy(read.mail.to[0]?.name ?? '')).toBe(tidy(name))
      expect(read.mail.bcc).toEqual([])
    })
  )
})

test('its text and HTML arrive as they were written', async () => {
  const html = '<p>Bonjour Zoé,</p>\n<p>--=_maillon à bientôt 😀</p>'
  const mime = await writeMime({ ...content, html }, null)
  const read = understandRaw(mime)
  if (read.kind !== 'mail') throw new Error(read.detail)
  expect(read.mail.text.trim()).toBe(content.text)
  expect(read.mail.html).toContain('à bientôt 😀')
  expect(htmlPart(mime)).toBe(
    'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n' +
      '<p>Bonjour Zo&#233;,</p>\r\n<p>--=_maillon &#224; bient&#244;t &#128512;</p>\r\n'
  )
})

test.each([
  ['a line longer than a server takes', `<p>${'x'.repeat(992)}</p>`],
  ['a letter in a style sheet', '<style>p::before { content: "é" }</style><p>x</p>'],
  ['a line that looks like a postmark', '<p>\nFrom us to you</p>'],
  ['a sign that may not be sent', '<p>\0</p>']
])('HTML is encoded where it could not go as it is: %s', async (_, html) => {
  const mime = await writeMime({ ...content, html }, null)
  expect(htmlPart(mime)).toContain('Content-Transfer-Encoding: quoted-printable')
  const lines = htmlPart(mime).split('\r\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76)
})

test('lines that end in CRLF already end so once, and 998 characters are a line', async () => {
  const html = `<p>1</p>\r\n${'x'.repeat(998)}\r\n`
  expect(htmlPart(await writeMime({ ...content, html }, null))).toContain(`7bit\r\n\r\n${html}\r\n`)
})

function htmlPart(mime: Buffer): string {
  return mime.toString().split(/^--.*\r\n/m)[2] ?? ''
}

test('the domain of an address is written in ASCII', async () => {
  const mime = await writeMime({ ...content, to: { name: '', address: 'zoe@café.example' } }, null)
  expect(mime.toString()).toMatch(/^To: zoe@xn--caf-dma\.example\r$/m)
})

test.each([
  ['delivery-status', 'Final-Recipient: rfc822; zoe@client.example\nAction: failed\nStatus: 5.1.1'],
  ['feedback-report', 'Feedback-Type: abuse\nUser-Agent: Provider/1\nVersion: 1']
])('a %s names our Message-ID also where a provider wrote one of its own over it (B5)', async (type, fields) => {
  const mime = (await writeMime(content, null)).toString()
  const returned = mime.replace(/^Message-ID: .*(?:\r\n .*)*/m, 'Message-ID: <0102018f@eu-west-1.amazonses.example>')
  const lines = [
    'From: MAILER-DAEMON@provider.example',
    'To: contact@atelier.example',
    'Subject: Undelivered Mail Returned to Sender',
    `Content-Type: multipart/report; report-type=${type}; boundary=b`,
    '',
    '--b\n\nA mail of yours came back.',
    `--b\nContent-Type: message/${type}\n\nReporting-MTA: dns; provider.example\n${type === 'delivery-status' ? '\n' : ''}${fields}\n`,
    `--b\nContent-Type: message/rfc822\n\n${returned}`,
    '--b--'
  ]
  const read = understandRaw(Buffer.from(lines.join('\n')))
  const { bounce, complaint } = read.kind === 'mail' ? read.mail : { bounce: null, complaint: null }
  expect((bounce ?? complaint)?.originalMessageId).toBe(content.messageId)
})
