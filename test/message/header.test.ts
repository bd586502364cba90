import { expect, test } from 'vitest'
import { normalAddress, readAddresses } from '#src/message/addresses.ts'
import { decodeHeaderText } from '#src/message/encoded-words.ts'
import { allValues, readHeader } from '#src/message/header-block.ts'
import { credibleDate, readDate } from '#src/message/header-date.ts'
import { readMessageIds } from '#src/message/message-ids.ts'
import { readParameters } from '#src/message/parameters.ts'
import { readSubject } from '#src/message/subject.ts'
import { mailOf, understood } from './mails.ts'

/** A header value as the wire has it: one character per byte. */
function wire(text: string, encoding: BufferEncoding = 'utf8'): string {
  return Buffer.from(text, encoding).toString('latin1')
}

const WORDS: [string, string][] = [
  ['=?UTF-8?Q?C=C3=A9line?=', 'Céline'],
  ['=?utf-8?b?Q8OpbGluZQ==?= Dupont', 'Céline Dupont'],
  ['=?iso-8859-1?q?C=E9line_Dupont?=', 'Céline Dupont'],
  ['=?iso-8859-1*fr?q?C=E9line?=', 'Céline'],
  // Blanks between two words are no blanks (RFC 2047, section 6.2), and a character may be split between them.
  ['=?UTF-8?B?w4k=?= =?UTF-8?B?dMOp?=', 'Été'],
  ['=?UTF-8?Q?caf=C3?= =?UTF-8?Q?=A9?=', 'café'],
  ['=?UTF-8?Q?un?= puis =?UTF-8?Q?deux?=', 'un puis deux'],
  // Broken as programs break them.
  ['=?UTF-8?Q?Bonjour à tous?=', 'Bonjour à tous'],
  ['=?UTF-8?Q?Vraiment=3F?=', 'Vraiment?'],
  ['"=?UTF-8?Q?C=C3=A9line?="', '"Céline"'],
  ['=?UTF-8?B?Q8OpbGluZ', 'Célin'],
  ['=?x-unknown?q?C=E9line?=', 'Céline'],
  ['=?latin1?q?=93Soldes=94_=80?=', '“Soldes” €'],
  ['pas de mot codé =? du tout', 'pas de mot codé =? du tout']
]

test.each(WORDS)('%s', (raw, text) => {
  expect(decodeHeaderText(wire(raw))).toBe(text)
})

test('raw 8-bit headers are repaired, whatever charset they are in', () => {
  expect(decodeHeaderText(wire('Soldes d’été'))).toBe('Soldes d’été')
  expect(decodeHeaderText(wire('Soldes d\u0092\u00e9t\u00e9', 'latin1'))).toBe('Soldes d’été')
})

test('a subject keeps no line break, no control character and no NUL', () => {
  expect(understood(mailOf({ Subject: '=?utf-8?q?a=0D=0ABcc:_x=00y?=' }, 'x')).subject).toBe('a Bcc: xy')
})

const ADDRESSES: [string, { name: string; address: string }[]][] = [
  ['Ana <ana@client.example>', [{ name: 'Ana', address: 'ana@client.example' }]],
  ['Ana@Client.EXAMPLE', [{ name: '', address: 'ana@client.example' }]],
  [
    '"Dupont, Céline" <c@x.example>, b@x.example',
    [
      { name: 'Dupont, Céline', address: 'c@x.example' },
      { name: '', address: 'b@x.example' }
    ]
  ],
  ['ana@client.example (Ana)', [{ name: 'Ana', address: 'ana@client.example' }]],
  ['Ana (of (the) shop) <ana@client.example>', [{ name: 'Ana', address: 'ana@client.example' }]],
  [
    'Team: ana@x.example, "B" <b@x.example>;',
    [
      { name: '', address: 'ana@x.example' },
      { name: 'B', address: 'b@x.example' }
    ]
  ],
  ['undisclosed-recipients:;', []],
  [
    'a@x.example; b@x.example',
    [
      { name: '', address: 'a@x.example' },
      { name: '', address: 'b@x.example' }
    ]
  ],
  ['<@relay.example:ana@x.example>', [{ name: '', address: 'ana@x.example' }]],
  ['=?utf-8?q?Ana_=3Cana=40x.example=3E?=', [{ name: 'Ana', address: 'ana@x.example' }]],
  ["'ana@x.example' <ana@x.example>", [{ name: 'ana@x.example', address: 'ana@x.example' }]],
  ['ana+crm@x.example', [{ name: '', address: 'ana+crm@x.example' }]],
  ['Ana <ana@münchen.example>', [{ name: 'Ana', address: 'ana@xn--mnchen-3ya.example' }]],
  ['MAILER-DAEMON', []],
  ['Ana <ana@client.example', [{ name: 'Ana', address: 'ana@client.example' }]]
]

test.each(ADDRESSES)('%s', (raw, addresses) => {
  expect(readAddresses(wire(raw))).toEqual(addresses)
})

test('what is no address has no normal form', () => {
  for (const text of [
    '',
    '@',
    'ana',
    'ana@',
    '@x.example',
    'a b@x.example',
    'ana@x..example',
    'ana@-',
    'a\u0001@x.example'
  ])
    expect(normalAddress(text)).toBeNull()
})

test('several From fields are all kept', () => {
  const mail = understood('From: a@x.example\r\nFrom: b@x.example\r\nSubject: x\r\n\r\ny')
  expect(mail.from.map(({ address }) => address)).toEqual(['a@x.example', 'b@x.example'])
})

const IDS: [string, string[]][] = [
  ['<a@x> <b@x>', ['a@x', 'b@x']],
  ['<a@x>\t(comment) <a@x>', ['a@x']],
  ['< a b@x >', ['ab@x']],
  ['a@x b@x', ['a@x', 'b@x']],
  ['"Ana" message of Monday', []],
  ['<>', []],
  ['<no-at-sign>', ['no-at-sign']]
]

test.each(IDS)('ids in %s', (raw, ids) => {
  expect(readMessageIds(raw)).toEqual(ids)
})

const DATES: [string, string | null][] = [
  ['Mon, 2 Mar 2026 10:00:00 +0100', '2026-03-02T09:00:00.000Z'],
  ['2 Mar 26 10:00 EST', '2026-03-02T15:00:00.000Z'],
  ['Mon, 02 March 2026 10:00:00 GMT (comment)', '2026-03-02T10:00:00.000Z'],
  ['Mon, 2 Mar 2026 10.00.00 +0100', '2026-03-02T09:00:00.000Z'],
  ['Mon, 2 Mar 2026 08:00:00 PM -0500', '2026-03-03T01:00:00.000Z'],
  ['2026-03-02T10:00:00Z', '2026-03-02T10:00:00.000Z'],
  ['Mon, 32 Mar 2026 25:00:00 +0100', null],
  ['yesterday', null],
  ['', null]
]

test.each(DATES)('date %s', (raw, iso) => {
  const instant = readDate(raw)
  expect(instant === null ? null : new Date(instant).toISOString()).toBe(iso)
})

test('a date that is absurd or after the mail was received is none', () => {
  const received = Date.parse('2026-03-02T10:00:00Z')
  expect(credibleDate(Date.parse('2026-03-02T20:00:00Z'), received)).toBe('2026-03-02T20:00:00.000Z')
  expect(credibleDate(Date.parse('2026-03-05T10:00:00Z'), received)).toBeNull()
  expect(credibleDate(Date.parse('1970-01-01T00:00:00Z'), received)).toBeNull()
  expect(credibleDate(Date.parse('2199-01-01T00:00:00Z'), null)).toBeNull()
})

test('without a word of our server, the topmost Received tells when a mail came', () => {
  const fields = { Date: 'Mon, 2 Mar 2037 10:00:00 +0000', Received: 'from a by b; Mon, 2 Mar 2026 10:00:00 +0000' }
  expect(understood(mailOf(fields, 'x')).date).toBeNull()
})

const SUBJECTS: [string, string, 'reply' | 'forward' | null][] = [
  ['Votre devis', 'Votre devis', null],
  ['Re: Votre devis', 'Votre devis', 'reply'],
  ['RE : RE: Votre devis', 'Votre devis', 'reply'],
  ['RE[4]: Votre devis', 'Votre devis', 'reply'],
  ['Re(2): Votre devis', 'Votre devis', 'reply'],
  ['TR: Votre devis', 'Votre devis', 'forward'],
  ['Réf : Votre devis', 'Votre devis', 'reply'],
  ['Fwd: Re: Votre devis', 'Votre devis', 'forward'],
  ['[boutique] Re: Votre devis', 'Votre devis', 'reply'],
  ['Votre devis (fwd)', 'Votre devis', 'forward'],
  ['[Fwd: Votre devis]', 'Votre devis', 'forward'],
  ['AW: WG: Ihr Angebot', 'Ihr Angebot', 'reply'],
  ['SV: Ert tilbud', 'Ert tilbud', 'reply'],
  ['Odp: Oferta', 'Oferta', 'reply'],
  ['RES: Orçamento', 'Orçamento', 'reply'],
  ['回复：报价', '报价', 'reply'],
  ['Re：报价', '报价', 'reply'],
  ['Ответ: счет', 'счет', 'reply'],
  ['Re:', '', 'reply'],
  ['[boutique]', '[boutique]', null],
  ['Rendez-vous : jeudi', 'Rendez-vous : jeudi', null],
  ['Info: soldes', 'Info: soldes', null],
  ['Ref: 2026-113', 'Ref: 2026-113', null],
  ['Réf. 2026-113', 'Réf. 2026-113', null]
]

test.each(SUBJECTS)('subject %s', (subject, baseSubject, subjectPrefix) => {
  expect(readSubject(subject)).toEqual({ baseSubject, subjectPrefix })
})

const PARAMETERS: [string, string, string][] = [
  ['text/plain; charset=utf-8', 'charset', 'utf-8'],
  ['text/plain; CHARSET="utf-8"', 'charset', 'utf-8'],
  ['text/plain charset=utf-8', 'charset', 'utf-8'],
  ['application/pdf; name="a;b.pdf"', 'name', 'a;b.pdf'],
  ["application/pdf; name*=utf-8''devis%20%C3%A9t%C3%A9.pdf", 'name', 'devis été.pdf'],
  ["application/pdf; name*0*=utf-8'fr'devis%20%C3; name*1*=%A9t%C3%A9.; name*2=pdf", 'name', 'devis été.pdf'],
  ['application/pdf; name*1=f; name*0=devis.pd', 'name', 'devis.pdf'],
  ['application/pdf; name="=?utf-8?q?=C3=A9t=C3=A9.pdf?="', 'name', 'été.pdf'],
  ['multipart/mixed; boundary="a\\"b"', 'boundary', 'a"b']
]

test.each(PARAMETERS)('%s', (raw, name, value) => {
  expect(readParameters(raw).parameters.get(name)).toBe(value)
})

test('folded fields, lines that are no field and bare line ends are read', () => {
  const header = readHeader(Buffer.from('Subject: a\n b\r\nthis is no field\r\nX: 1\nx: 2\n\nbody: no'))
  expect(allValues(header, 'subject')).toEqual(['a b'])
  expect(allValues(header, 'x')).toEqual(['1', '2'])
  expect(header.byName.has('body')).toBe(false)
})
