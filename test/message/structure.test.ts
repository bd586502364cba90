import { expect, test } from 'vitest'
import { readMime } from '#src/message/mime.ts'
import { wantedParts, type PartNode } from '#src/message/structure.ts'
import { mailOf, multipart, understood } from './mails.ts'

/** As imapflow tells a structure: no part number is relied on. */
const text: PartNode = { type: 'text/plain', parameters: { charset: 'utf-8' }, encoding: '7bit', size: 10 }
const html: PartNode = { type: 'text/html', parameters: { charset: 'utf-8' }, encoding: 'quoted-printable', size: 20 }
const pdf: PartNode = {
  type: 'application/pdf',
  parameters: { name: 'devis.pdf' },
  encoding: 'base64',
  size: 30,
  disposition: 'attachment',
  dispositionParameters: { filename: 'devis.pdf' }
}
const logo: PartNode = { type: 'image/png', id: '<logo@x>', encoding: 'base64', size: 40, disposition: 'inline' }

function many(type: string, childNodes: PartNode[]): PartNode {
  return { type: `multipart/${type}`, childNodes }
}

function carried(inner: PartNode): PartNode {
  return { type: 'message/rfc822', size: 50, childNodes: [inner] }
}

const STRUCTURES: [string, PartNode, string[], string[]][] = [
  ['one text', text, ['1'], []],
  ['alternatives', many('alternative', [text, html]), ['1', '2'], []],
  ['alternatives with an attachment', many('mixed', [many('alternative', [text, html]), pdf]), ['1.1', '1.2'], ['2']],
  ['HTML with its pictures', many('alternative', [text, many('related', [html, logo])]), ['1', '2.1'], ['2.2']],
  [
    'a signed mail',
    many('signed', [many('alternative', [text, html]), { type: 'application/pgp-signature' }]),
    ['1.1', '1.2'],
    ['2']
  ],
  ['text, picture, text', many('mixed', [text, logo, text]), ['1', '3'], ['2']],
  ['a text file attached', many('mixed', [text, { ...text, disposition: 'attachment' }]), ['1'], ['2']],
  ['a named text file', many('mixed', [text, { ...text, parameters: { name: 'notes.txt' } }]), ['1'], ['2']],
  ['a body with a name', { ...text, parameters: { name: 'body.txt' } }, ['1'], []],
  [
    'a delivery report',
    many('report', [text, { type: 'message/delivery-status' }, carried(many('alternative', [text, html]))]),
    ['1', '2', '3.header'],
    []
  ],
  [
    'a report with returned headers',
    many('report', [text, { type: 'message/delivery-status' }, { type: 'text/rfc822-headers' }]),
    ['1', '2', '3'],
    []
  ],
  ['a forward of a plain mail', many('mixed', [text, carried(text)]), ['1', '2.header', '2.1'], ['2']],
  [
    'a forward of a multipart mail',
    many('mixed', [text, carried(many('alternative', [text, html]))]),
    ['1', '2.header', '2.1', '2.2'],
    ['2']
  ],
  [
    'a forward of a forward',
    many('mixed', [text, carried(many('mixed', [text, carried(text)]))]),
    ['1', '2.header', '2.1'],
    ['2']
  ],
  ['a mail that is nothing but a forward', carried(text), ['1.header', '1.1'], ['1']],
  ['no text at all', pdf, [], ['1']]
]

test.each(STRUCTURES)('%s', (_, structure, parts, attachments) => {
  const wanted = wantedParts(structure)
  if (wanted.kind === 'quarantined') throw new Error(wanted.detail)
  expect(wanted.parts.map(({ part }) => part)).toEqual(parts)
  expect(wanted.attachments.map(({ part }) => part)).toEqual(attachments)
})

test('a wanted part tells how it is written, an attachment what it is', () => {
  expect(wantedParts(many('mixed', [html, pdf, logo]))).toEqual({
    kind: 'wanted',
    parts: [{ part: '1', type: 'text/html', charset: 'utf-8', encoding: 'quoted-printable' }],
    attachments: [
      { name: 'devis.pdf', type: 'application/pdf', size: 30, part: '2', contentId: null, inline: false },
      { name: '', type: 'image/png', size: 40, part: '3', contentId: 'logo@x', inline: true }
    ]
  })
})

test('too many parts and too deep a nesting are told', () => {
  expect(
    wantedParts(
      many(
        'mixed',
        Array.from({ length: 600 }, () => text)
      )
    )
  ).toMatchObject({ reason: 'too-many-parts' })
  let deep: PartNode = text
  for (let depth = 0; depth < 60; depth++) deep = many('mixed', [deep])
  expect(wantedParts(deep)).toMatchObject({ reason: 'nested-too-deep' })
})

test('a whole mail is numbered as an IMAP server numbers it', () => {
  const { root } = readMime(
    Buffer.from(
      mailOf(
        { 'Content-Type': 'multipart/mixed; boundary="outer"' },
        multipart('outer', [
          'Content-Type: multipart/alternative; boundary=outer-inner\n\n' +
            multipart('outer-inner', ['\nun', 'Content-Type: text/html\n\n<p>deux</p>']),
          'Content-Type: message/rfc822\n\nSubject: x\n\ntrois',
          'Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\nquatre'
        ])
      )
    )
  )
  const wanted = wantedParts(root)
  if (wanted.kind === 'quarantined') throw new Error(wanted.detail)
  expect(wanted.parts.map(({ part }) => part)).toEqual(['1.1', '1.2', '2.header', '2.1'])
  expect(wanted.attachments.map(({ part }) => part)).toEqual(['2', '3'])
})

test('alternatives are read once, a sequence as a whole', () => {
  const alternatives = multipart('b', ['\nBonjour', 'Content-Type: text/html\n\n<p>Bonjour en HTML</p>'])
  expect(understood(mailOf({ 'Content-Type': 'multipart/alternative; boundary=b' }, alternatives)).text.trim()).toBe(
    'Bonjour'
  )
  const sequence = multipart('b', ['\nBonjour', 'Content-Type: image/png\n\nx', '\nAu revoir'])
  expect(understood(mailOf({ 'Content-Type': 'multipart/mixed; boundary=b' }, sequence)).text.split(/\s+/)).toEqual([
    'Bonjour',
    'Au',
    'revoir'
  ])
})

const DAMAGED: [string, string, string][] = [
  ['without a closing boundary', '--b\n\nBonjour\n', 'Bonjour'],
  ['without any boundary line', 'Bonjour', 'Bonjour'],
  ['with text before the first boundary', 'This is a MIME mail.\n--b\n\nBonjour\n--b--', 'Bonjour'],
  ['with blanks behind the boundary', '--b  \n\nBonjour\n--b-- ', 'Bonjour'],
  ['with another boundary that begins alike', '--b\n\nBonjour\n--bc\nMerci\n--b--', 'Bonjour\n--bc\nMerci']
]

test.each(DAMAGED)('a multipart %s', (_, body, expected) => {
  expect(understood(mailOf({ 'Content-Type': 'multipart/mixed; boundary=b' }, body)).text.trim()).toBe(expected)
})

test('a forwarded mail tells who wrote it, when and what', () => {
  const forward = multipart('b', [
    '\nPour toi',
    'Content-Type: message/rfc822\n\nFrom: Ana <ana@client.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nSubject: Devis\nContent-Type: text/plain; charset=utf-8\n\nCombien ?'
  ])
  const mail = understood(mailOf({ 'Content-Type': 'multipart/mixed; boundary=b' }, forward))
  expect(mail.text.trim()).toBe('Pour toi')
  expect(mail.forwarded).toMatchObject({
    from: { name: 'Ana', address: 'ana@client.example' },
    date: '2026-03-02T10:00:00.000Z',
    subject: 'Devis',
    text: expect.stringContaining('Combien ?')
  })
})

test('of a long text 64 KiB are kept, and the mail says so', () => {
  const mail = understood(mailOf({}, 'mot '.repeat(50_000)))
  expect(mail.text.length).toBeLessThanOrEqual(64 * 1024)
  expect(mail.textTruncated).toBe(true)
})
