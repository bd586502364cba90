import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { startUnderstanding, type MailInput } from '#src/message/bounded.ts'
import { understandRaw } from '#src/message/understand.ts'
import type { Understood } from '#src/message/mail.ts'
import { mailOf, multipart } from './mails.ts'

const REPORT = 'multipart/report; report-type=delivery-status; boundary=b'
const SEEDS = [
  mailOf(
    { Subject: '=?UTF-8?Q?Re=3A_Votre_devis?=', References: '<a@x> <b@x>', Date: 'Mon, 2 Mar 2026 10:00:00 +0100' },
    'Bonjour,\n\nOK pour jeudi.\n\nLe 1 mars 2026 à 09:00, Boutique <contact@boutique.example> a écrit :\n> Votre devis\n-- \nAna'
  ),
  mailOf(
    { 'Content-Type': 'multipart/mixed; boundary=b' },
    multipart('b', [
      'Content-Type: multipart/alternative; boundary=c\n\n' +
        multipart('c', [
          'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nD=C3=A9j=C3=A0 vu',
          'Content-Type: text/html\n\n<div class="gmail_quote"><p>D&eacute;j&agrave; vu</p></div>'
        ]),
      "Content-Type: application/pdf; name*=utf-8''d%C3%A9vis.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK",
      'Content-Type: message/rfc822\n\nFrom: b@x.example\nSubject: x\n\ny'
    ])
  ),
  mailOf(
    { From: 'MAILER-DAEMON@mx.example', Subject: 'Undelivered Mail Returned to Sender', 'Content-Type': REPORT },
    multipart('b', [
      '\n<ana@client.example>: host mx said: 550 5.1.1 User unknown',
      'Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ana@client.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown',
      'Content-Type: text/rfc822-headers\n\nMessage-ID: <sent@x>'
    ])
  ),
  mailOf(
    { 'Auto-Submitted': 'auto-replied', Subject: 'Réponse automatique' },
    'Absente jusqu’au 12 août, de retour le 13/08.'
  ),
  mailOf(
    { 'List-Id': '<l.example>', 'List-Post': '<mailto:l@example>', 'Content-Type': 'text/plain; charset=iso-2022-jp' },
    '\u001b$B$3$s$K$A$O\u001b(B'
  )
].map((raw) => Buffer.from(raw))

/** What happens to mails on the way: cut, bits flipped, pieces repeated, moved into one another, noise. */
const mutation = fc.oneof(
  fc.record({ do: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    do: fc.constant('flip' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bits: fc.integer({ min: 1, max: 255 })
  }),
  fc.record({
    do: fc.constant('repeat' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 400 }),
    times: fc.integer({ min: 2, max: 60 })
  }),
  fc.record({
    do: fc.constant('insert' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ maxLength: 60 })
  }),
  fc.record({
    do: fc.constant('drop' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 200 })
  })
)
type Mutation = typeof mutation extends fc.Arbitrary<infer One> ? One : never

const mutated = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(mutation, { minLength: 1, maxLength: 12 }))
  .map(([seed, mutations]) => mutations.reduce(mutate, seed))

test('whatever happened to a mail, understanding it comes to an end: a mail that can be stored, or a reason', () => {
  fc.assert(
    fc.property(mutated, (bytes) => {
      expectStorable(understandRaw(bytes))
    }),
    { numRuns: 1500 }
  )
})

test('noise is no mail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => expectStorable(understandRaw(bytes))),
    { numRuns: 300 }
  )
})

test('the next mail is still read after any mail, in a thread of its own', async () => {
  const understanding = startUnderstanding()
  try {
    const mails = fc.sample(mutated, 60).map((bytes): MailInput => ({ form: 'raw', bytes, receivedAt: null }))
    const answers = await understanding.understandAll([
      ...mails,
      { form: 'raw', bytes: SEEDS[0] ?? Buffer.alloc(0), receivedAt: null }
    ])
    expect(answers).toHaveLength(61)
    expect(answers.at(-1)).toMatchObject({ kind: 'mail', mail: { kind: 'human' } })
  } finally {
    await understanding.close()
  }
})

const MB = 1024 * 1024
const HEAD = 'From: Ana <ana@client.example>\r\nSubject: x\r\n'
const MIXED = `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n`

/** Each would bring a reader to its knees that goes over the same bytes again and again, or keeps all of them. */
const MONSTERS: [string, () => string, string][] = [
  ['one line of 50 MB', () => `${HEAD}\r\n${'a'.repeat(50 * MB)}`, 'human'],
  ['25 million empty lines', () => `${HEAD}\r\n${'\r\n'.repeat(25 * MB)}`, 'human'],
  ['a header field of 50 MB', () => `Subject: ${'a'.repeat(50 * MB)}`, 'header-too-large'],
  [
    'a base64 attachment of 50 MB',
    () =>
      `${MIXED}--b\r\n\r\nBonjour\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${'QUJD\r\n'.repeat(8 * MB)}--b--`,
    'human'
  ],
  ['a hundred thousand parts', () => MIXED + '--b\r\n\r\nx\r\n'.repeat(100_000), 'too-many-parts'],
  [
    'two thousand levels',
    () =>
      HEAD +
      Array.from(
        { length: 2000 },
        (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`
      ).join(''),
    'nested-too-deep'
  ],
  [
    'three thousand mails in one another',
    () => HEAD + 'Content-Type: message/rfc822\r\n\r\n'.repeat(3000),
    'nested-too-deep'
  ],
  ['nearly boundaries', () => MIXED + '--bx\n'.repeat(2 * MB), 'human'],
  [
    '48 levels around 20 MB of dashes',
    () =>
      `${HEAD}${Array.from({ length: 48 }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`).join('')}\r\n${'-'.repeat(20 * MB)}`,
    'human'
  ],
  ['open brackets in From', () => `From: ${'('.repeat(200_000)}\r\nSubject: x\r\n\r\nx`, 'human'],
  ['colons in To', () => `${HEAD}To: ${'a@x: '.repeat(40_000)}\r\n\r\nx`, 'human'],
  ['half encoded words', () => `From: a@x.example\r\nSubject: ${'=?a?q?'.repeat(40_000)}\r\n\r\nx`, 'human'],
  ['reply prefixes', () => `From: a@x.example\r\nSubject: ${'Re: '.repeat(60_000)}\r\n\r\nx`, 'human'],
  ['references', () => `${HEAD}References: ${'<a@x> '.repeat(40_000)}${'<'.repeat(10_000)}\r\n\r\nx`, 'human'],
  ['open elements', () => `${HEAD}Content-Type: text/html\r\n\r\n${'<div>'.repeat(100_000)}`, 'human'],
  ['quotation marks', () => `${HEAD}\r\n${'> '.repeat(100_000)}`, 'human']
]

/** Far above what any of these takes, far below what a quadratic reader would. */
const GENEROUS_LIMIT_MS = 20_000
/** SEMANTICS A15, in processor time: on a busy machine the clock says nothing of a mail. */
const WORK_LIMIT_MS = 2000

test.each(MONSTERS)('%s', async (_, raw, outcome) => {
  const bytes = Buffer.from(raw())
  const before = process.cpuUsage()
  understandRaw(bytes)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(WORK_LIMIT_MS)
  const understanding = startUnderstanding({ timeLimitMs: GENEROUS_LIMIT_MS })
  try {
    const [answer] = await understanding.understandAll([{ form: 'raw', bytes, receivedAt: null }])
    expect(answer?.kind === 'mail' ? answer.mail.kind : answer?.reason).toBe(outcome)
  } finally {
    await understanding.close()
  }
})

/** PostgreSQL takes neither NUL characters nor half surrogates; lists and texts have an end. */
function expectStorable(understood: Understood): void {
  const json = JSON.stringify(understood)
  expect(json).not.toContain('\\u0000')
  expect(json).not.toMatch(/\\ud[89a-f][0-9a-f]{2}/i)
  if (understood.kind === 'quarantined') return
  const { mail } = understood
  expect(mail.text.length).toBeLessThanOrEqual(64 * 1024)
  expect(mail.identity).toMatch(/^[0-9a-f]{64}$/)
  expect(mail.evidence.length).toBeGreaterThan(0)
  for (const { address } of [...mail.from, ...mail.to, ...(mail.bounce?.recipients ?? [])])
    expect(address).toMatch(/^\S+@\S+$/)
}

function mutate(bytes: Buffer, mutation: Mutation): Buffer {
  const at = Math.floor(mutation.at * bytes.length)
  const before = bytes.subarray(0, at)
  switch (mutation.do) {
    case 'cut':
      return before
    case 'flip': {
      const flipped = Buffer.from(bytes)
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ mutation.bits
      return flipped
    }
    case 'repeat': {
      const piece = bytes.subarray(at, at + mutation.length)
      return Buffer.concat([
        before,
        ...Array.from({ length: mutation.times }, () => piece),
        bytes.subarray(at + mutation.length)
      ])
    }
    case 'insert':
      return Buffer.concat([before, mutation.bytes, bytes.subarray(at)])
    case 'drop':
      return Buffer.concat([before, bytes.subarray(at + mutation.length)])
  }
}
