import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { expect, test } from 'vitest'
import { ownMessageId, rowIdOf } from '#src/delivery/message-id.ts'
import { writeMime } from '#src/delivery/mime.ts'

const content = {
  messageId: 'maillon.7b1d5b0e-9c2f-4f7e-8d37-0d4a6f6f0001@atelier.example',
  from: { name: 'Atelier Lumière', address: 'contact@atelier.example' },
  to: { name: 'Zoé', address: 'zoe@client.example' },
  subject: 'Votre carte de fidélité',
  text: 'Bonjour Zoé,\n\nà bientôt.',
  html: null,
  inReplyTo: null,
  references: [],
  automatic: true,
  headers: [
    { name: 'List-Unsubscribe', value: '<https://atelier.example/u/1>, <mailto:contact@atelier.example?subject=stop>' },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }
  ],
  date: new Date('2026-03-01T09:00:00Z')
}

test('a subject or name cannot add a header of its own (H10)', async () => {
  const mime = await writeMime({ ...content, subject: 'Bonjour\r\nBcc: other@client.example' }, null)
  expect(mime.toString()).not.toMatch(/^Bcc:/m)
})

test('the DKIM signature covers both unsubscribe fields (H9) and verifies', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = {
    domain: 'atelier.example',
    selector: 'shop',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' })
  }
  const mime = await writeMime(content, { ...key, privateKey: String(key.privateKey) })
  const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
  const { results } = await dkimVerify(mime, { resolver: async () => [[record]] })
  expect(results[0]?.status.result).toBe('pass')
  const signedFields = /[; ]h=([^;]+);/.exec(mime.toString().replace(/\r\n\s+/g, ''))?.[1]?.toLowerCase() ?? ''
  expect(signedFields.split(':')).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']))
})

test('our own Message-IDs give back the row they stand for; others do not', () => {
  const id = '7b1d5b0e-9c2f-4f7e-8d37-0d4a6f6f0001'
  expect(rowIdOf(ownMessageId(id, 'contact@atelier.example'))).toBe(id)
  expect(rowIdOf('CAJ=xyz@mail.gmail.com')).toBeNull()
})
