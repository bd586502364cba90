import { afterEach, expect, test } from 'vitest'
import { EXAMPLE } from '#src/delivery/letter/data.ts'
import { openWriter } from '#src/delivery/letter/writer.ts'
import type { LetterOrder } from '#src/delivery/letter/writing.ts'
import { understandRaw } from '#src/message/understand.ts'

const writer = openWriter()
afterEach(() => writer.close())

const order: LetterOrder = {
  name: 'birthday',
  colour: '',
  source: 'subject: Joyeux anniversaire {{client.firstName}}\n---\n{{greeting}},\n\nUn mot de {{firm.name}}.\n',
  language: 'fr',
  data: EXAMPLE.fr,
  around: {
    messageId: 'maillon.7b1d5b0e-9c2f-4f7e-8d37-0d4a6f6f0001@atelier.example',
    from: { name: 'Atelier', address: 'contact@atelier.example' },
    to: { name: 'Zoé', address: 'zoe@client.example' },
    inReplyTo: null,
    references: [],
    automatic: true,
    headers: [],
    date: new Date('2026-03-01T09:00:00Z')
  }
}

test('letters come back as mails, in order, and one that lacks a field says which', async () => {
  const unknown = { ...EXAMPLE.fr, client: { ...EXAMPLE.fr.client, firstName: null } }
  const [first, second] = await writer.writeAll([order, { ...order, data: unknown }], null)
  if (first?.kind !== 'mail') throw new Error(first?.kind)
  expect(first.subject).toBe('Joyeux anniversaire Zoé')
  const read = understandRaw(first.mime)
  if (read.kind !== 'mail') throw new Error(read.detail)
  expect(read.mail.html).toContain('Un mot de Atelier Lumen.')
  expect(read.mail.text).toContain('Bonjour Zoé,')
  expect(second).toEqual({ kind: 'missing-field', field: 'client.firstName' })
})

test('each letter has the colour that the firm has by then', async () => {
  const written = await writer.writeAll([order, { ...order, colour: '#16336b' }, order], null)
  const inBlue = written.map((letter) => letter.kind === 'mail' && Buffer.from(letter.mime).includes('#16336b'))
  expect(inBlue).toEqual([false, true, false])
})

test('a letter that cannot be used says why, by name, and those beside it are written', async () => {
  const [wrong, right] = await writer.writeAll([{ ...order, source: 'no subject' }, order], null)
  expect(wrong).toEqual({ kind: 'unwritable', reason: expect.stringContaining('"birthday" has no subject line') })
  expect(right).toMatchObject({ kind: 'mail' })
})

test('closed while it writes, it says so instead of leaving anybody waiting', async () => {
  const written = Promise.allSettled([writer.writeAll([order], null)])
  await Promise.resolve()
  writer.close()
  expect(await written).toMatchObject([{ reason: { message: 'the thread that writes letters ended' } }])
})
