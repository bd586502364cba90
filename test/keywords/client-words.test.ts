import { beforeEach, describe, expect, test } from 'vitest'
import { Temporal } from 'temporal-polyfill'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { shownCode } from '#src/offers/code.ts'
import { secureRandom } from '#src/platform/random.ts'
import { testDatabase } from '#test/setup/database.ts'
import { eml, emptyShop, openShop, QUESTION, type Shop } from './shop.ts'

const database = await testDatabase()
const { prisma } = database
let shop: Shop

beforeEach(async () => {
  await emptyShop(database)
  shop = await openShop(database)
  await shop.receive(QUESTION)
})

function fromClaire(text: string, fields: Record<string, string> = {}): string {
  return eml(
    {
      From: 'Claire Martin <claire@client.example>',
      To: 'contact@shop.example',
      Subject: 'Re: Offre',
      'Message-ID': `<c${text.length}@client.example>`,
      ...fields
    },
    text
  )
}

async function claire() {
  return prisma.client.findFirstOrThrow({ where: { addresses: { some: { address: 'claire@client.example' } } } })
}

describe('STOP (F7)', () => {
  test('takes whoever writes it off all marketing at once, with the proof, and confirms it', async () => {
    await shop.receive(fromClaire('STOP\n\nLe 11/03/2024 à 17:42, La boutique a écrit :\n> Offre !'))
    await shop.work()
    expect(await prisma.suppression.findMany({ select: { address: true, scope: true, reason: true } })).toEqual([
      { address: 'claire@client.example', scope: 'marketing', reason: 'stop-reply' }
    ])
    expect(await prisma.consentEntry.findMany({ select: { state: true, method: true, wording: true } })).toEqual([
      { state: 'withdrawn', method: 'stop-reply', wording: 'STOP' }
    ])
    expect(await shop.outgoing()).toMatchObject([{ purpose: 'confirmation', toAddress: 'claire@client.example' }])
  })

  test('is confirmed once a day', async () => {
    await shop.receive(fromClaire('STOP'))
    await shop.receive(fromClaire('Stop !'))
    await shop.work()
    expect(await shop.outgoing()).toHaveLength(1)
  })

  test('in an automatic mail or in the quotation says nothing', async () => {
    await shop.receive(fromClaire('STOP', { 'Auto-Submitted': 'auto-replied' }))
    await shop.receive(fromClaire('D’accord pour mardi.\n\nLe 11/03/2024 à 17:42, La boutique a écrit :\n> STOP'))
    await shop.work()
    expect(await prisma.suppression.count()).toBe(0)
    expect(await shop.outgoing()).toEqual([])
  })
})

describe('what mail programs and providers say for a client (F7, H9)', () => {
  test('a mail to the unsubscribe address takes off whoever got the mail with that token, and is not answered', async () => {
    const token = await promotionTo((await claire()).id)
    const source = fromClaire('', { Subject: `unsubscribe ${token}`, 'Auto-Submitted': 'auto-generated' })
    await shop.receive(source)
    await shop.work()
    expect(await withdrawals()).toEqual([{ state: 'withdrawn', method: 'unsubscribe-link' }])
    expect(await suppressed()).toEqual(['claire@client.example marketing unsubscribed'])
    expect(await shop.outgoing()).toEqual([])
  })

  test('without a token that is known it holds for the address that wrote', async () => {
    await shop.receive(fromClaire('', { Subject: 'unsubscribe 00000000-0000-4000-8000-000000000000' }))
    await shop.work()
    expect(await suppressed()).toEqual(['claire@client.example marketing unsubscribed'])
  })

  test('Apple Mail’s button does the same, with the mail as proof', async () => {
    const messageId = await shop.receive(fromClaire('', { Subject: 'unsubscribe', 'X-Apple-Unsubscribe': 'true' }))
    await shop.work()
    expect(await suppressed()).toEqual(['claire@client.example marketing unsubscribed'])
    expect(await prisma.consentEntry.findMany({ select: { wording: true, evidence: true } })).toEqual([
      { wording: 'Feedback-Type: opt-out', evidence: `message:${messageId}` }
    ])
    expect(await shop.outgoing()).toEqual([])
  })

  test('a provider’s opt-out report does the same for the client that it names', async () => {
    const report = [
      '--b\nContent-Type: text/plain\n\nopt out',
      '--b\nContent-Type: message/feedback-report\n\nFeedback-Type: opt-out\nVersion: 1\nOriginal-Rcpt-To: claire@client.example',
      '--b--'
    ]
    const fields = { From: 'fbl@provider.example', To: 'contact@shop.example', Subject: 'FBL' }
    const type = 'multipart/report; report-type=feedback-report; boundary=b'
    await shop.receive(eml({ ...fields, 'Content-Type': type }, report.join('\n')))
    await shop.work()
    expect(await suppressed()).toEqual(['claire@client.example marketing unsubscribed'])
  })

  test('an empty mail whose subject is STOP is a STOP', async () => {
    await shop.receive(fromClaire('', { Subject: 'STOP' }))
    await shop.work()
    expect(await suppressed()).toEqual(['claire@client.example marketing stop-reply'])
  })
})

async function suppressed(): Promise<string[]> {
  const rows = await prisma.suppression.findMany({ where: { liftedAt: null } })
  return rows.map(({ address, scope, reason }) => `${address} ${scope} ${reason}`)
}

function withdrawals() {
  return prisma.consentEntry.findMany({ select: { state: true, method: true } })
}

test('a coupon code in a client’s mail is shown on the record and not redeemed (F7)', async () => {
  const at = new Date('2024-03-01T00:00:00Z')
  const coupon = await issueCoupon(
    prisma,
    {
      prefix: 'ANNIV',
      clientId: (await claire()).id,
      campaignId: null,
      occurrence: '2024',
      discount: { kind: 'percent', basisPoints: 1000 },
      minimumSpend: 0n,
      currency: 'EUR',
      issuedAt: at,
      expiresAt: new Date('2024-04-01T00:00:00Z'),
      issuedBy: 'test'
    },
    secureRandom
  )
  await shop.receive(fromClaire(`Bonjour, puis-je utiliser ${shownCode(coupon.code).toLowerCase()} ?`))
  await shop.work()
  const notes = await prisma.interaction.findMany({ where: { kind: 'note' }, select: { title: true, subjectId: true } })
  expect(notes).toEqual([{ title: `Cite le bon ${shownCode(coupon.code)}`, subjectId: coupon.id }])
  expect(await prisma.couponRedemption.count()).toBe(0)
})

describe('what a client says of themselves (M6)', () => {
  const said = fromClaire('Bonjour, mon anniversaire est le 14 mai. Merci de m’écrire en anglais.')

  test('is proposed with its sentence and not believed', async () => {
    await shop.receive(said)
    await shop.work()
    expect(
      await prisma.preference.findMany({
        select: { key: true, value: true, state: true, sentence: true },
        orderBy: { key: 'asc' }
      })
    ).toEqual([
      { key: 'birthday', value: '--05-14', state: 'proposed', sentence: 'Bonjour, mon anniversaire est le 14 mai.' },
      { key: 'language', value: 'en', state: 'proposed', sentence: 'Merci de m’écrire en anglais.' }
    ])
    expect(await claire()).toMatchObject({ birthdayDay: null, language: null })
  })

  test('is believed on a member’s word, and #undo makes it a proposal again', async () => {
    await shop.receive(said)
    await shop.work()
    const reply = {
      From: 'marie@shop.example',
      To: 'claire@client.example',
      Subject: 'Re: Offre',
      'In-Reply-To': '<c70@client.example>',
      References: '<c70@client.example>'
    }
    const { messageIdHeader } = await prisma.message.findFirstOrThrow({
      where: { replyText: { contains: 'anniversaire' } }
    })
    const thread = { 'In-Reply-To': `<${messageIdHeader}>`, References: `<${messageIdHeader}>` }
    await shop.receive(eml({ ...reply, ...thread, 'Message-ID': '<m1@shop.example>' }, '#accepter'), 'sent')
    await shop.work()
    expect(await claire()).toMatchObject({ birthdayDay: 14, birthdayMonth: 5, language: 'en' })
    await shop.receive(eml({ ...reply, ...thread, 'Message-ID': '<m2@shop.example>' }, '#annuler'), 'sent')
    await shop.work()
    expect(await claire()).toMatchObject({ birthdayDay: null, language: null })
    expect(await prisma.preference.count({ where: { state: 'proposed' } })).toBe(2)
  })

  test('a mail of ours proposes nothing about the client', async () => {
    const ours = {
      From: 'marie@shop.example',
      To: 'claire@client.example',
      Subject: 'Offre',
      'Message-ID': '<o@shop.example>'
    }
    await shop.receive(eml(ours, 'Mon anniversaire est le 14 mai.'), 'sent')
    await shop.work()
    expect(await prisma.preference.count()).toBe(0)
  })
})

test('nothing of the past sets clients’ words off', async () => {
  await shop.receive(fromClaire('STOP', { Date: 'Mon, 4 Mar 2024 10:00:00 +0100' }))
  await shop.work()
  expect(await prisma.suppression.count()).toBe(0)
  expect(Temporal.Instant.from(shop.clock.now()).toString()).toContain('2024-03-12')
})

/** A mail of ours that went to a client, by the token in its links. */
async function promotionTo(clientId: string): Promise<string> {
  await prisma.campaign.deleteMany({})
  const at = new Date('2024-03-01T09:00:00Z')
  const campaign = await prisma.campaign.create({
    data: { name: 'news', createdBy: 'test', versions: { create: { number: 1, definition: {}, createdBy: 'test' } } },
    include: { versions: true }
  })
  const { linkToken } = await prisma.followUp.create({
    data: {
      campaignId: campaign.id,
      versionId: campaign.versions[0]?.id ?? '',
      clientId,
      occurrence: '2024-03',
      step: 1,
      occurrenceDay: at,
      to: 'client',
      purpose: 'marketing',
      priority: 1,
      zone: 'Europe/Paris',
      meantFor: at,
      dueAt: at,
      expiresAt: at,
      dueDay: at,
      state: 'sent',
      stateSince: at,
      sentAt: at
    }
  })
  return linkToken
}
