import { beforeAll, describe, expect, test } from 'vitest'
import { findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { addField } from '#src/clients/fields/definition-store.ts'
import { readSegments, saveSegment } from '#src/insights/segment-store.ts'
import { invitationLink } from '#src/web/accounts/admission.ts'
import { addClient } from '#test/campaigns/people.ts'
import { ownedWorld, visitor, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  const label = { fr: 'Métier', en: 'Trade' }
  await addField(world.db, { key: 'trade', label, type: 'text', choices: [], subject: 'client' })
  for (const name of ['Claire Morel', 'Luc Petit', 'Zoé Roy']) {
    const id = await addClient(world.database, { name })
    if (name !== 'Zoé Roy') await world.db.clientTag.create({ data: { clientId: id, tag: 'vip', by: 'test' } })
  }
})

async function segmentId(name: string): Promise<string> {
  return (await readSegments(world.db)).find((segment) => segment.name === name)?.id ?? 'none'
}

const VIPS = { name: 'Les VIP', join: 'all', '0.kind': 'tag', '0.is': 'yes', '0.words': 'vip' }

async function toastOf(answer: Response): Promise<string> {
  return (await owner.text(answer.headers.get('Location') ?? '/')).replaceAll('&#39;', "'")
}

/** Has a campaign write to a segment. */
async function write(segment: string): Promise<void> {
  const { definition } = await findCampaign(world.db, 'birthday')
  const audience = { kind: 'segment', name: segment } as const
  await saveDefinition(world.db, 'birthday', {
    definition: { ...definition, audience },
    by: 'test',
    now: world.clock.now()
  })
}

describe('a segment is written by sentences', () => {
  test('that begin with what the list of clients is filtered by', async () => {
    const list = await owner.text('/clients?tag=vip')
    expect(list).toContain('href="/segments/new?tag=vip"')
    const html = await owner.text('/segments/new?tag=vip&tier=A&q=lampe')
    expect(html).toContain('name="0.words" value="vip"')
    expect(html).toContain('name="1.choices" value="A" checked')
    expect(html).toContain('La recherche «\u00a0lampe\u00a0» n’est pas gardée')
    expect(await owner.text('/clients?q=lampe')).not.toContain('/segments/new')
  })

  test('conditions are added and taken away without scripts, and nothing is saved by it', async () => {
    const added = await owner.send('/segments/draft', { ...VIPS, action: 'add', add: 'field trade' }, '/segments/new')
    const html = await added.text()
    expect(html).toContain('value="Les VIP"')
    expect(html).toContain('au champ «\u00a0Métier\u00a0»')
    const fewer = await owner.send('/segments/draft', { ...VIPS, drop: '0' }, '/segments/new')
    expect(await fewer.text()).toContain('Sans condition, tous les clients en font partie')
    expect(await readSegments(world.db)).toEqual([])
  })

  test('it is saved, counted, and narrows the list of clients', async () => {
    const saved = await owner.send('/segments', VIPS, '/segments/new')
    expect(saved.status).toBe(303)
    const html = await toastOf(saved)
    expect(html).toContain('2 clients aujourd’hui')
    expect(html).toContain('Les clients qui portent l’étiquette «\u00a0vip\u00a0».')
    const clients = await owner.text('/clients?segment=Les+VIP')
    expect(clients).toContain('Claire Morel')
    expect(clients).not.toContain('Zoé Roy')
  })

  test('what cannot be understood is marked, and stays as it was written', async () => {
    const much = { '1.kind': 'bought', '1.is': 'yes', '1.atLeast': 'beaucoup' }
    const twoWays = { '2.kind': 'spent', '2.is': 'yes', '2.atLeast': '1.500' }
    const answer = await owner.send('/segments', { ...VIPS, ...much, ...twoWays, name: '' }, '/segments/new')
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('Écrivez un nombre sans équivoque')
    expect(html).toContain('value="beaucoup"')
    expect(html).toContain('value="1.500"')
    expect(html).toContain('Écrivez un montant sans équivoque, comme 1 500,50.')
    expect(html).toContain('Donnez un nom')
  })

  test('a name that another has is refused', async () => {
    const answer = await owner.send('/segments', VIPS, '/segments/new')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Un autre segment porte ce nom')
  })
})

test('a segment of as many conditions as there may be keeps them all when it is saved again', async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ kind: 'tag' as const, is: [`t${index}`] }))
  await saveSegment(world.db, { name: 'Longue', condition: { kind: 'all', of: many } }, 'test')
  const id = await segmentId('Longue')
  const lines = many.flatMap(({ is }, index) => [
    [`${index}.kind`, 'tag'],
    [`${index}.is`, 'yes'],
    [`${index}.words`, is[0] ?? '']
  ])
  await owner.send(
    `/segments/${id}`,
    { id, name: 'Longue', join: 'all', ...Object.fromEntries(lines) },
    `/segments/${id}`
  )
  const saved = (await readSegments(world.db)).find(({ name }) => name === 'Longue')
  expect(saved?.condition).toEqual({ kind: 'all', of: many })
  await world.db.segment.delete({ where: { id } })
})

describe('a segment that campaigns use', () => {
  test('is renamed in them too', async () => {
    await write('Les VIP')
    const id = await segmentId('Les VIP')
    await owner.send(`/segments/${id}`, { ...VIPS, id, name: 'Très bons' }, `/segments/${id}`)
    const { definition } = await findCampaign(world.db, 'birthday')
    expect(definition.audience).toEqual({ kind: 'segment', name: 'Très bons' })
    expect(await owner.text('/segments')).toContain('href="/campaigns/birthday"')
  })

  test('is not removed, and the page says which campaign stands in the way', async () => {
    const id = await segmentId('Très bons')
    expect(await owner.text(`/segments/${id}`)).toContain('Des campagnes s’en servent (Bon d’anniversaire)')
    const answer = await owner.send(`/segments/${id}/removal`, {}, `/segments/${id}`)
    expect(await toastOf(answer)).toContain('Des campagnes s’en servent (Bon d’anniversaire)')
    expect(await segmentId('Très bons')).toBe(id)
  })

  test('is the owner’s to change, not a member’s', async () => {
    const member = await memberIn()
    const id = await segmentId('Très bons')
    const answer = await member.send(`/segments/${id}`, { ...VIPS, id }, `/segments/${id}`)
    expect(answer.status).toBe(403)
    const own = await member.send('/segments', { ...VIPS, name: 'À moi' }, '/segments/new')
    expect(own.status).toBe(303)
  })
})

test('a removed segment comes back by undoing', async () => {
  const id = await segmentId('À moi')
  const html = await toastOf(await owner.send(`/segments/${id}/removal`, {}, `/segments/${id}`))
  expect(await segmentId('À moi')).toBe('none')
  const undo = /action="(\/acts\/[^"]+\/undo)"/.exec(html)?.[1] ?? ''
  await owner.send(undo, {}, '/settings/audit')
  expect(await segmentId('À moi')).not.toBe('none')
})

describe('an older change is not undone over a newer one', () => {
  const lineOf = async (action: string) =>
    (await world.db.auditEntry.findFirstOrThrow({ where: { action }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })).id
  const undo = async (action: string) => owner.send(`/acts/${await lineOf(action)}/undo`, {}, '/settings/audit')

  test('nor when another segment has taken the old name: campaigns stay with whom they write to', async () => {
    await owner.send('/segments', VIPS, '/segments/new')
    expect((await undo('segment.change')).status).toBe(422)
    const { definition } = await findCampaign(world.db, 'birthday')
    expect(definition.audience).toEqual({ kind: 'segment', name: 'Très bons' })
  })

  test('nor where the segment was called otherwise since', async () => {
    const id = await segmentId('Très bons')
    await owner.send(`/segments/${id}`, { ...VIPS, id, name: 'Excellents' }, `/segments/${id}`)
    expect((await undo('segment.change')).status).toBe(422)
    const { definition } = await findCampaign(world.db, 'birthday')
    expect(definition.audience).toEqual({ kind: 'segment', name: 'Excellents' })
  })

  test('a tag for all in it goes to nobody once it is called otherwise: the list would be everybody', async () => {
    const all = { tag: 'pour eux', action: 'add', all: 'yes', list: '/clients?segment=Tr%C3%A8s+bons' }
    expect(await toastOf(await owner.send('/clients/tags', all, '/clients'))).toContain('Ce segment n’existe plus')
    expect(await world.db.clientTag.count({ where: { tag: 'pour eux' } })).toBe(0)
    const id = await segmentId('Excellents')
    await owner.send(`/segments/${id}`, { ...VIPS, id, name: 'Très bons' }, `/segments/${id}`)
  })

  test('nor does undoing a removal twice say that it did something', async () => {
    expect((await undo('segment.remove')).status).toBe(422)
  })
})

describe('one tag for many', () => {
  test('goes to all that a filter meets, and is undone for exactly those', async () => {
    const answer = await owner.send(
      '/clients/tags',
      { tag: 'salon', action: 'add', all: 'yes', list: '/clients?segment=Tr%C3%A8s+bons' },
      '/clients'
    )
    expect(answer.headers.get('Location')).toBe('/clients?segment=Tr%C3%A8s+bons')
    const html = await toastOf(answer)
    expect(html).toContain('#salon\u00a0: 2 clients mis à jour.')
    expect(await world.db.clientTag.count({ where: { tag: 'salon' } })).toBe(2)
    const undo = /action="(\/acts\/[^"]+\/undo)"/.exec(html)?.[1] ?? ''
    await owner.send(undo, {}, '/settings/audit')
    expect(await world.db.clientTag.count({ where: { tag: 'salon' } })).toBe(0)
    expect(await world.db.clientTag.count({ where: { tag: 'vip' } })).toBe(2)
  })

  test('is taken off all that have it, and put back by undoing', async () => {
    const answer = await owner.send(
      '/clients/tags',
      { tag: 'vip', action: 'remove', all: 'yes', list: '/clients' },
      '/clients'
    )
    const html = await toastOf(answer)
    expect(await world.db.clientTag.count({ where: { tag: 'vip' } })).toBe(0)
    const undo = /action="(\/acts\/[^"]+\/undo)"/.exec(html)?.[1] ?? ''
    await owner.send(undo, {}, '/settings/audit')
    expect(await world.db.clientTag.count({ where: { tag: 'vip' } })).toBe(2)
  })

  test('asks for somebody to give it to', async () => {
    const nobody = { tag: 'salon', action: 'add', list: '/clients?tag=vip' }
    const answer = await owner.send('/clients/tags', nobody, '/clients')
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain('Cochez au moins un client')
    expect(page).toContain('<option value="vip" selected="">')
  })
})

/** A member who came by an invitation. */
async function memberIn(): Promise<Visitor> {
  const { id } = await world.db.member.findFirstOrThrow({ where: { role: 'owner' } })
  const email = 'paul@boutique.example'
  const link = await invitationLink(world, { email, role: 'member', invitedBy: id })
  const member = visitor(world)
  await member.send(new URL(link).pathname, { name: 'Paul Nguyen', email, password: 'une autre phrase à lui' })
  return member
}

describe('the list says how many are in each', () => {
  const listed = async (path: string) => (await owner.text(path)).split('id="segments"')[1] ?? ''

  test('at once where that is quick', async () => {
    await saveSegment(world.db, { name: 'Salon', condition: { kind: 'tag', is: ['salon'] } }, 'test')
    await saveSegment(world.db, { name: 'Personne', condition: { kind: 'tag', is: ['aucun'] } }, 'test')
    const html = await listed('/segments')
    const counts = [...html.matchAll(/>(\d+) clients? aujourd’hui</g)].map(([, count]) => Number(count))
    const expected = (await readSegments(world.db)).length
    expect(counts).toHaveLength(expected)
    expect(/Personne<[\s\S]*?(\d+) client/.exec(html)?.[1]).toBe('0')
  })

  test('once the page is there where the base is large', async () => {
    await world.db.$executeRaw`
      INSERT INTO client (name, state, state_reason, state_since, updated_at)
      SELECT 'Client ' || n, 'active', 'test', now(), now() FROM generate_series(1, 2100) AS n`
    const waiting = await listed('/segments')
    expect(waiting).toContain('hx-get="/segments?counted"')
    expect(waiting).toMatch(/<noscript>\s*<a href="\/segments\?counted">Compter<\/a>\s*<\/noscript>/)
    expect(waiting).not.toMatch(/\d clients? aujourd’hui/)
    const counted = await listed('/segments?counted')
    expect(counted).not.toContain('hx-get="/segments?counted"')
    expect(/Personne<[\s\S]*?(\d+) client/.exec(counted)?.[1]).toBe('0')
  })
})
