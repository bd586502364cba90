import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { understandRaw } from '#src/message/understand.ts'

const folder = fileURLToPath(new URL('../fixtures/replies/', import.meta.url))

function understand(name: string) {
  const understood = understandRaw(readFileSync(`${folder}${name}.eml`))
  if (understood.kind !== 'mail') throw new Error(understood.detail)
  return understood.mail
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.eml'))
  .map((file) => file.slice(0, -'.eml'.length))

test.each(names)('the new text of %s is found, no more and no less', (name) => {
  expect(understand(name).reply.text).toBe(readFileSync(`${folder}${name}.txt`, 'utf8').trimEnd())
})

describe('E3: nothing of a mail is lost', () => {
  test.each(names)('every line of %s is in the new text, the quotation or the signature', (name) => {
    const { reply, text } = understand(name)
    const held = lines([reply.text, reply.quoted, reply.signature].join('\n'))
    expect(held.toSorted()).toEqual(lines(text).toSorted())
  })
})

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

test.each([
  ['thunderbird-transfert', 'Demande de devis', '2024-03-11T16:42:10Z'],
  ['gmail-transfert', 'Demande', '2024-03-11T17:42:00Z'],
  ['iphone-transfert', 'Demande', '2024-03-11T16:42:10Z']
])('%s tells whose mail was forwarded', (name, subject, date) => {
  expect(understand(name).forwarded).toMatchObject({
    from: { name: 'Paul Petit', address: 'paul.petit@example.fr' },
    subject,
    date
  })
  expect(understand(name).forwarded?.text).toContain('Bonjour, combien coûterait une bibliothèque en chêne ?')
})
