import { beforeAll, describe, expect, test } from 'vitest'
import { findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { audit } from '#src/team/audit-store.ts'
import { blanksIn } from './forms.ts'
import { addMailbox, CLAIRE, receive } from './shop.ts'
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
