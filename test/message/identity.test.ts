import { expect, test } from 'vitest'
import { readMime } from '#src/message/mime.ts'
import { wantedParts, TEXT_LIMIT_BYTES } from '#src/message/structure.ts'
import { understandParts } from '#src/message/understand.ts'
import { mailOf, understood } from './mails.ts'

const FIELDS = { Date: 'Mon, 2 Mar 2026 10:00:00 +0100', 'Message-ID': '<a@client.example>', Subject: 'Devis' }
const TEXT = 'Bonjour, combien pour quatre lampes à poser ? Merci.'
const original = identity(mailOf(FIELDS, TEXT))

const SAME: [string, string][] = [
  [
    'trace fields of another way',
    `Received: from x by y; Mon, 2 Mar 2026 09:00:01 +0000\r\nDelivered-To: b@x\r\n${mailOf(FIELDS, TEXT)}`
  ],
  ['bare line ends', mailOf(FIELDS, TEXT).replaceAll('\r\n', '\n')],
  ['blanks at the ends of lines', mailOf(FIELDS, `${TEXT}  \n\n`)],
  [
    'another transfer encoding',
    mailOf(
      { ...FIELDS, 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'base64' },
      Buffer.from(TEXT).toString('base64')
    )
  ],
  ['a subject that a filter marked', mailOf({ ...FIELDS, Subject: '[EXTERNE] Devis' }, TEXT)],
  ['the date in another zone', mailOf({ ...FIELDS, Date: 'Mon, 2 Mar 2026 09:00:00 GMT' }, TEXT)],
  ['a Bcc that only the sender sees', mailOf({ ...FIELDS, Bcc: 'luc@boutique.example' }, TEXT)]
]

test.each(SAME)('the same mail with %s is the same', (_, raw) => {
  expect(identity(raw)).toBe(original)
})

const OTHER: [string, string][] = [
  ['another text under the same Message-ID', mailOf(FIELDS, `${TEXT} Et une suspension.`)],
  ['a footer that a list added', mailOf(FIELDS, `${TEXT}\n_____\nListe des amis`)],
  ['another Message-ID', mailOf({ ...FIELDS, 'Message-ID': '<b@client.example>' }, TEXT)],
  ['another sender', mailOf({ ...FIELDS, From: 'luc@client.example' }, TEXT)],
  ['another date', mailOf({ ...FIELDS, Date: 'Tue, 3 Mar 2026 10:00:00 +0100' }, TEXT)]
]

test.each(OTHER)('%s is another mail', (_, raw) => {
  expect(identity(raw)).not.toBe(original)
})

test('without a Message-ID, header and text tell', () => {
  const nameless = { Date: FIELDS.Date, Subject: FIELDS.Subject }
  const first = identity(mailOf(nameless, TEXT))
  expect(identity(mailOf(nameless, TEXT))).toBe(first)
  expect(identity(mailOf({ ...nameless, Subject: 'Autre' }, TEXT))).not.toBe(first)
  expect(identity(mailOf({ ...nameless, To: 'autre@boutique.example' }, TEXT))).not.toBe(first)
  expect(identity(mailOf(nameless, 'autre'))).not.toBe(first)
})

test.each(['7bit', 'quoted-printable', 'base64'])(
  'a long mail (%s) of which only the first 64 KiB were fetched is the same',
  (encoding) => {
    const text = 'é'.repeat(100) + 'Bonjour, combien ? '.repeat(20_000)
    const coded =
      encoding === 'base64'
        ? Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\n')
        : text.replaceAll('é', encoding === 'quoted-printable' ? '=C3=A9' : 'é')
    const raw = mailOf(
      { ...FIELDS, 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': encoding },
      coded
    )
    expect(identityAsFetched(raw)).toBe(identity(raw))
  }
)

function identity(raw: string): string {
  return understood(raw).identity
}

/** As a mailbox hands a mail over: the header, and 64 KiB of each wanted part. */
function identityAsFetched(raw: string): string {
  const bytes = Buffer.from(raw)
  const { headerSize, root } = readMime(bytes)
  const header = bytes.subarray(0, headerSize)
  const wanted = wantedParts(root)
  if (wanted.kind === 'quarantined') throw new Error(wanted.detail)
  const content = root.body.subarray(0, TEXT_LIMIT_BYTES)
  const parts = wanted.parts.map((part) => ({ ...part, content, truncated: true }))
  const result = understandParts({ header, parts, attachments: wanted.attachments, size: raw.length })
  if (result.kind === 'quarantined') throw new Error(result.detail)
  return result.mail.identity
}
