import { beforeAll, describe, expect, test } from 'vitest'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { addMailbox, CLAIRE, NOEL, receive, SHOP } from './shop.ts'
import { doneBy, ownedWorld, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
let claire: { id: string }
let noel: { id: string }
let thread: { id: string }

beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await addMailbox(world)
  await receive(world, [...CLAIRE, NOEL])
  claire = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  noel = await world.db.client.findFirstOrThrow({ where: { name: 'Noël Brun' } })
  thread = await world.db.thread.findFirstOrThrow({ where: { subject: 'Lampe en laiton' } })
})

const does = (path: string, fields: Record<string, string>, from: string) => doneBy(owner, { path, fields, from })

async function takesBack(undo: string | undefined) {
  const answer = await owner.send(undo ?? 'no undo was offered', {}, '/account')
  expect(answer.status).toBe(303)
}

test('what was done to a record that is erased or merged by now is not taken back, and the page says so', async () => {
  const { id } = await world.db.client.create({
    data: { name: 'Ana Vidal', state: 'active', stateReason: 'test', stateSince: new Date() }
  })
  const { undo } = await does(`/clients/${id}/tags`, { tag: 'ami', action: 'add' }, `/clients/${id}`)
  const fates = [
    { state: 'merged', mergedIntoId: claire.id },
    { state: 'erased', mergedIntoId: null }
  ]
  for (const fate of fates) {
    await world.db.client.update({ where: { id }, data: fate })
    // As erasing leaves it.
    await world.db.auditEntry.updateMany({ where: { subjectId: id }, data: { after: Prisma.DbNull } })
    const answer = await owner.send(undo ?? 'no undo was offered', {}, '/account')
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Cela ne s’annule pas')])
  }
  await world.db.client.delete({ where: { id } })
})

describe('a suggestion', () => {
  const state = async () => (await world.db.client.findUniqueOrThrow({ where: { id: noel.id } })).state

  test('is accepted, and that is taken back', async () => {
    const { said, undo } = await does(`/clients/${noel.id}/acceptance`, {}, '/suggestions')
    expect(said).toBe('Noël Brun est maintenant dans vos clients.')
    expect(await state()).toBe('active')
    await takesBack(undo)
    expect(await state()).toBe('suggested')
  })

  test('is ignored in place, and leaves the list', async () => {
    expect(await owner.text('/suggestions')).toContain('Noël Brun')
    const { undo } = await does(`/clients/${noel.id}/ignoring`, {}, '/suggestions')
    expect(await state()).toBe('ignored')
    expect(await owner.text('/suggestions')).not.toContain(`/clients/${noel.id}/acceptance`)
    await takesBack(undo)
    expect(await state()).toBe('suggested')
  })

  test('twice is once: the second says the same and changes nothing', async () => {
    const { undo } = await does(`/clients/${noel.id}/acceptance`, {}, '/suggestions')
    const lines = await world.db.auditEntry.count()
    await does(`/clients/${noel.id}/acceptance`, {}, '/account')
    expect(await world.db.auditEntry.count()).toBe(lines)
    await takesBack(undo)
  })
})

describe('on a record', () => {
  test('a call stands on the timeline with who wrote it down, until it is taken back', async () => {
    const path = `/clients/${claire.id}`
    const entry = { kind: 'call', title: 'Passe samedi', body: 'Vers onze heures' }
    const { undo } = await does(`${path}/entries`, entry, path)
    const page = await owner.text(path)
    expect(page).toContain('Passe samedi')
    expect(page).toContain('par Odile Martin')
    await takesBack(undo)
    expect(await owner.text(path)).not.toContain('Passe samedi')
  })

  const REFUSED: [form: string, at: string, fields: Record<string, string>, field: string, why: RegExp][] = [
    ['an empty note', 'entries', { kind: 'call', title: ' ', body: 'Passe samedi' }, 'title', /au moins un mot/],
    ['a long heading', 'entries', { kind: 'visit', title: 'x'.repeat(201), body: 'Le reste' }, 'title', /200 lettres/],
    [
      'long details',
      'entries',
      { kind: 'meeting', title: 'Salon', body: 'x'.repeat(10_001) },
      'body',
      /10\u202f000 lettres/
    ],
    ['a kind there is none of', 'entries', { kind: 'mail', title: 'Salon', body: '<b>' }, 'kind', /Choisissez/],
    ['a day that is past', 'reminders', { on: '2026-11-23', text: 'La rappeler' }, 'on', /Ce jour est passé/],
    ['no day', 'reminders', { on: '2026-02-31', text: 'La rappeler' }, 'on', /Choisissez un jour/],
    ['about nothing', 'reminders', { on: '2026-12-01', text: '' }, 'text', /de quoi il s’agit/],
    ['about too much', 'reminders', { on: '2026-12-01', text: 'x'.repeat(301) }, 'text', /300 lettres/]
  ]

  test.each(REFUSED)('%s is refused beside its field, with what was written', async (_, at, fields, field, why) => {
    const path = `/clients/${claire.id}`
    const count = async () => [await world.db.interaction.count(), await world.db.reminder.count()]
    const before = await count()
    const answer = await owner.send(`${path}/${at}`, fields, path)
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(new RegExp(`id="${field}-wrong">.*?</svg>([^<]*)<`, 's').exec(page)?.[1]).toMatch(why)
    const form = new RegExp(`<details[^>]* open=""><summary.*?action="${path}/${at}".*?</form>`, 's').exec(page)?.[0]
    for (const text of Object.values(fields).filter((one) => one.length > 10 || one.includes('<')))
      expect(form).toContain(text.replace('<b>', '&lt;b&gt;'))
    expect(await count()).toEqual(before)
    expect((await owner.ask(`${path}/${at}`)).headers.get('Location')).toBe(path)
  })

  test('a reminder for a day comes due in the morning of the firm, is done on the first page, and is open again', async () => {
    const path = `/clients/${claire.id}`
    await does(`${path}/reminders`, { on: '2026-11-24', text: 'La rappeler' }, path)
    const reminder = await world.db.reminder.findFirstOrThrow()
    expect(reminder.dueAt.toISOString()).toBe('2026-11-24T07:00:00.000Z')
    expect(await owner.text('/')).toContain('La rappeler')
    const { undo } = await does(`/reminders/${reminder.id}/completion`, {}, '/')
    expect(await owner.text('/')).not.toContain('La rappeler')
    await takesBack(undo)
    expect(await owner.text('/')).toContain('La rappeler')
  })

  test('a tag is added as one writes it, and removed', async () => {
    const path = `/clients/${claire.id}`
    await does(`${path}/tags`, { tag: '#Bonne Cliente', action: 'add' }, path)
    expect(await world.db.clientTag.findMany({ where: { clientId: claire.id } })).toMatchObject([
      { tag: 'bonne-cliente' }
    ])
    const { undo } = await does(`${path}/tags`, { tag: 'bonne-cliente', action: 'remove' }, path)
    expect(await world.db.clientTag.count()).toBe(0)
    await takesBack(undo)
    expect(await world.db.clientTag.count()).toBe(1)
  })

  test('what a client said of themselves is kept or set aside', async () => {
    const said = { clientId: claire.id, key: 'day', value: 'samedi', state: 'proposed', saidBy: 'client' }
    const fact = await world.db.preference.create({ data: { ...said, saidAt: new Date('2026-11-23T08:00:00Z') } })
    const stateOf = async () => (await world.db.preference.findUniqueOrThrow({ where: { id: fact.id } })).state
    const kept = await does(`/preferences/${fact.id}/keeping`, {}, `/clients/${claire.id}`)
    expect(await stateOf()).toBe('accepted')
    await takesBack(kept.undo)
    expect(await stateOf()).toBe('proposed')
    await does(`/preferences/${fact.id}/setting-aside`, {}, `/clients/${claire.id}`)
    expect(await stateOf()).toBe('rejected')
  })
})

describe('on a thread', () => {
  test('an answer leaves from the mailbox, to the one who wrote, in the same thread, once', async () => {
    const path = `/threads/${thread.id}`
    const page = await owner.text(path)
    const key = /name="key" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const answer = { key, text: 'Samedi, avec plaisir.' }
    await does(`${path}/answers`, answer, path)
    await does(`${path}/answers`, answer, path)
    expect(await world.db.auditEntry.count({ where: { action: 'thread.answer' } })).toBe(1)
    const sent = await world.db.outgoingMail.findMany({ include: { mailbox: true } })
    expect(sent).toMatchObject([
      {
        toAddress: 'claire@mail.example',
        subject: 'Re: Lampe en laiton',
        inReplyTo: 'claire-2@mail.example',
        references: ['claire-1@mail.example', 'shop-1@boutique.example', 'claire-2@mail.example'],
        mailbox: { address: SHOP },
        automatic: false
      }
    ])
    expect(sent[0]?.text).toMatch(
      /^Samedi, avec plaisir\.\n\nLe lundi 23 novembre 2026.* Claire Morel a écrit\s:\n\n> Merci !/
    )
    expect(await owner.text(path)).toContain('Réponse en cours d’envoi')
  })

  test('closing takes it from those who wait; taking that back puts it there again', async () => {
    const isWaiting = async () => (await owner.text('/')).includes(`id="thread-${thread.id}"`)
    expect(await isWaiting()).toBe(true)
    const { undo } = await does(`/threads/${thread.id}/closure`, {}, `/threads/${thread.id}`)
    expect(await isWaiting()).toBe(false)
    await takesBack(undo)
    expect(await isWaiting()).toBe(true)
  })

  test('it is handed to a member, and to nobody', async () => {
    const path = `/threads/${thread.id}`
    const { id } = await world.db.member.findFirstOrThrow()
    const { said } = await does(`${path}/owner`, { owner: id }, path)
    expect(said).toBe('Confié à Odile Martin.')
    await does(`${path}/owner`, { owner: '' }, path)
    expect((await world.db.thread.findUniqueOrThrow({ where: { id: thread.id } })).ownerId).toBeNull()
  })

  test('whom it was handed to since stays when an older handing is taken back', async () => {
    const path = `/threads/${thread.id}`
    const ownerNow = async () => (await world.db.thread.findUniqueOrThrow({ where: { id: thread.id } })).ownerId
    const { id: odile } = await world.db.member.findFirstOrThrow()
    const { id: marc } = await world.db.member.create({ data: { name: 'Marc', email: 'marc@boutique.example' } })
    const first = await does(`${path}/owner`, { owner: odile }, path)
    const second = await does(`${path}/owner`, { owner: marc }, path)
    const answer = await owner.send(first.undo ?? 'no undo was offered', {}, '/account')
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Cela a changé depuis')])
    expect(await ownerNow()).toBe(marc)
    await takesBack(second.undo)
    expect(await ownerNow()).toBe(odile)
    await takesBack(first.undo)
    expect(await ownerNow()).toBeNull()
    await world.db.member.delete({ where: { id: marc } })
  })
})

test('with JavaScript only the line changes: the answer is the part and a toast', async () => {
  const page = await owner.text('/suggestions')
  const proof = /name="_proof" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const answer = await owner.ask(`/clients/${noel.id}/ignoring`, {
    method: 'POST',
    headers: { 'HX-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _proof: proof }).toString()
  })
  const html = await answer.text()
  expect(answer.status).toBe(200)
  expect(html).not.toContain('<html')
  expect(html).toContain('hx-target="#toasts"')
})

test('every act is in the audit trail with who and when', async () => {
  const lines = await world.db.auditEntry.findMany()
  const { id } = await world.db.member.findFirstOrThrow()
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.every((line) => line.actor === id && line.actorKind === 'member')).toBe(true)
})
