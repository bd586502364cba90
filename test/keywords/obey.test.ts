import { beforeEach, describe, expect, test } from 'vitest'
import { setPreference } from '#src/clients/preference-store.ts'
import { recordPurchases } from '#src/purchases/store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { answer, eml, emptyShop, openShop, QUESTION, type Shop } from './shop.ts'

const database = await testDatabase()
const { prisma } = database
let shop: Shop

beforeEach(async () => {
  await emptyShop(database)
  shop = await openShop(database)
  await shop.receive(QUESTION)
})

async function claire() {
  return prisma.client.findFirstOrThrow({ where: { addresses: { some: { address: 'claire@client.example' } } } })
}

describe('a member’s answer from the Sent folder', () => {
  test('tags the thread, and its receipt goes to that member alone', async () => {
    await shop.receive(answer('Bonjour, 450 €.\n\n#vip'), 'sent')
    await shop.work()
    expect(await shop.tags()).toEqual(['vip'])
    const mails = await shop.outgoing()
    expect(mails).toMatchObject([
      { purpose: 'receipt', toAddress: 'marie@shop.example', subject: 'Re: Table en chêne' }
    ])
    expect(mails[0]?.text).toContain('étiquette «\u00a0vip\u00a0» posée')
    expect(mails[0]?.text).toContain('son destinataire a pu les lire')
    expect(mails[0]?.text).not.toContain('450')
  })

  test('is obeyed once, whatever is read again (F4)', async () => {
    const source = answer('Bonjour\n\n#note aime le chêne')
    await shop.receive(source, 'sent')
    await shop.work()
    await shop.receive(source)
    await shop.work()
    expect(await prisma.interaction.count({ where: { kind: 'note' } })).toBe(1)
    expect(await shop.outgoing()).toHaveLength(1)
  })

  test('older than 7 days is not obeyed', async () => {
    shop.clock.set('2024-03-19T09:31:00Z')
    await shop.receive(answer('#vip'), 'sent')
    await shop.work()
    expect(await shop.tags()).toEqual([])
  })

  test('keywords in the quotation, between paragraphs or in a sentence are text', async () => {
    await shop.receive(answer('Bonjour\n#vip\nMerci\n> #urgent\nvoir #123'), 'sent')
    await shop.work()
    expect(await shop.tags()).toEqual([])
    expect(await shop.outgoing()).toEqual([])
  })
})

describe('undo', () => {
  /** Marie answers the latest receipt. @returns what the receipt for that says, with plain spaces */
  async function takeBack() {
    const receipt = (await shop.outgoing()).findLast(({ purpose }) => purpose === 'receipt')
    const fields = {
      From: 'marie@shop.example',
      To: 'contact@shop.example',
      Subject: 'Re: Table en chêne',
      'Message-ID': `<undo-${receipt?.messageIdHeader}>`,
      'In-Reply-To': `<${receipt?.messageIdHeader}>`
    }
    await shop.receive(eml(fields, '#undo'), 'sent')
    await shop.work()
    return (await shop.outgoing()).at(-1)?.text.replaceAll(/[\u00A0\u202F]/g, ' ') ?? ''
  }

  async function write(...lines: string[]) {
    await shop.receive(answer(`Bonjour.\n\n${lines.join('\n')}`), 'sent')
    await shop.work()
  }

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      '#anniversaire 14 mai',
      () => prisma.client.updateMany({ data: { birthdayDay: 15 } }),
      async () => (await claire()).birthdayDay
    ],
    [
      '#pour Paul',
      () => prisma.thread.updateMany({ data: { ownerId: shop.marie } }),
      async () => (await prisma.thread.findFirstOrThrow()).ownerId
    ],
    [
      '#pour Paul',
      () => prisma.client.updateMany({ data: { ownerId: shop.marie } }),
      async () => [(await claire()).ownerId, (await prisma.thread.findFirstOrThrow()).ownerId]
    ],
    [
      '#pref livraison=mardi',
      async () => {
        const given = { clientId: (await claire()).id, key: 'livraison', value: 'jeudi', sentence: null }
        await setPreference(prisma, { ...given, messageId: null, by: shop.paul, at: new Date() })
      },
      async () => prisma.preference.findMany({ select: { value: true, state: true }, orderBy: { value: 'asc' } })
    ],
    [
      '#achat 120 facture 7',
      async () => {
        const given = { clientId: (await claire()).id, externalId: '7', on: '2024-03-12', currency: 'EUR' }
        await recordPurchases(prisma, 'keyword', [{ ...given, amount: 99_00n, discount: 0n, lines: [] }])
      },
      async () => (await prisma.purchase.findFirst())?.amount
    ],
    [
      '#ignorer',
      () => prisma.client.updateMany({ data: { state: 'active', stateReason: 'accepted' } }),
      async () => (await claire()).state
    ],
    [
      '#client Jean Petit <jean@autre.example>',
      () => prisma.client.updateMany({ where: { name: 'Jean Petit' }, data: { phone: '0612' } }),
      async () => prisma.client.count({ where: { name: 'Jean Petit' } })
    ]
  ])('%s is left as it is where somebody made something else of it since', async (line, change, look) => {
    await write(line, '#vip')
    await change()
    const before = await look()
    const told = await takeBack()
    expect(await look()).toEqual(before)
    expect(told).toMatch(/laissé comme c’est :\n {2}– .+\. Cela a changé depuis\. Ce n’est pas annulé/)
    expect(told).toContain('étiquette « vip » posée')
    expect(await shop.tags()).toEqual([])
  })

  test('that can take back nothing is told as not done, and can be asked for again', async () => {
    await write('#anniversaire 14 mai')
    const client = await claire()
    await prisma.client.update({ where: { id: client.id }, data: { birthdayDay: 15 } })
    expect(await takeBack()).toMatch(/^Pas fait :\n– #undo : laissé comme c’est :/)
    expect(await prisma.keywordAct.count({ where: { state: 'undone' } })).toBe(0)
  })

  test('of a client that was made for the thread takes the record away, with what was said of it in the same mail', async () => {
    await write('#client Jean Petit <jean@autre.example>', '#note aime le chêne', '#pref livraison=mardi', '#pour Paul')
    expect(await takeBack()).not.toContain('laissé comme c’est')
    expect(await prisma.client.count({ where: { name: 'Jean Petit' } })).toBe(0)
  })

  test('#undo in answer to the receipt takes back all that it tells', async () => {
    await shop.receive(
      answer('#vip\n#note aime le chêne\n#anniversaire 14 mai\n#rappel jeudi rappeler\n#pour Paul\n#clos'),
      'sent'
    )
    await shop.work()
    expect(await claire()).toMatchObject({ birthdayDay: 14, birthdayMonth: 5, ownerId: shop.paul })
    const [receipt] = await shop.outgoing()
    await shop.receive(
      eml(
        {
          From: 'marie@shop.example',
          To: 'contact@shop.example',
          Subject: 'Re: Table en chêne',
          'Message-ID': '<undo@shop.example>',
          'In-Reply-To': `<${receipt?.messageIdHeader}>`
        },
        `#undo\n\nLe 12 mars 2024 à 11:00, contact@shop.example a écrit :\n> Fait :\n> – étiquette « vip » posée`
      ),
      'sent'
    )
    await shop.work()
    expect(await shop.tags()).toEqual([])
    expect(await claire()).toMatchObject({ birthdayDay: null, ownerId: null })
    expect(await prisma.reminder.count()).toBe(0)
    expect(await prisma.interaction.count({ where: { kind: 'note' } })).toBe(0)
    expect(await prisma.thread.count({ where: { closedAt: { not: null } } })).toBe(0)
    expect((await shop.outgoing()).at(-1)?.text).toContain('repris')
  })

  test('another member cannot take it back', async () => {
    await shop.receive(answer('#vip'), 'sent')
    await shop.work()
    const [receipt] = await shop.outgoing()
    const fields = {
      From: 'paul@shop.example',
      To: 'contact@shop.example',
      Subject: 'x',
      'Message-ID': '<u@shop.example>',
      'In-Reply-To': `<${receipt?.messageIdHeader}>`
    }
    await shop.receive(eml(fields, '#undo'), 'sent')
    await shop.work()
    expect(await shop.tags()).toEqual(['vip'])
  })
})

describe('each keyword', () => {
  test.each([
    ['#tag salon du livre', 'étiquette « salon-du-livre » posée'],
    ['#tag vip, salon', 'une étiquette ne contient ni virgule'],
    [`#tag ${'x'.repeat(61)}`, 'une étiquette a 60 lettres au plus'],
    ['#note aime le bois clair', 'note sur la fiche de Claire Martin'],
    ['#pref livraison=mardi', 'préférence de Claire Martin : livraison = mardi'],
    ['#birthday 14 May 1980', 'anniversaire de Claire Martin : 14 mai 1980'],
    ['#rappel jeudi 9h rappeler', 'rappel « rappeler » le 14 mars 2024'],
    ['#relance 2 semaines', 'relance, sauf réponse du client d’ici là, le 26 mars 2024'],
    ['#pour Paul', 'confié à Paul Petit'],
    ['#close', 'fil fermé'],
    ['#achat 120,50 facture 2026-113', 'achat de 120,50 € (2026-113) pour Claire Martin'],
    ['#stop', 'Claire Martin ne recevra plus ni relance ni offre'],
    ['#ignorer', 'fiche de Claire Martin ignorée'],
    ['#fiche', 'la fiche de Claire Martin vous arrive à part'],
    ['#aide', '#rappel jeudi 9h rappeler pour le devis'],
    ['#client Jean Petit <jean@autre.example>', 'fil mis sur la fiche de Jean Petit, créée'],
    ['#vipp', 'vouliez-vous dire #vip ?'],
    ['#rapel jeudi appeler', 'vouliez-vous dire #rappel ?'],
    ['#xyzzy', 'mot-clé inconnu'],
    ['#rappel', 'il manque la suite'],
    ['#rappel bientôt', 'commencez par la date'],
    ['#pour Zoé', 'personne ne s’appelle « Zoé »'],
    ['#bon AUCUN-CODE 45', 'Ce code n’existe pas'],
    ['#accepter', 'rien n’est à décider'],
    ['#undo', 'il n’y a rien à reprendre']
  ])('%s', async (line, told) => {
    await shop.receive(answer(`Bonjour.\n\n${line}`), 'sent')
    await shop.work()
    const receipt = (await shop.outgoing()).find(({ purpose }) => purpose === 'receipt')
    expect(receipt?.text.replaceAll(/[\u00A0\u202F]/g, ' ')).toContain(told)
  })

  test('the card goes to the member who asks and holds the record', async () => {
    await shop.receive(answer('#pref livraison=mardi\n#fiche'), 'sent')
    await shop.work()
    const card = (await shop.outgoing()).find(({ purpose }) => purpose === 'card')
    expect(card).toMatchObject({ toAddress: 'marie@shop.example', subject: 'Fiche de Claire Martin' })
    expect(card?.text).toContain('claire@client.example')
    expect(card?.text).toContain('livraison\u00a0: mardi')
  })
})

test('words in several mails that follow each other are told in one receipt (F5)', async () => {
  await shop.receive(answer('#vip'), 'sent')
  await shop.receive(answer('Encore.\n\n#urgent'), 'sent')
  await shop.work()
  const mails = await shop.outgoing()
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain('vip')
  expect(mails[0]?.text).toContain('urgent')
})

test('a forward to ourselves is about the mail it carries (F3), and its hashtags are not ours', async () => {
  await shop.receive(
    eml(
      {
        From: 'marie@shop.example',
        To: 'contact+crm@shop.example',
        Subject: 'Fwd: Table en chêne',
        'Message-ID': '<f@shop.example>'
      },
      '#vip\n\n---------- Forwarded message ---------\nDe : Claire Martin <claire@client.example>\nDate: lun. 11 mars 2024 à 17:42\nSubject: Table en chêne\nTo: <contact@shop.example>\n\nBonjour\n\n#urgent'
    ),
    'sent'
  )
  await shop.work()
  const question = await prisma.message.findFirstOrThrow({ where: { messageIdHeader: 'q1@client.example' } })
  expect(await prisma.threadTag.findMany({ select: { tag: true, threadId: true } })).toEqual([
    { tag: 'vip', threadId: question.threadId }
  ])
  expect((await shop.outgoing())[0]?.text).not.toContain('a pu les lire')
})

test('the owner’s own tags and synonyms count, and new tags where the owner allows them (F6)', async () => {
  await prisma.setting.createMany({
    data: [
      { key: 'keywords.tags', value: ['salon'] },
      { key: 'keywords.synonyms', value: { tel: 'rappel' } },
      { key: 'keywords.newTags', value: true }
    ]
  })
  await shop.receive(answer('#salon #nouveauté\n#tel demain appeler Claire'), 'sent')
  await shop.work()
  expect(await shop.tags()).toEqual(['nouveauté', 'salon'])
  expect(await prisma.reminder.findMany({ select: { text: true } })).toEqual([{ text: 'appeler Claire' }])
})
