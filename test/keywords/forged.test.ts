import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { emptyShop, eml, openShop, QUESTION, type Shop } from './shop.ts'

const database = await testDatabase()
const { prisma } = database
let shop: Shop

beforeEach(async () => {
  await emptyShop(database)
  shop = await openShop(database)
  await shop.receive(QUESTION)
})

const MARIE = 'Marie Durand <marie@shop.example>'
const PASS = 'mx.shop.example; dmarc=pass header.from=shop.example; dkim=pass header.d=shop.example'
const EVIL_PASS = 'mx.shop.example; dmarc=pass header.from=evil.example; dkim=pass header.d=evil.example'

let number = 0

function forged(fields: Record<string, string | string[]>, text = 'Mot secret.\n\n#vip #fiche'): string {
  return eml(
    {
      From: MARIE,
      To: 'contact@shop.example',
      Subject: 'Re: Table en chêne',
      'Message-ID': `<f${++number}@evil.example>`,
      'In-Reply-To': '<q1@client.example>',
      References: '<q1@client.example>',
      ...fields
    },
    text
  )
}

const ATTEMPTS: [string, Record<string, string | string[]>][] = [
  ['no proof at all', {}],
  [
    'our server says that it failed',
    { 'Authentication-Results': 'mx.shop.example; dmarc=fail header.from=shop.example' }
  ],
  [
    'the attacker wrote our server’s word below its own',
    { 'Authentication-Results': ['mx.shop.example; dmarc=fail header.from=shop.example', PASS] }
  ],
  ['the attacker’s server vouches', { 'Authentication-Results': PASS.replace('mx.shop.example', 'mx.evil.example') }],
  [
    'a server whose name begins like ours',
    { 'Authentication-Results': PASS.replace('mx.shop.example;', 'mx.shop.example.evil.example;') }
  ],
  [
    'our name in a comment',
    { 'Authentication-Results': `mx.evil.example (mx.shop.example); ${PASS.slice(PASS.indexOf(';') + 2)}` }
  ],
  [
    'the verdict in a comment',
    { 'Authentication-Results': 'mx.shop.example; dmarc=none (dmarc=pass header.from=shop.example)' }
  ],
  [
    'the verdict in a quoted string',
    { 'Authentication-Results': 'mx.shop.example; spf=none smtp.mailfrom="a; dmarc=pass header.from=shop.example"' }
  ],
  ['only SPF passed', { 'Authentication-Results': 'mx.shop.example; spf=pass smtp.mailfrom=shop.example' }],
  ['DKIM of another domain passed', { 'Authentication-Results': 'mx.shop.example; dkim=pass header.d=evil.example' }],
  ['DMARC passed for another domain', { 'Authentication-Results': EVIL_PASS }],
  ['an unknown version of the field', { 'Authentication-Results': PASS.replace(';', ' 2;') }],
  ['the word of an ARC hop', { 'ARC-Authentication-Results': `i=1; ${PASS}` }],
  ['a field that only looks like it', { 'X-Authentication-Results': PASS }],
  ['two From fields, ours first', { From: [MARIE, 'evil@evil.example'], 'Authentication-Results': EVIL_PASS }],
  ['two From fields, ours last', { From: ['evil@evil.example', MARIE], 'Authentication-Results': EVIL_PASS }],
  ['two addresses in From', { From: `${MARIE}, evil@evil.example`, 'Authentication-Results': EVIL_PASS }],
  [
    'our address as the display name',
    { From: '"marie@shop.example" <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'our address in an encoded display name',
    { From: '=?utf-8?q?Marie_=3Cmarie=40shop=2Eexample=3E?= <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  ['the whole From encoded', { From: '=?utf-8?q?marie=40shop=2Eexample?=', 'Authentication-Results': EVIL_PASS }],
  ['our address in a comment', { From: 'evil@evil.example (marie@shop.example)', 'Authentication-Results': EVIL_PASS }],
  [
    'a comment behind our address',
    { From: 'marie@shop.example (evil@evil.example)', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'two pairs of brackets',
    { From: 'Marie <marie@shop.example> <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'a folded From',
    { From: 'Marie Durand\n <marie@shop.example>\n , <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  ['group syntax', { From: 'us: marie@shop.example;', 'Authentication-Results': EVIL_PASS }],
  [
    'a control sign in the address',
    { From: 'marie@shop.example\u0000@evil.example', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'a look-alike domain',
    {
      From: 'marie@sh0p.example',
      'Authentication-Results': PASS.replaceAll('shop.example;', 'shop.example;').replaceAll(
        '=shop.example',
        '=sh0p.example'
      )
    }
  ],
  ['a look-alike domain in Cyrillic', { From: 'marie@shоp.example', 'Authentication-Results': EVIL_PASS }],
  [
    'a subdomain of ours',
    {
      From: 'marie@news.shop.example',
      'Authentication-Results': PASS.replaceAll('=shop.example', '=news.shop.example')
    }
  ],
  [
    'ours as Sender and Reply-To only',
    { From: 'evil@evil.example', Sender: MARIE, 'Reply-To': MARIE, 'Authentication-Results': EVIL_PASS }
  ],
  ['an old genuine mail sent again', { 'Authentication-Results': PASS, Date: 'Mon, 4 Mar 2024 10:00:00 +0100' }],
  ['a mail from the future', { 'Authentication-Results': PASS, Date: 'Mon, 18 Mar 2024 10:00:00 +0100' }],
  ['a program’s mail', { 'Authentication-Results': PASS, 'Auto-Submitted': 'auto-replied' }]
]

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
