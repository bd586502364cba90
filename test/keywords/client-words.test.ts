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
