import { beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '#src/platform/setting-store.ts'
import { addMember } from '#src/team/store.ts'
import { ownedWorld, visitor, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
})

const FIRM = {
  'firm.name': 'Chez Odile',
  'firm.zone': 'Europe/Paris',
  'firm.currency': 'EUR',
  'firm.country': 'FR',
  'firm.language': 'fr',
  'firm.postalAddress': ''
}

describe('settings of the firm', () => {
  test('are saved with the line of the audit trail that says what they were', async () => {
    const firm = {
      'firm.name': 'Chez Odile',
      'firm.zone': 'America/Toronto',
      'firm.currency': 'cad',
      'firm.country': 'CA'
    }
    const fields = {
      ...firm,
      'firm.language': 'fr',
      'firm.postalAddress': '1 rue du Port\nQuébec',
      'firm.toldAtCollection': 'yes'
    }
    await owner.send('/settings/firm', fields)
    expect(await readSettings(world.db)).toMatchObject({
      'firm.name': 'Chez Odile',
      'firm.zone': 'America/Toronto',
      'firm.currency': 'CAD',
      'firm.toldAtCollection': true
    })
    const line = await world.db.auditEntry.findFirstOrThrow({ where: { action: 'settings.change' } })
    expect(line.before).toMatchObject({ 'firm.currency': 'EUR' })
  })

  test('days of closing are written as people write them, and read so again', async () => {
    const closedDays = '24/12\n03/08/2026 au 21/08/2026\n'
    await owner.send('/settings/firm', { ...FIRM, 'firm.closedDays': closedDays })
    expect((await readSettings(world.db))['firm.closedDays']).toEqual(['12-24', '2026-08-03..2026-08-21'])
    expect(await owner.text('/settings/firm')).toContain('24/12\n03/08/2026 au 21/08/2026')
    const wrong = await owner.send('/settings/firm', { ...FIRM, 'firm.closedDays': 'Noël' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('«\u00a0Noël\u00a0» n’est pas un jour de fermeture. Écrivez 24/12/2026')
    await owner.send('/settings/firm', { ...FIRM, 'firm.closedDays': 'chaque année 24/12\ndu 03/08 au 21/08' })
    expect((await readSettings(world.db))['firm.closedDays']).toEqual(['12-24', '08-03..08-21'])
  })

  test('what was typed stands there again after a refusal, with the reason beside its field', async () => {
    const typed = {
      'firm.zone': 'Paris',
      'firm.currency': 'euros',
      'firm.name': 'Chez Zoé',
      'firm.toldAtCollection': 'yes'
    }
    const html = await (await owner.send('/settings/firm', { ...FIRM, ...typed })).text()
    for (const value of ['Paris', 'euros', 'Chez Zoé']) expect(html).toContain(`value="${value}"`)
    expect(html).toMatch(/name="firm\.toldAtCollection"[^>]*checked/)
    expect(html).toMatch(/id="firm\.zone"[^>]*aria-describedby="firm\.zone-hint firm\.zone-wrong"/)
    expect(html).toContain('Écrivez un fuseau horaire, comme Europe/Paris')
    expect(html).toContain('Écrivez le code de la monnaie en trois lettres')
    const costs = await (await owner.send('/settings/costs', { 'costs.call': '-4', 'costs.visit': '40' })).text()
    expect(costs).toMatch(/id="costs\.call"[^>]*value="-4"/)
    expect(costs).toContain('sans signe moins, comme 1,50.')
    expect(costs).toMatch(/id="costs\.visit"[^>]*value="40"/)
  })

  test('a line of synonyms that is none is named, not dropped', async () => {
    const before = (await readSettings(world.db))['keywords.synonyms']
    for (const line of ['appeler', 'appeler =', 'a = rappel = b', 'mon mot = rappel']) {
      const words = { 'keywords.tags': 'vip', 'keywords.synonyms': `ring = rappel\n${line}` }
      const answer = await owner.send('/settings/words', words)
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain(`«\u00a0${line}\u00a0» n’est pas un synonyme.`)
    }
    expect((await readSettings(world.db))['keywords.synonyms']).toEqual(before)
  })

  test('a synonym for a keyword that is not there is marked, and the keywords are listed', async () => {
    const words = { 'keywords.tags': 'vip', 'keywords.synonyms': 'appeler = rapel' }
    expect((await owner.send('/settings/words', words)).status).toBe(422)
    expect((await readSettings(world.db))['keywords.synonyms']).toEqual({})
    expect(await owner.text('/settings/words')).toContain('#rappel')
  })

  test('what was changed is put back by undoing, by the owner alone', async () => {
    await owner.send('/settings/words', {
      'keywords.tags': 'salon',
      'keywords.newTags': 'yes',
      'keywords.synonyms': ''
    })
    const line = await world.db.auditEntry.findFirstOrThrow({ orderBy: { at: 'desc' }, where: { subjectId: 'words' } })
    await owner.send(`/acts/${line.id}/undo`, {}, '/settings/audit')
    expect(await readSettings(world.db)).toMatchObject({
      'keywords.tags': ['vip', 'urgent', 'prospect'],
      'keywords.newTags': false
    })
    await world.db.member.updateMany({ data: { role: 'member' } })
    expect((await owner.send(`/acts/${line.id}/undo`, {}, '/settings/audit')).status).toBe(403)
    await world.db.member.updateMany({ data: { role: 'owner' } })
  })

  test('an older change is not undone over a newer one', async () => {
    await owner.send('/settings/firm', { ...FIRM, 'firm.postalAddress': '1 rue du Port' })
    const line = await world.db.auditEntry.findFirstOrThrow({ orderBy: { at: 'desc' }, where: { subjectId: 'firm' } })
    await owner.send('/settings/firm', { ...FIRM, 'firm.postalAddress': '2 rue du Port' })
    expect((await owner.send(`/acts/${line.id}/undo`, {}, '/settings/audit')).status).toBe(422)
    expect((await readSettings(world.db))['firm.postalAddress']).toBe('2 rue du Port')
  })

  test('a zone that does not exist is marked at its field, and nothing is saved', async () => {
    const fields = {
      'firm.name': 'Autre',
      'firm.zone': 'Paris',
      'firm.currency': 'EUR',
      'firm.country': 'FR',
      'firm.language': 'fr'
    }
    const answer = await owner.send('/settings/firm', fields)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(/id="firm\.zone"[^>]*aria-invalid="true"/)
    expect((await readSettings(world.db))['firm.name']).toBe('Chez Odile')
  })

  test('costs are read as people write them', async () => {
    await owner.send('/settings/costs', { 'costs.mail': '1,50', 'costs.visit': '1 200', 'tiers.a': '' })
    expect(await readSettings(world.db)).toMatchObject({ 'costs.mail': 1.5, 'costs.visit': 1200, 'tiers.a': 0 })
  })

  test('words are one a line, synonyms one pair a line', async () => {
    const fields = { 'keywords.tags': '#vip\nsalon\n', 'keywords.synonyms': 'appeler = rappel' }
    await owner.send('/settings/words', fields)
    const settings = await readSettings(world.db)
    expect(settings['keywords.tags']).toEqual(['vip', 'salon'])
    expect(settings['keywords.synonyms']).toEqual({ appeler: 'rappel' })
  })

  test('a tag of several words is one word here as on a record', async () => {
    await owner.send('/settings/words', { 'keywords.tags': '#Bon client fidèle\nvip', 'keywords.synonyms': '' })
    expect((await readSettings(world.db))['keywords.tags']).toEqual(['bon-client-fidèle', 'vip'])
  })
})

describe('the team', () => {
  const email = 'paul@boutique.example'

  test('an invitation goes by mail, makes a member, and is no longer open', async () => {
    await owner.send('/settings/team/invitations', { email, role: 'member' }, '/settings/team')
    const letter = world.letters.at(-1)
    expect(letter).toMatchObject({ to: email, purpose: 'invitation' })
    expect(await owner.text('/settings/team')).toContain('Invitations en attente')
    const path = /http:\/\/maillon\.test(\S+)/.exec(letter?.text ?? '')?.[1] ?? ''
    const paul = visitor(world)
    await paul.send(path, { name: 'Paul', email, password: 'encore une phrase' })
    expect(await owner.text('/settings/team')).not.toContain('Invitations en attente')
    expect((await paul.ask('/settings/firm')).status).toBe(403)
    expect((await paul.ask('/settings/team')).status).toBe(200)
  })

  test('where nothing can be sent yet, the page shows the link to pass on', async () => {
    const silent = { ...world, post: async () => ({ kind: 'no-mailbox' as const }) }
    const sender = visitor(silent)
    for (const [name, value] of owner.cookies) sender.cookies.set(name, value)
    const answer = await sender.send(
      '/settings/team/invitations',
      { email: 'sam@x.example', role: 'member' },
      '/settings/team'
    )
    expect(await answer.text()).toMatch(/<code id="link">http:\/\/maillon\.test\/welcome\/[\w-]+<\/code>/)
  })

  test('whoever was added by the command line is invited from their line or by their address, and stays what they are', async () => {
    const added = { name: 'Olga', email: 'olga@boutique.example', role: 'owner' } as const
    const id = await addMember(world.db, added)
    expect(await owner.text('/settings/team')).toContain('sans accès aux pages')
    const asked: [string, Record<string, string>][] = [
      ['/settings/team/invitations', { email: added.email, role: 'member' }],
      [`/settings/team/${id}/invitations`, {}]
    ]
    const links: string[] = []
    for (const [path, fields] of asked) {
      const answer = await owner.send(path, fields, '/settings/team')
      expect(answer.status).toBe(303)
      expect(world.letters.at(-1)).toMatchObject({ to: added.email, purpose: 'invitation' })
      links.push(/http:\/\/maillon\.test(\S+)/.exec(world.letters.at(-1)?.text ?? '')?.[1] ?? '')
    }
    const [first = '', second = ''] = links
    expect((await visitor(world).ask(first)).status).toBe(410)
    const olga = visitor(world)
    await olga.send(second, { name: 'Olga', email: added.email, password: 'encore une phrase' })
    expect((await olga.ask('/settings/firm')).status).toBe(200)
    expect(await world.db.member.findUniqueOrThrow({ where: { id } })).toMatchObject({ role: 'owner' })
    expect(await owner.text('/settings/team')).not.toContain('sans accès aux pages')
    const again = await owner.send(`/settings/team/${id}/invitations`, {}, '/settings/team')
    expect(await again.text()).toContain('Cette personne est déjà dans l’équipe.')
    await world.db.member.update({ where: { id }, data: { role: 'member' } })
  })

  test('an invitation of somebody who was removed since lets nobody in', async () => {
    const added = { name: 'Léa', email: 'lea@boutique.example', role: 'member' } as const
    const id = await addMember(world.db, added)
    await owner.send(`/settings/team/${id}/invitations`, {}, '/settings/team')
    const path = /http:\/\/maillon\.test(\S+)/.exec(world.letters.at(-1)?.text ?? '')?.[1] ?? ''
    expect((await visitor(world).ask(path)).status).toBe(200)
    await owner.send(`/settings/team/${id}/departure`, {}, '/settings/team')
    expect((await visitor(world).ask(path)).status).toBe(410)
  })

  test('a withdrawn invitation lets nobody in', async () => {
    await owner.send('/settings/team/invitations', { email: 'eve@x.example', role: 'member' }, '/settings/team')
    const path = /http:\/\/maillon\.test(\S+)/.exec(world.letters.at(-1)?.text ?? '')?.[1] ?? ''
    const { id } = await world.db.admission.findFirstOrThrow({ where: { email: 'eve@x.example' } })
    await owner.send(`/settings/team/invitations/${id}/withdrawal`, {}, '/settings/team')
    expect((await visitor(world).ask(path)).status).toBe(410)
  })

  test('whoever leaves is signed out at once and keeps their past', async () => {
    const paul = visitor(world)
    await paul.send('/sign-in', { email, password: 'encore une phrase' })
    expect((await paul.ask('/')).status).toBe(200)
    const { id } = await world.db.member.findUniqueOrThrow({ where: { email } })
    await owner.send(`/settings/team/${id}/departure`, {}, '/settings/team')
    expect((await paul.ask('/')).status).toBe(303)
    expect((await paul.send('/sign-in', { email, password: 'encore une phrase' })).status).not.toBe(200)
    expect((await paul.ask('/')).status).toBe(303)
    expect(await world.db.member.count({ where: { email } })).toBe(1)
  })

  test('the last owner stays owner', async () => {
    const { id } = await world.db.member.findFirstOrThrow({ where: { role: 'owner' } })
    await owner.send(`/settings/team/${id}/role`, { role: 'member' }, '/settings/team')
    await owner.send(`/settings/team/${id}/departure`, {}, '/settings/team')
    expect(await world.db.member.findUniqueOrThrow({ where: { id } })).toMatchObject({ role: 'owner', leftAt: null })
  })
})

test('the journal tells who did what', async () => {
  const html = await owner.text('/settings/audit')
  expect(html).toContain('Odile Martin')
  expect(html).toContain('a changé des réglages')
  expect(html).toContain('a invité un membre')
})
