import { expect, test } from 'vitest'
import { arrivals, correspondence, rawMails } from '#src/demo/correspondence.ts'
import { clientFile, purchaseFile } from '#src/demo/shop-data.ts'
import { understandRaw } from '#src/message/understand.ts'

const ANCHOR = Date.UTC(2026, 4, 14, 9)

test('the same start tells the same two years, and nothing is later than the start', () => {
  expect(rawMails(ANCHOR)).toEqual(rawMails(ANCHOR))
  const mails = correspondence(ANCHOR)
  expect(mails.length).toBeGreaterThan(700)
  expect(mails.every(({ at }) => at <= ANCHOR && at > ANCHOR - 760 * 86_400_000)).toBe(true)
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length)
})

test('every mail is understood, and each kind of mail occurs', () => {
  const kinds = new Set<string>()
  for (const { raw } of rawMails(ANCHOR)) {
    const understood = understandRaw(Buffer.from(raw))
    expect(understood.kind).toBe('mail')
    if (understood.kind === 'mail') kinds.add(understood.mail.kind)
  }
  expect([...kinds]).toEqual(expect.arrayContaining(['human', 'bulk', 'list', 'automatic', 'delivery-report']))
})

test('what a client writes is read as written, accents and all', () => {
  const first = arrivals(ANCHOR).next().value
  expect(first?.text).toContain(first?.from.name)
})

test('the client file and the purchases are tables whose rows all have the columns of their header', () => {
  for (const file of [clientFile(ANCHOR), purchaseFile(ANCHOR)]) {
    const [header = '', ...rows] = file.split('\n')
    const columns = header.split(',').length
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.every((row) => row.replaceAll(/"[^"]*"/g, '').split(',').length === columns)).toBe(true)
  }
})
