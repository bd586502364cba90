import { beforeAll, describe, expect, test } from 'vitest'
import { indexMessages } from '#src/clients/search-store.ts'
import { issueToken } from '#src/web/api/token.ts'
import { audit } from '#src/team/audit-store.ts'
import { invitationLink } from '#src/web/accounts/admission.ts'
import { CLAIRE, receive, SHOP } from './shop.ts'
import { ownedWorld, visitor, type TestWorld, type Visitor } from './world.ts'

/** What the copies of sent letters show of the client's own links and coupons (decision 032). */

const TOKEN = '6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'
const CODE = 'ANNIV-7KQX-M3RT'
const TEXT = `Bonjour Claire,\n\nVotre code : ${CODE}, à présenter avec le devis DEVIS-2026-0113.\n\nNe plus recevoir nos offres : http://maillon.test/u/${TOKEN}\nVos préférences : http://maillon.test/p/${TOKEN}`
const HTML = `<p>Votre code : ${CODE}</p><p><a class="x" href="http://maillon.test/u/${TOKEN}">Ne plus recevoir</a></p>`

let world: TestWorld
let owner: Visitor
let member: Visitor
let thread: string
let client: string

beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await receive(world, [
    ...CLAIRE,
    {
      messageId: 'letter@boutique.example',
      from: `La Boutique <${SHOP}>`,
      to: 'Claire Morel <claire@mail.example>',
      subject: `Bon anniversaire : ${CODE}`,
      text: TEXT,
      html: HTML,
      date: '2026-11-22T09:00:00Z'
    },
    {
      messageId: 'claire-3@mail.example',
      inReplyTo: ['letter@boutique.example'],
      references: ['letter@boutique.example'],
      from: 'Claire Morel <claire@mail.example>',
      to: SHOP,
      subject: 'Re: Bon anniversaire',
      text: `Merci !\n\n> Votre code : ${CODE}\n> http://maillon.test/u/${TOKEN}`,
      date: '2026-11-22T10:00:00Z'
    }
  ])
  // As reading a real mail finds it.
  await world.db.message.updateMany({
    where: { messageIdHeader: 'claire-3@mail.example' },
    data: { replyText: 'Merci !' }
  })
  await indexMessages(world.db, new Date())
  const { id: clientId } = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  client = clientId
  const letter = await world.db.message.findFirstOrThrow({ where: { messageIdHeader: 'letter@boutique.example' } })
  thread = letter.threadId
  const days = { issuedAt: new Date('2026-11-22T09:00:00Z'), expiresAt: new Date('2026-12-22T23:00:00Z') }
  const worth = { discountKind: 'percent', basisPoints: 1000, currency: 'EUR', issuedBy: 'test', occurrence: '2026' }
  await world.db.coupon.create({ data: { code: CODE.replaceAll('-', ''), clientId, ...worth, ...days } })
  const email = 'paul@boutique.example'
  const { id: invitedBy } = await world.db.member.findFirstOrThrow()
  member = visitor(world)
  await member.send(new URL(await invitationLink(world, { email, role: 'member', invitedBy })).pathname, {
    name: 'Paul Nguyen',
    email,
    password: 'une autre phrase à lui'
  })
})

const PAGES: [string, () => string][] = [
  ['the thread', () => `/threads/${thread}`],
  ['the record', () => `/clients/${client}`],
  ['the threads', () => '/threads?view=all'],
  ['the search', () => '/clients?q=anniversaire'],
  ['the first page', () => '/']
]

describe.each(PAGES)('on %s', (_, path) => {
  test('nobody sees the client’s own links, and a member only the end of a code', async () => {
    for (const page of [await owner.text(path()), await member.text(path())]) expect(page).not.toContain(TOKEN)
    expect(await member.text(path())).not.toContain('7KQX')
  })
})

test('the journal names a thread by its subject and tells of keywords, without the code for a member', async () => {
  const { id } = await world.db.member.findFirstOrThrow({ where: { role: 'owner' } })
  const subject = { kind: 'thread', id: thread }
  const by = { kind: 'member', id } as const
  await audit(world.db, { at: new Date(), by, action: 'thread.close', subject })
  const acts = [{ name: 'bon', value: `${CODE} 45`, state: 'done' }]
  await audit(world.db, { at: new Date(), by, action: 'keywords.obey', subject, after: { acts } })
  const whole = await owner.text('/settings/audit')
  expect(whole).toContain(`Bon anniversaire : ${CODE}`)
  expect(whole).toContain(`#bon ${CODE} 45`)
  const shown = await member.text('/settings/audit')
  expect(shown).toContain('Bon anniversaire')
  expect(shown).toContain('#bon')
  expect(shown).not.toContain('7KQX')
})

test('the owner sees whole codes; a reference that is no code stays for everybody', async () => {
  expect(await owner.text(`/threads/${thread}`)).toContain(CODE)
  const page = await member.text(`/threads/${thread}`)
  expect(page).toContain('…M3RT')
  expect(page).toContain('DEVIS-2026-0113')
  expect(page).toContain('Ne plus recevoir nos offres : maillon.test/u/…')
})

test('laid out, its links lead nowhere, and who may not list codes does not get it', async () => {
  const { id } = await world.db.message.findFirstOrThrow({ where: { messageIdHeader: 'letter@boutique.example' } })
  const laidOut = await owner.text(`/mails/${id}/frame`)
  expect(laidOut).toContain('<a class="x">Ne plus recevoir</a>')
  expect((await member.ask(`/mails/${id}/frame`)).status).toBe(404)
  expect(await member.text(`/threads/${thread}`)).not.toContain(`/mails/${id}/frame`)
})

test('the search does not give a code away to a member letter by letter', async () => {
  const found = (page: string) => page.includes(`/threads/${thread}`)
  expect(found(await owner.text('/clients?q=7kq'))).toBe(true)
  expect(found(await member.text('/clients?q=7kq'))).toBe(false)
  expect(found(await member.text('/clients?q=devis'))).toBe(true)
})

test('a program reads codes where its token may read coupons', async () => {
  const ask = async (scopes: string[]) => {
    const { token } = await issueToken(world.db, { name: 'test', scopes, at: new Date() }, world.random)
    const headers = { Authorization: `Bearer ${token}` }
    return (await owner.ask(`/api/v1/threads/${thread}`, { headers })).text()
  }
  const [without, withCoupons] = [await ask(['threads:read']), await ask(['threads:read', 'coupons:read'])]
  expect([without.includes(CODE), withCoupons.includes(CODE)]).toEqual([false, true])
  expect(without + withCoupons).not.toContain(TOKEN)
})
