import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { ATTEMPTS, forged, PASS } from './forgeries.ts'
import { emptyShop, openShop, QUESTION, type Shop } from './shop.ts'

const database = await testDatabase()
const { prisma } = database
let shop: Shop

beforeEach(async () => {
  await emptyShop(database)
  shop = await openShop(database)
  await shop.receive(QUESTION)
})

describe('a forged mail does nothing and reveals nothing (F2, F8)', () => {
  test.each(ATTEMPTS)('%s', async (_, fields) => {
    await shop.receive(forged(fields))
    await shop.work()
    expect(await shop.tags()).toEqual([])
    expect(await prisma.keywordAct.count()).toBe(0)
    expect(await prisma.effect.count({ where: { state: 'failed' } })).toBe(0)
    for (const mail of await shop.outgoing()) {
      expect(mail).toMatchObject({ purpose: 'alert', toAddress: 'marie@shop.example' })
      expect(`${mail.subject} ${mail.text}`).not.toMatch(/secret|Table|Claire|vip/)
    }
  })
})

test('the same mail with our server’s word on top is obeyed: the attempts fail for their own reason', async () => {
  await shop.receive(forged({ 'Authentication-Results': [PASS, 'mx.evil.example; dmarc=fail'] }))
  await shop.work()
  expect(await shop.tags()).toEqual(['vip'])
})

test('a genuine mail that was obeyed is not obeyed again under another Message-ID', async () => {
  const genuine = { 'Authentication-Results': PASS, 'Message-ID': '<genuine@shop.example>' }
  await shop.receive(forged(genuine, '#note appeler'))
  await shop.work()
  await shop.receive(forged({ ...genuine, 'Message-ID': '<copy@evil.example>' }, '#note appeler'))
  await shop.work()
  expect(await prisma.interaction.count({ where: { kind: 'note' } })).toBe(1)
})

test('other words under a Message-ID that is known are not obeyed', async () => {
  const genuine = { 'Authentication-Results': PASS, 'Message-ID': '<genuine@shop.example>' }
  await shop.receive(forged(genuine, '#vip'))
  await shop.work()
  await shop.receive(forged(genuine, '#urgent'))
  await shop.work()
  expect(await shop.tags()).toEqual(['vip'])
})

test('a member who left gets nothing', async () => {
  await prisma.member.update({ where: { id: shop.marie }, data: { leftAt: new Date() } })
  await shop.receive(forged({ 'Authentication-Results': PASS }))
  await shop.work()
  expect(await shop.tags()).toEqual([])
  expect(await shop.outgoing()).toEqual([])
})

test('a forged #undo in answer to a receipt takes nothing back', async () => {
  await shop.receive(forged({ 'Authentication-Results': PASS }, '#vip'))
  await shop.work()
  const [receipt] = await shop.outgoing()
  await shop.receive(forged({ 'In-Reply-To': `<${receipt?.messageIdHeader}>` }, '#undo'))
  await shop.work()
  expect(await shop.tags()).toEqual(['vip'])
})

test('the member is told once a day, however often their address is used', async () => {
  for (let attempt = 0; attempt < 3; attempt++) await shop.receive(forged({}))
  await shop.work()
  expect(await shop.outgoing()).toHaveLength(1)
})

test('a member’s mail whose copy in Sent is read a little later is obeyed then', async () => {
  const source = forged({}, '#vip')
  await shop.receive(source)
  await shop.work({ until: '2024-03-12T10:01:00Z' })
  expect(await shop.tags()).toEqual([])
  await shop.receive(source, 'sent')
  await shop.work()
  expect(await shop.tags()).toEqual(['vip'])
  expect((await shop.outgoing()).map(({ purpose }) => purpose)).toEqual(['receipt'])
})

test('a forged mail does not hold up what else waits in the thread', async () => {
  await shop.receive(forged({}))
  await shop.work({ until: '2024-03-12T10:00:01Z' })
  await shop.receive(forged({ 'Authentication-Results': PASS }, '#vip'))
  await shop.work({ until: '2024-03-12T10:00:02Z' })
  expect(await shop.tags()).toEqual(['vip'])
})
