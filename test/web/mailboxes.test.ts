import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMailServer, type MailServer } from '#src/demo/mail-server.ts'
import { ourDomains } from '#src/team/store.ts'
import { SHOP } from './shop.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

const DOMAIN = SHOP.slice(SHOP.indexOf('@') + 1)

let world: TestWorld
let owner: Visitor
let server: MailServer
let good: Record<string, string>

beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  server = await startMailServer(SHOP, { uidvalidity: 7, onSubmitted: () => undefined })
  for (let i = 0; i < 3; i++) server.deliver('INBOX', `From: a@x.example\r\nSubject: ${i}\r\n\r\nBonjour`, new Date())
  good = {
    address: SHOP,
    password: server.password,
    imapHost: '127.0.0.1',
    imapPort: String(server.imapPort),
    smtpHost: '127.0.0.1',
    smtpPort: String(server.smtpPort),
    tls: 'none',
    first: 'yes'
  }
})
afterAll(() => server.close())

const check = (fields: Record<string, string>) => owner.send('/settings/mailboxes/check', fields, '/first-run/mailbox')

describe('connecting a mailbox', () => {
  test('a wrong password is said in words, and the password does not come back in the page', async () => {
    const answer = await check({ ...good, password: 'not-the-password' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Le serveur refuse ce mot de passe')
    expect(html).not.toContain('not-the-password')
    expect(await world.db.mailbox.count()).toBe(0)
  })

  test('a server that does not answer is said so, with the fields to correct it', async () => {
    const html = await (await check({ ...good, imapPort: '1' })).text()
    expect(html).toContain('Le serveur ne répond pas')
    expect(html).toContain('value="127.0.0.1"')
  })

  test('shows what will be read before anything is stored, then stores it sealed', async () => {
    const review = await (await check(good)).text()
    expect(review).toContain('Voici ce qui sera lu')
    expect(review).toContain('3 mails')
    expect(review).not.toContain(server.password)
    expect(await world.db.mailbox.count()).toBe(0)
    const sealed = /name="sealed" value="([^"]+)"/.exec(review)?.[1] ?? ''
    expect(review).toContain(`@${DOMAIN}`)
    const agreed = { sealed, first: 'yes', ourDomain: 'yes' }
    const started = await owner.send('/settings/mailboxes', agreed, '/first-run/mailbox')
    expect(started.headers.get('Location')).toBe('/first-run/reading')
    const mailbox = await world.db.mailbox.findFirstOrThrow()
    expect(mailbox).toMatchObject({ address: SHOP, imapHost: '127.0.0.1', smtpPort: server.smtpPort })
    expect(Buffer.from(mailbox.secret).toString()).not.toContain(server.password)
    expect(await owner.text('/first-run/reading')).toContain(SHOP)
    expect(await ourDomains(world.db)).toEqual([DOMAIN])
  })

  test('what the review carries cannot be made up', async () => {
    const forged = await owner.send('/settings/mailboxes', { sealed: 'v1.AAAA' }, '/first-run/mailbox')
    expect(forged.status).toBe(422)
  })
})

describe('a connected mailbox', () => {
  test('is paused and resumed', async () => {
    const { id } = await world.db.mailbox.findFirstOrThrow()
    const path = `/settings/mailboxes/${id}`
    await owner.send(`${path}/pause`, {}, path)
    expect((await world.db.mailbox.findFirstOrThrow()).state).toBe('paused')
    await owner.send(`${path}/resumption`, {}, path)
    expect((await world.db.mailbox.findFirstOrThrow()).state).toBe('active')
  })

  test('accounts for its folders, and lists what was set apart with the reason', async () => {
    const { id } = await world.db.mailbox.findFirstOrThrow()
    const folder = await world.db.folder.create({
      data: { mailboxId: id, path: 'Archives', reading: 'read', serverCount: 10, settledCount: 10, pastUid: 1n }
    })
    const place = { folderId: folder.id, uidValidity: 7n, uid: 4n }
    await world.db.quarantine.create({ data: { ...place, reason: 'too-many-parts', detail: '900 parts' } })
    await world.db.skippedMail.create({ data: { ...place, uid: 5n, rule: 'erased-person' } })
    const html = await owner.text(`/settings/mailboxes/${id}`)
    expect(html).toContain('Archives')
    expect(html).toContain('1 personne effacée')
    expect(html).toContain('Le mail est fait de trop de morceaux.')
    expect(html).toMatch(/<details[^>]*><summary>Détail technique<\/summary><p[^>]*>900 parts<\/p><\/details>/)
  })

  test.each([
    ['refused', 'Donnez le nouveau mot de passe'],
    ['unreachable', 'réessaie tout seul']
  ] as const)('that is %s says so in the reader’s words, with the server’s own folded below', async (state, said) => {
    const { id } = await world.db.mailbox.findFirstOrThrow()
    await world.db.mailbox.update({ where: { id }, data: { state, stateReason: 'NO [TRYLATER] go away' } })
    for (const page of ['/', `/settings/mailboxes/${id}`]) {
      const html = await owner.text(page)
      expect(html).toContain(said)
      expect(html).toMatch(/<summary>Détail technique<\/summary><p[^>]*>NO \[TRYLATER\] go away</)
    }
    await world.db.mailbox.update({ where: { id }, data: { state: 'active', stateReason: null } })
  })

  test('says of a folder that cannot be read why not', async () => {
    const { id: mailboxId } = await world.db.mailbox.findFirstOrThrow()
    await world.db.folder.create({
      data: { mailboxId, path: '[Gmail]', reading: 'read', parkedReason: 'not-selectable' }
    })
    const html = await owner.text(`/settings/mailboxes/${mailboxId}`)
    expect(html).toContain('le serveur ne l’ouvre pas')
    expect(html).not.toContain('not-selectable')
  })

  test('is checked with the server from the page, and what is missing is read', async () => {
    const { id } = await world.db.mailbox.findFirstOrThrow()
    const path = `/settings/mailboxes/${id}`
    const answer = await owner.send(`${path}/reconciliation`, {}, path)
    expect(answer.status).toBe(303)
    expect(await world.db.message.count()).toBe(3)
  })
})
