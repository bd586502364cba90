import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Mail } from '#src/message/mail.ts'
import { understood } from './mails.ts'

interface Sample {
  name: string
  /** `failed`, `delayed`, `delivered`, or the kind of what is no delivery report; then details in any number. */
  expected: string[]
  mail: Mail
}

const folder = fileURLToPath(new URL('../fixtures/notices/', import.meta.url))

function samplesIn(file: string): Sample[] {
  const entries = readFileSync(`${folder}${file}`, 'utf8').split(/^=== /m).slice(1)
  return entries.map((entry) => {
    const end = entry.indexOf('\n')
    const [name = '', expected = ''] = entry.slice(0, end).split(' | ')
    const raw = entry.slice(end + 1).replaceAll('\n', '\r\n')
    const isLatin = /Content-Transfer-Encoding: 8bit/.test(raw) && /iso-8859-1/.test(raw)
    return { name, expected: expected.split('; '), mail: understood(Buffer.from(raw, isLatin ? 'latin1' : 'utf8')) }
  })
}

describe.each(readdirSync(folder))('D: %s', (file) => {
  test.each(samplesIn(file))('$name is $expected.0', ({ expected, mail }) => {
    expect(told(mail, expected)).toEqual(expected)
  })
})

/** What was understood, in the words of the samples and as far as the sample asks. */
function told(mail: Mail, expected: string[]): string[] {
  const { bounce, complaint, automatic } = mail
  const recipients = (bounce?.recipients ?? []).map(
    ({ address, hard, reason }) => `${address} ${hard ? 'hard' : 'soft'} ${reason}`
  )
  const details = expected.slice(1).map((detail) => {
    const asked = /^(\w+)=/.exec(detail)?.[1]
    if (asked === 'id') return `id=${bounce?.originalMessageId ?? complaint?.originalMessageId}`
    if (asked === 'type') return `type=${complaint?.feedbackType}`
    if (asked === 'who') return `who=${complaint?.recipients.join()}`
    if (asked === 'date') return `date=${automatic?.returnDate}`
    const recipient = recipients.shift() ?? 'no recipient'
    return detail.split(' ').length === 2 ? recipient.split(' ').slice(0, 2).join(' ') : recipient
  })
  const unasked = expected.some((detail) => /@\S+ (?:hard|soft)/.test(detail)) ? recipients : []
  return [bounce?.action ?? mail.kind, ...details, ...unasked]
}
