import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeMime } from '#src/delivery/mime.ts'
import { runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { contactEffect } from '#src/web/contact/arrival.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addMailbox, receive, SHOP } from './shop.ts'
import { testWorld, visitor, type TestWorld } from './world.ts'

let world: TestWorld
beforeAll(async () => {
  world = testWorld(await testDatabase())
  await addMailbox(world)
  await world.db.ourAddress.create({ data: { address: SHOP, source: 'mailbox' } })
  await writeSettings(world.db, {
    'contact.open': true,
    'contact.question': 'Vous êtes :',
    'contact.answers': ['architecte', 'artisan']
  })
})
beforeEach(async () => {
  await world.db.attempt.deleteMany()
  await world.db.outgoingMail.deleteMany()
  world.letters.length = 0
})

const LISE = {
  name: 'Lise Roux',
  address: 'Lise@Mail.example',
  phone: '',
  message: 'Livrez-vous à Lyon ?\n#vip\nSTOP',
  answer: 'architecte'
}

/** As a page of another site sends it: no cookie, no proof. */
async function send(fields: Record<string, string>): Promise<Response> {
  return visitor(world).ask('/contact', {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://boutique.example' }
  })
}

/** The mail to ourselves, as it would be read from the mailbox. */
async function readIn(): Promise<void> {
  const mail = await world.db.outgoingMail.findFirstOrThrow({ where: { purpose: 'contact' } })
  await receive(world, [
    {
      messageId: mail.messageIdHeader,
      from: `La Boutique <${SHOP}>`,
      to: SHOP,
      replyTo: `${mail.replyToName} <${mail.replyTo}>`,
      subject: mail.subject,
      text: mail.text
    }
  ])
  await runEffects(world.database, { 'contact-form': contactEffect }, { clock: world.clock, log: silentLog })
}

describe('the contact form', () => {
  test('writes to our own mailbox, with the visitor to be answered', async () => {
    expect((await send(LISE)).status).toBe(200)
    const [mail] = await world.db.outgoingMail.findMany()
    expect(mail).toMatchObject({
      purpose: 'contact',
      toAddress: SHOP,
      replyTo: 'lise@mail.example',
      replyToName: 'Lise Roux',
      automatic: false,
      text: 'Vous êtes : architecte\n\nLivrez-vous à Lyon ?\n#vip\nSTOP\n'
    })
  })

  test('lands on the record: a suggestion with the mail, the answer proposed, its words obeyed by nobody', async () => {
    await send(LISE)
    await readIn()
    const client = await world.db.client.findFirstOrThrow({ where: { name: 'Lise Roux' } })
    expect(client.state).toBe('suggested')
    const [fact] = await world.db.preference.findMany({ where: { clientId: client.id } })
    expect(fact).toMatchObject({
      key: 'profile',
      value: 'architecte',
      state: 'proposed',
      sentence: 'Vous êtes : architecte'
    })
    const effects = await world.db.effect.findMany({ select: { kind: true } })
    expect(effects.map(({ kind }) => kind)).toEqual(['contact-form'])
    expect(await world.db.consentEntry.count({ where: { clientId: client.id } })).toBe(0)
    expect(await world.db.suppression.count()).toBe(0)
  })

  test('keeps a consent only once its address has confirmed it, before or after the mail is read', async () => {
    for (const [name, isReadFirst] of [
      ['Zoé', true],
      ['Théo', false]
    ] as const) {
      await world.db.attempt.deleteMany()
      await world.db.outgoingMail.deleteMany()
      world.letters.length = 0
      await send({ ...LISE, name, address: `${name.slice(0, 2)}@mail.example`.toLowerCase(), news: 'yes' })
      if (isReadFirst) await readIn()
      const [letter] = world.letters
      expect(letter).toMatchObject({ purpose: 'confirmation' })
      const path = new URL(/http\S+/.exec(letter?.text ?? '')?.[0] ?? '').pathname
      expect((await visitor(world).ask(path)).status).toBe(200)
      expect(await world.db.consentEntry.count({ where: { client: { name } } })).toBe(0)
      for (const _again of [1, 2]) await visitor(world).ask(path, { method: 'POST', body: '' })
      if (!isReadFirst) await readIn()
      const entries = await world.db.consentEntry.findMany({ where: { client: { name } } })
      expect(entries).toMatchObject([{ state: 'given', basis: 'express', method: 'form' }])
      expect(entries[0]?.wording).toContain('Je souhaite recevoir')
    }
  })

  test('says at its fields what is wrong, and keeps what was written', async () => {
    const answer = await send({ ...LISE, address: 'lise@', message: '' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Cette adresse ne semble pas complète.')
    expect(html).toContain('puis envoyez de nouveau')
    expect(await (await send({ ...LISE, name: 'L'.repeat(5_000) })).text()).toContain('C’est trop long')
    expect(html).toContain('value="Lise Roux"')
    expect((await send({ ...LISE, address: SHOP })).status).toBe(422)
  })

  test('takes nothing from programs that fill in every field, slows down who sends many, and is not there when closed', async () => {
    expect((await send({ ...LISE, website: 'http://spam.example' })).status).toBe(200)
    expect(await world.db.outgoingMail.count()).toBe(0)
    const statuses = []
    for (let n = 0; n < 12; n++) statuses.push((await send({ ...LISE, address: `a${n}@mail.example` })).status)
    expect(statuses.at(-1)).toBe(429)
    await world.db.attempt.deleteMany()
    for (let n = 0; n < 3; n++) await send(LISE)
    expect((await send(LISE)).status).toBe(429)
    await writeSettings(world.db, { 'contact.open': false })
    await world.db.attempt.deleteMany()
    expect((await send(LISE)).status).toBe(404)
    expect((await visitor(world).ask('/contact')).status).toBe(404)
    await writeSettings(world.db, { 'contact.open': true })
  })

  test('cannot add fields to the head of the mail', async () => {
    const mime = await writeMime(
      {
        messageId: 'x@boutique.example',
        from: { name: '', address: SHOP },
        to: { name: '', address: SHOP },
        replyTo: { name: 'Lise\r\nBcc: all@mail.example', address: 'lise@mail.example' },
        subject: 'S',
        text: 't',
        html: null,
        inReplyTo: null,
        references: [],
        automatic: false,
        headers: [],
        date: new Date(0)
      },
      null
    )
    const head = mime.toString().split('\r\n\r\n')[0] ?? ''
    expect(head).toContain('Reply-To:')
    expect(head).not.toMatch(/^Bcc:/m)
    expect(head).not.toContain('Auto-Submitted')
  })
})
