import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { activate, findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { pauseSending, setPace, takePace } from '#src/delivery/pace-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { takeLeases } from '#src/platform/lease.ts'
import type { Prisma } from '#src/platform/database/generated/client.ts'
import { addClient, instant, tickAt } from '#test/campaigns/people.ts'
import { addMailbox, CLAIRE, NOEL, receive } from './shop.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

const LIVE = { 'HX-Request': 'true' }

let world: TestWorld
let owner: Visitor
let rings = 0
beforeAll(async () => {
  const ringSender = async () => void (rings += 1)
  ;({ world, owner } = await ownedWorld({ ringSender }))
})

/** It is 24 November, 10:30 in Paris; three mails were planned for 11:00, to be approved. */
beforeEach(async () => {
  await world.db.$executeRaw`TRUNCATE client, thread, message, campaign CASCADE`
  rings = 0
})

async function planThree(): Promise<void> {
  for (const name of ['Anne Roy', 'Luc Petit', 'Zoé Blanc'])
    await addClient(world.database, { name, birthday: { month: 11, day: 24 } })
  const { definition } = await findCampaign(world.db, 'birthday')
  const steps = definition.steps.map((step) => ({ ...step, at: '11:00' }))
  const now = instant('2026-11-23T06:00[Europe/Paris]')
  await saveDefinition(world.db, 'birthday', {
    definition: { ...definition, steps, approval: 'batch' },
    by: 'zoe',
    now
  })
  await activate(world.db, 'birthday', { now, by: 'zoe' })
  await planTick(world.database, tickAt('2026-11-23T10:00[Europe/Paris]'))
}

async function rowOf(name: string) {
  return world.db.followUp.findFirstOrThrow({ where: { client: { name } } })
}

test('with an empty database one sentence says what to do first', async () => {
  const html = await owner.text('/')
  expect(html).toContain('Connectez votre boîte')
  expect(html).toContain('Tout commence par votre boîte')
  expect(html).not.toContain('Personne n’attend')
  for (const path of ['/threads', '/clients', '/suggestions'])
    expect(await owner.text(path)).toContain('Connecter une boîte')
})

test('with more birthdays than are shown, says where all of them are', async () => {
  const addMany = (count: number, name: string) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        addClient(world.database, { name: `${name} ${n}`, birthday: { month: 11, day: 25 } })
      )
    )
  await addMany(8, 'Fête')
  expect(await owner.text('/')).not.toContain('tous dans votre agenda')
  await addMany(1, 'Autre fête')
  expect(await owner.text('/')).toContain('tous dans votre agenda')
  await world.db.client.deleteMany({ where: { birthdayMonth: 11, birthdayDay: 25 } })
})

test('shows who waits, who is new, and whom to begin with', async () => {
  await receive(world, [...CLAIRE, NOEL])
  const html = await owner.text('/')
  expect(html).toContain('Commencez par Claire Morel.')
  expect(html).toContain('Puis-je passer samedi ?')
  expect(html).toContain('/ignoring')
})

describe('what goes out today', () => {
  test('waits for a person, one by one and all at once', async () => {
    await planThree()
    const html = await owner.text('/')
    expect(html).toContain('3 mails attendent votre accord')
    for (const name of ['Anne Roy', 'Luc Petit', 'Zoé Blanc']) expect(html).toContain(name)
  })

  test('is let go one by one: the line leaves, the sender is told', async () => {
    await planThree()
    const { id } = await rowOf('Anne Roy')
    const answer = await live(`/follow-ups/${id}/approval`)
    expect(answer).toContain('Le mail pour Anne Roy partira.')
    expect(answer).not.toContain('<li')
    expect((await rowOf('Anne Roy')).approvedAt).toEqual(new Date('2026-11-24T09:30:00Z'))
    expect((await rowOf('Luc Petit')).approvedAt).toBeNull()
    expect(rings).toBe(1)
    expect(await owner.text('/')).toContain('part à 11:00')
  })

  test('is taken out, with the name of who did it; twice is told', async () => {
    await planThree()
    const { id } = await rowOf('Luc Petit')
    expect(await live(`/follow-ups/${id}/skipping`)).toContain('Le mail pour Luc Petit ne partira pas.')
    expect(await rowOf('Luc Petit')).toMatchObject({ state: 'skipped', reason: 'by-hand', detail: 'Odile Martin' })
    expect(await live(`/follow-ups/${id}/skipping`)).toContain('n’attend plus')
    expect(await world.db.auditEntry.count({ where: { action: 'follow-up.skip', subjectId: id } })).toBe(1)
  })

  test('is let go all at once, and the list says so in place', async () => {
    await planThree()
    const answer = await live('/campaigns/birthday/approvals')
    expect(answer).toContain('3 mails partiront.')
    expect(answer).toContain('part à 11:00')
    expect(await world.db.followUp.count({ where: { approvedAt: null } })).toBe(0)
  })

  test('works by ordinary forms: the next page says what was done', async () => {
    await planThree()
    const { id } = await rowOf('Anne Roy')
    const answer = await owner.send(`/follow-ups/${id}/skipping`, {}, '/')
    expect(answer.status).toBe(303)
    expect(await owner.text(answer.headers.get('Location') ?? '')).toContain('Le mail pour Anne Roy ne partira pas.')
  })

  test('is taken back as long as nothing went out: it waits again', async () => {
    await planThree()
    const { id } = await rowOf('Anne Roy')
    await undo(await live(`/follow-ups/${id}/approval`))
    expect(await rowOf('Anne Roy')).toMatchObject({ state: 'planned', approvedAt: null, approvedBy: null })
    expect(await owner.text('/')).toContain('3 mails attendent votre accord')
  })

  test('what was taken out is planned again for its hour', async () => {
    await planThree()
    const { id, dueAt } = await rowOf('Luc Petit')
    await undo(await live(`/follow-ups/${id}/skipping`))
    expect(await rowOf('Luc Petit')).toMatchObject({ state: 'planned', reason: null, dueAt })
    const kinds = await world.db.followUpEvent.findMany({ where: { followUpId: id }, select: { kind: true } })
    expect(kinds.map(({ kind }) => kind)).toContain('planned-again')
  })

  test('a whole batch is taken back, but not what somebody let go before it', async () => {
    await planThree()
    const { id } = await rowOf('Anne Roy')
    await live(`/follow-ups/${id}/approval`)
    world.clock.set(instant('2026-11-24T10:31[Europe/Paris]'))
    await undo(await live('/campaigns/birthday/approvals'))
    expect((await rowOf('Anne Roy')).approvedAt).not.toBeNull()
    expect(await world.db.followUp.count({ where: { approvedAt: null } })).toBe(2)
  })

  test('what has gone out meanwhile is told, and stays', async () => {
    await planThree()
    const { id } = await rowOf('Anne Roy')
    const answer = await live(`/follow-ups/${id}/approval`)
    await world.db.followUp.update({ where: { id }, data: { state: 'sent', sentAt: new Date() } })
    const refused = await undo(answer)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('Trop tard pour annuler')
    expect(await rowOf('Anne Roy')).toMatchObject({ state: 'sent' })
  })

  test('says in words what put it off, also to another day', async () => {
    await planThree()
    const keep = async (name: string, data: Prisma.FollowUpUpdateManyMutationInput) =>
      world.db.followUp.updateMany({ where: { client: { name } }, data: { approvedAt: new Date(), ...data } })
    await keep('Anne Roy', { reason: 'mailbox-unread', detail: 'contact@boutique.example' })
    await keep('Luc Petit', { reason: 'absent', dueAt: new Date('2026-11-26T08:00:00Z') })
    await keep('Zoé Blanc', { reason: 'window-shut', dueAt: new Date('2026-11-25T07:00:00Z') })
    const html = await owner.text('/')
    expect(html).toContain('une réponse peut s’y trouver\u00a0: contact@boutique.example.')
    expect(html).toMatch(/part jeudi 26 novembre 2026[^<]*<[\s\S]*?Cette personne est absente/)
    expect(html).toMatch(/part mercredi 25 novembre 2026[^<]*<[\s\S]*?Hors des heures d’envoi permises/)
  })

  test('whose time has come says what keeps all of them: no mailbox, the server’s pause, the pace', async () => {
    await planThree()
    await world.db.followUp.updateMany({ data: { approvedAt: new Date(), dueAt: new Date('2026-11-24T09:00:00Z') } })
    expect(await owner.text('/')).toContain('Aucune boîte ne peut envoyer')
    await addMailbox(world)
    const { id: mailboxId } = await world.db.mailbox.findFirstOrThrow()
    expect(await owner.text('/')).toContain('L’envoi est arrêté')
    await takeLeases(world.db, ['process:planner+sender:here'], 'here', 3_600_000)
    const html = await owner.text('/')
    expect(html).toContain('Part dès que Maillon y arrive')
    expect(html).toContain('devait partir à 10:00')
    expect(html).not.toMatch(/part à|L’envoi est arrêté|Attend son tour/)
    await setPace(world.db, mailboxId, { perMinute: 2, perDay: 500 })
    const now = dateOf(world.clock.now())
    expect(await takePace(world.db, mailboxId, 9, now)).toBe(2)
    expect(await owner.text('/')).toContain('Attend son tour\u00a0: 2 mails partent au plus par minute.')
    await setPace(world.db, mailboxId, { perMinute: 600, perDay: 2 })
    await world.db.sendingPace.updateMany({ data: { minuteTokens: 600, dayTokens: 0 } })
    expect(await owner.text('/')).toContain('Attend son tour\u00a0: 2 mails partent au plus par jour')
    await pauseSending(world.db, mailboxId, new Date('2026-11-24T09:40:00Z'))
    expect(await owner.text('/')).toContain('Le serveur d’envoi demande d’attendre\u00a0: reprise à 10:40.')
    await world.db.mailbox.deleteMany()
  })

  test('that is not there is not found', async () => {
    await receive(world, CLAIRE)
    expect((await owner.send('/follow-ups/nothing/approval', {}, '/')).status).toBe(404)
  })
})

test('a marked change in what a client buys is shown until somebody has seen it, and can be shown again', async () => {
  const clientId = await addClient(world.database, { name: 'Luc Petit' })
  const { id } = await world.db.insightAlert.create({
    data: {
      clientId,
      kind: 'falling',
      fromDay: new Date('2026-08-01'),
      toDay: new Date('2026-10-31'),
      purchasesBefore: 6,
      purchasesNow: 1,
      paidBefore: 60_000n,
      paidNow: 4000n,
      currency: 'EUR',
      chance: 0.001
    }
  })
  expect(await owner.text('/')).toContain('achète nettement moins qu’avant')
  await owner.send(`/alerts/${id}/sighting`, {}, '/')
  const after = await owner.text('/')
  expect(after).not.toContain('achète nettement moins')
  const undo = /action="(\/acts\/[^"]+\/undo)"/.exec(after)?.[1]
  await owner.send(undo ?? 'no undo was offered', {}, '/account')
  expect(await owner.text('/')).toContain('achète nettement moins qu’avant')
})

async function live(path: string): Promise<string> {
  const proof = /name="_proof" value="([^"]+)"/.exec(await owner.text('/'))?.[1] ?? ''
  const answer = await owner.ask(path, {
    method: 'POST',
    body: new URLSearchParams({ _proof: proof }).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: world.publicUrl, ...LIVE }
  })
  return answer.text()
}

/** Follows the way back that an answer offers. */
async function undo(html: string): Promise<Response> {
  return owner.send(/\/acts\/[^"]+\/undo/.exec(html)?.[0] ?? '/', {}, '/settings/audit')
}
