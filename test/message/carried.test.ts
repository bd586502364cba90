import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { answersIn, carried, opened, PortionWriter } from '#src/message/carried.ts'
import type { Understood } from '#src/message/mail.ts'
import { aMail } from '#test/threads/mails.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 200 })
const someMail = fc
  .record({ text, html: fc.option(text), name: text, value: text, quoted: text, signature: text })
  .map(({ name, value, quoted, signature, ...sketch }) => ({
    ...aMail(sketch),
    reply: { text: sketch.text, quoted, signature },
    headers: [{ name, value }],
    attachments: [{ name, type: value, size: 7, part: '2', contentId: null, inline: false }]
  }))

test('a mail is opened as it was carried, whatever it is made of', () => {
  fc.assert(
    fc.property(someMail, (mail) => {
      expect(opened(carried(mail))).toEqual(mail)
    })
  )
})

test('mails that share a portion keep their own texts, and verdicts on others their place', () => {
  const quarantined: Understood = { kind: 'quarantined', reason: 'unreadable', detail: 'no mail header was found' }
  const oneAndOther = fc.tuple(someMail, someMail)
  fc.assert(
    fc.property(oneAndOther, ([one, other]) => {
      const portion = new PortionWriter()
      portion.add({ kind: 'mail', mail: one })
      portion.add(quarantined)
      portion.add({ kind: 'mail', mail: other })
      const answers = answersIn(portion.take())
      const plain = answers.map((answer) => (answer.kind === 'mail' ? opened(answer.mail) : answer))
      expect(plain).toEqual([one, quarantined, other])
    })
  )
})

test('a portion grows with what is put into it, and the next begins empty', () => {
  const portion = new PortionWriter()
  const long = aMail({ text: '€'.repeat(300_000) })
  for (let n = 0; n < 3; n++) portion.add({ kind: 'mail', mail: long })
  expect(portion.size).toBeGreaterThan(3 * 900_000)
  const answers = answersIn(portion.take())
  expect(answers.map((answer) => answer.kind === 'mail' && opened(answer.mail).text.length)).toEqual(
    Array.from({ length: 3 }, () => 300_000)
  )
  expect(portion.size).toBe(0)
})
