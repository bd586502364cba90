import { beforeAll, describe, expect, test } from 'vitest'
import { findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { addField } from '#src/clients/fields/definition-store.ts'
import { readSegments, saveSegment } from '#src/insights/segment-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { audit } from '#src/team/audit-store.ts'
import { blanksIn } from './forms.ts'
import type { MailSketch } from '#test/threads/mails.ts'
import { addMailbox, CLAIRE, receive, SHOP } from './shop.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

/** Forms that are sent from a page that was opened before somebody changed the same thing. */

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await addMailbox(world)
  await receive(world, CLAIRE)
})

/** A page as it stands open in a tab: its form can be sent later, with some words changed. */
async function opened(path: string, action: string) {
  const fields = blanksIn(await owner.text(path), action)
  return (changes: Record<string, string>): Promise<Response> => {
    const body = new URLSearchParams(fields)
    for (const [field, value] of Object.entries(changes)) body.set(field, value)
    return post(action, body)
  }
}

function post(action: string, body: URLSearchParams): Promise<Response> {
  return owner.ask(action, {
    method: 'POST',
    body: body.toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: world.publicUrl }
  })
}

/** Presses the button of the form that a refused answer shows, changing nothing. */
async function sentAgain(answer: string, action: string): Promise<Response> {
  return post(action, blanksIn(answer, action))
}

const spaced = (html: string) => html.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('the details of a client', () => {
  const claire = () => world.db.client.findFirstOrThrow({ where: { name: { startsWith: 'Claire' } } })
  const open = async () => {
    const { id } = await claire()
    return { action: `/clients/${id}/details`, send: await opened(`/clients/${id}/edit`, `/clients/${id}/details`) }
  }

  test('keep what another form saved, where this one did not touch it', async () => {
    const [one, other] = [await open(), await open()]
    expect((await one.send({ phone: '01 02 03 04 05' })).status).toBe(303)
    expect((await other.send({ birthday: '14/05' })).status).toBe(303)
    expect(await claire()).toMatchObject({ phone: '01 02 03 04 05', birthdayMonth: 5, birthdayDay: 14 })
  })

  test('ask where both changed the same, and take what is sent knowingly', async () => {
    const [one, other] = [await open(), await open()]
    await one.send({ phone: '06 11 11 11 11', language: 'en' })
    const held = await other.send({ phone: '06 22 22 22 22', language: 'fr', birthday: '' })
    const html = await held.text()
    expect(held.status).toBe(422)
    expect(spaced(html)).toContain('Téléphone : « 01 02 03 04 05 » → « 06 11 11 11 11 »')
    expect(spaced(html)).toContain('Langue des mails : (rien) → « anglais »')
    expect(html).toContain('Vous avez changé ceci ailleurs')
    expect(html).toMatch(/id="phone"[^>]*value="06 22 22 22 22"/)
    expect(await claire()).toMatchObject({ phone: '06 11 11 11 11', language: 'en', birthdayDay: 14 })
    expect((await sentAgain(html, other.action)).status).toBe(303)
    expect(await claire()).toMatchObject({ phone: '06 22 22 22 22', language: 'fr', birthdayDay: null })
  })

  test('a form that is mended after it was refused is still compared with what it was drawn from', async () => {
    const [one, other] = [await open(), await open()]
    await one.send({ phone: '06 33 33 33 33' })
    const refused = await other.send({ birthday: '32/13' })
    expect(refused.status).toBe(422)
    const mended = blanksIn(await refused.text(), other.action)
    mended.set('birthday', '15/05')
    expect((await post(other.action, mended)).status).toBe(303)
    expect(await claire()).toMatchObject({ phone: '06 33 33 33 33', birthdayDay: 15 })
  })
})

describe('the sentences of a campaign', () => {
  const action = '/campaigns/birthday/definition'
  const offer = async () => (await findCampaign(world.db, 'birthday')).definition.offer

  test('are held where somebody saved others meanwhile, with theirs and with what was written', async () => {
    const [one, other] = [await opened('/campaigns/birthday', action), await opened('/campaigns/birthday', action)]
    expect((await one({ percent: '15' })).status).toBe(303)
    const held = await other({ validDays: '20' })
    const html = await held.text()
    expect(held.status).toBe(422)
    expect(spaced(html)).toContain('Réduction en pour cent : « 10 » → « 15 »')
    expect(html).toContain('name="percent" value="15"')
    expect(html).toContain('name="validDays" value="20"')
    expect(await offer()).toMatchObject({ discount: { percent: 15 }, validDays: 30 })
    expect((await sentAgain(html, action)).status).toBe(303)
    expect(await offer()).toMatchObject({ discount: { percent: 15 }, validDays: 20 })
  })

  test('name whoever it was', async () => {
    const open = await opened('/campaigns/birthday', action)
    const { id } = await world.db.member.create({ data: { name: 'Nora Petit', email: 'nora@boutique.example' } })
    const campaign = await findCampaign(world.db, 'birthday')
    const { definition } = campaign
    const now = world.clock.now()
    await saveDefinition(world.db, 'birthday', { definition: { ...definition, approval: 'batch' }, by: id, now })
    const subject = { kind: 'campaign', id: 'birthday' }
    await audit(world.db, { at: dateOf(now), by: { kind: 'member', id }, action: 'campaign.define', subject })
    const html = spaced(await (await open({ validDays: '25' })).text())
    expect(html).toContain('Nora Petit a changé ceci pendant que vous écriviez. Rien n’est enregistré.')
    expect(html).toContain('Accord avant l’envoi : « d’eux-mêmes » → « après votre accord, chaque jour »')
  })
})

describe('settings', () => {
  const action = '/settings/costs'

  test('of one form are merged, and asked about where both changed the same', async () => {
    const [one, other, third] = [
      await opened(action, action),
      await opened(action, action),
      await opened(action, action)
    ]
    await one({ 'costs.call': '4,50', 'offers.stacking': 'yes' })
    expect((await other({ 'costs.visit': '12' })).status).toBe(303)
    const settings = () => readSettings(world.db)
    expect(await settings()).toMatchObject({ 'costs.call': 4.5, 'costs.visit': 12, 'offers.stacking': true })
    const held = await third({ 'costs.call': '5' })
    const html = await held.text()
    expect(held.status).toBe(422)
    expect(spaced(html)).toMatch(/\(€\) : « 0 » → « 4,5 »/)
    expect(html).toContain('name="costs.visit" inputmode="decimal" value="12"')
    expect(await settings()).toMatchObject({ 'costs.call': 4.5 })
    expect((await sentAgain(html, action)).status).toBe(303)
    expect(await settings()).toMatchObject({ 'costs.call': 5, 'costs.visit': 12, 'offers.stacking': true })
  })
})

test('a client’s own fields are merged, and asked about where both changed the same', async () => {
  const words = (fr: string) => ({ fr, en: fr })
  const field = { type: 'text' as const, choices: [], subject: 'client' as const }
  await addField(world.db, { ...field, key: 'trade', label: words('Métier') })
  const choices = ['lamp', 'desk'].map((key) => ({ key, label: words(key) }))
  await addField(world.db, { ...field, key: 'likes', label: words('Goûts'), type: 'choices', choices })
  const { id } = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  const [path, action] = [`/clients/${id}/fields`, `/clients/${id}/fields`]
  const fields = async () => (await world.db.client.findUniqueOrThrow({ where: { id } })).fields
  const [one, other, third] = [await opened(path, action), await opened(path, action), await opened(path, action)]
  await one({ likes: 'lamp' })
  expect((await other({ trade: 'architecte' })).status).toBe(303)
  expect(await fields()).toEqual({ likes: ['lamp'], trade: 'architecte' })
  const html = await (await third({ trade: 'notaire' })).text()
  expect(spaced(html)).toContain('Métier : (rien) → « architecte »')
  expect((await sentAgain(html, action)).status).toBe(303)
  expect(await fields()).toEqual({ likes: ['lamp'], trade: 'notaire' })
})

test('a segment is held where somebody changed it meanwhile, also after a condition was added', async () => {
  await saveSegment(world.db, { name: 'Fidèles', condition: { kind: 'tier', is: ['A'] } }, 'test')
  const find = async () => (await readSegments(world.db)).find(({ name }) => name.startsWith('Fidèles'))
  const path = `/segments/${(await find())?.id}`
  const [one, other] = [await opened(path, path), await opened(path, path)]
  const stale = blanksIn(await owner.text(path), path)
  stale.append('action', 'add')
  stale.append('add', 'tag')
  const redrawn = await (await post('/segments/draft', stale)).text()
  expect((await one({ '0.choices': 'B' })).status).toBe(303)
  const html = spaced(await (await other({ name: 'Fidèles de Nantes' })).text())
  expect(html).toMatch(/Les clients qui en font partie : « .*A.* » → « .*B.* »/)
  expect(html).toContain('value="Fidèles de Nantes"')
  expect(html).toContain('name="0.choices" value="B" checked')
  const filled = blanksIn(redrawn, path)
  filled.set('1.words', 'vip')
  expect((await post(path, filled)).status).toBe(422)
  expect(await find()).toMatchObject({ name: 'Fidèles', condition: { of: [{ kind: 'tier', is: ['B'] }] } })
  expect((await sentAgain(html, path)).status).toBe(303)
  expect(await find()).toMatchObject({ name: 'Fidèles de Nantes', condition: { of: [{ kind: 'tier', is: ['B'] }] } })
})

test('a letter is held where somebody saved it meanwhile, with their text beside', async () => {
  const path = '/letters/birthday/fr'
  const [one, other] = [await opened(path, path), await opened(path, path)]
  const source = (words: string) => `subject: Un mot\n---\n{{greeting}}, ${words}.`
  expect((await one({ source: source('tout va bien') })).status).toBe(303)
  const held = await other({ source: source('à bientôt') })
  const html = await held.text()
  expect(held.status).toBe(422)
  expect(html).toContain('Vous avez changé ceci ailleurs')
  expect(html).toMatch(/telle qu’elle est enregistrée maintenant<\/summary>[^]*tout va bien/)
  expect(html).toContain('à bientôt.\n</textarea>')
  expect(await owner.text(path)).toContain('tout va bien.')
  expect((await sentAgain(html, path)).status).toBe(303)
  expect(await owner.text(path)).toContain('à bientôt.')
})

describe('an answer', () => {
  const thread = () => world.db.thread.findFirstOrThrow({ where: { subject: 'Lampe en laiton' } })
  const open = async () => {
    const { id } = await thread()
    return { action: `/threads/${id}/answers`, send: await opened(`/threads/${id}`, `/threads/${id}/answers`) }
  }
  const claireWrites = (messageId: string, text: string, more: Partial<MailSketch> = {}) =>
    receive(world, [{ ...ofClaire, messageId, text, date: '2026-11-24T09:00:00Z', ...more }])
  const [ofClaire = { messageId: '' }] = CLAIRE.slice(-1)

  test('written before the client wrote again is held once, with the new mail above it', async () => {
    const { action, send } = await open()
    await claireWrites('claire-3@mail.example', 'Finalement plutôt dimanche.')
    const held = await send({ text: 'À samedi.' })
    const html = await held.text()
    expect(held.status).toBe(422)
    expect(html).toContain('Claire Morel a écrit depuis que cette page est ouverte.')
    expect(html.indexOf('Finalement plutôt dimanche.')).toBeLessThan(html.indexOf('À samedi.</textarea>'))
    expect(await world.db.outgoingMail.count()).toBe(0)
    expect((await sentAgain(html, action)).status).toBe(303)
    expect(await world.db.outgoingMail.count()).toBe(1)
  })

  test('written before another answer is held, and says whose that was', async () => {
    const [one, other] = [await open(), await open()]
    expect((await one.send({ text: 'À dimanche.' })).status).toBe(303)
    const html = await (await other.send({ text: 'Dimanche nous sommes fermés.' })).text()
    expect(html).toContain('Vous avez déjà répondu depuis que cette page est ouverte.')
    const { id } = await world.db.member.create({ data: { name: 'Omar Roy', email: 'omar@boutique.example' } })
    await world.db.outgoingMail.updateMany({ where: { text: { startsWith: 'À dimanche.' } }, data: { by: id } })
    const again = await (await other.send({ text: 'Dimanche nous sommes fermés.' })).text()
    expect(again).toContain('Omar Roy a répondu depuis que cette page est ouverte.')
    expect(await world.db.outgoingMail.count()).toBe(2)
    expect((await sentAgain(again, other.action)).status).toBe(303)
  })

  test('is not held for an automatic mail, nor for its own being read back from the mailbox', async () => {
    const { send } = await open()
    await claireWrites('claire-4@mail.example', 'Je suis absente.', { kind: 'automatic' })
    const ours = await world.db.outgoingMail.findMany()
    await receive(
      world,
      ours.map(({ messageIdHeader, text }) => ({
        messageId: messageIdHeader ?? '',
        inReplyTo: ['claire-2@mail.example'],
        from: `La Boutique <${SHOP}>`,
        to: 'Claire Morel <claire@mail.example>',
        subject: 'Re: Lampe en laiton',
        text,
        date: '2026-11-24T09:31:00Z'
      }))
    )
    expect((await send({ text: 'Bonne journée.' })).status).toBe(303)
  })
})
