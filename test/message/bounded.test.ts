import { afterEach, expect, test } from 'vitest'
import { startUnderstanding, type MailInput, type Understanding } from '#src/message/bounded.ts'
import { opened, type CarriedMail } from '#src/message/carried.ts'
import type { Understood } from '#src/message/mail.ts'
import { understandRaw } from '#src/message/understand.ts'

const stubborn = new URL('stubborn-thread.mjs', import.meta.url)
let understanding: Understanding | undefined

afterEach(() => understanding?.close())

test('a thread understands as this process does', async () => {
  understanding = startUnderstanding()
  const bytes = Buffer.from(mailSaying('Bonjour'))
  const [answer] = await understanding.understandAll([raw('Bonjour')])
  expect(answer?.kind === 'mail' && { kind: 'mail', mail: opened(answer.mail) }).toEqual(understandRaw(bytes))
})

test('answers come in the order of the mails, also from several threads', async () => {
  understanding = startUnderstanding({ workers: 2 })
  const texts = Array.from({ length: 7 }, (_, index) => `mail number ${index}`)
  const answers = await understanding.understandAll(texts.map(raw))
  expect(answers.map(textOf)).toEqual(texts)
})

test('an empty batch needs no thread', async () => {
  understanding = startUnderstanding()
  expect(await understanding.understandAll([])).toEqual([])
})

test('a mail that holds up its thread is quarantined as too slow and the others are understood', async () => {
  understanding = startUnderstanding({ timeLimitMs: 2_000, entry: stubborn })
  const answers = await understanding.understandAll([
    raw('one'),
    raw('this holds up'),
    raw('two'),
    raw('also holds up')
  ])
  expect(answers.map(textOf)).toEqual(['one', 'too-slow', 'two', 'too-slow'])
})

test('a mail that kills its thread is quarantined and the next batch is understood', async () => {
  understanding = startUnderstanding({ entry: stubborn })
  expect((await understanding.understandAll([raw('this throws'), raw('one')])).map(textOf)).toEqual([
    'unreadable',
    'one'
  ])
  expect((await understanding.understandAll([raw('two')])).map(textOf)).toEqual(['two'])
})

test('a mail that needs too much memory is quarantined as too large', async () => {
  understanding = startUnderstanding({ timeLimitMs: 60_000, entry: stubborn })
  expect((await understanding.understandAll([raw('this hoards'), raw('one')])).map(textOf)).toEqual([
    'too-large',
    'one'
  ])
})

test('a thread that cannot start is a fault, not a verdict on mails', async () => {
  understanding = startUnderstanding({ entry: new URL('no-such-thread.mjs', import.meta.url) })
  await expect(understanding.understandAll([raw('one')])).rejects.toThrow('no-such-thread')
})

function mailSaying(text: string): string {
  return `From: Ana <ana@example.org>\r\nSubject: Bonjour\r\n\r\n${text}`
}

function raw(text: string): MailInput {
  return { form: 'raw', bytes: Buffer.from(mailSaying(text)), receivedAt: null }
}

function textOf(understood: Understood<CarriedMail>): string {
  return understood.kind === 'mail' ? understood.mail.long.textOf('text') : understood.reason
}
