import { beforeAll, describe, expect, test } from 'vitest'
import { indexMessages } from '#src/clients/search-store.ts'
import { CLAIRE, NOEL, receive, SHOP } from './shop.ts'
import { ownedWorld, visitor, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
let claire: string
let noel: string
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await receive(world, [...CLAIRE, NOEL])
  claire = (await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })).id
  noel = (await world.db.client.findFirstOrThrow({ where: { name: 'Noël Brun' } })).id
  await world.db.client.update({ where: { id: noel }, data: { state: 'active' } })
})

describe('the list of clients', () => {
  test('finds by any part of a name, without regard to accents and case, and by address', async () => {
    for (const query of ['noel', 'NOË', 'brun no', 'oel@mail'])
      expect(await owner.text(`/clients?q=${encodeURIComponent(query)}`)).toContain('Noël Brun')
    expect(await owner.text('/clients?q=xyz')).toContain('Personne ne correspond')
  })

  test('takes what people type literally', async () => {
    for (const query of ['%', '_', '\\', "' OR 1=1 --", 'a&b|!c:*', '()'])
      expect((await owner.ask(`/clients?q=${encodeURIComponent(query)}`)).status).toBe(200)
    expect(await owner.text('/clients?q=%25')).toContain('Personne ne correspond')
  })

  test('as one types, only the results come', async () => {
    const answer = await owner.ask('/clients?q=claire', { headers: { 'HX-Request': 'true' } })
    const html = await answer.text()
    expect(html).toContain('id="results"')
    expect(html).not.toContain('<html')
  })

  test('goes on by cursor without leaving anybody out or showing anybody twice', async () => {
    const { world: full, owner: reader } = await ownedWorld()
    await full.db.client.createMany({
      data: Array.from({ length: 120 }, (_, n) => ({
        name: `Client ${String(n % 40).padStart(3, '0')}`,
        state: 'active',
        stateReason: 'import',
        lastInteractionAt: n % 3 === 0 ? null : new Date(Date.UTC(2026, 0, 1 + (n % 20)))
      }))
    })
    for (const order of ['recent', 'name', 'value']) {
      const seen: string[] = []
      let path: string | undefined = `/clients?order=${order}`
      while (path !== undefined) {
        const html: string = await reader.text(path)
        seen.push(...[...html.matchAll(/class="name" href="\/clients\/([^"]+)"/g)].map((match) => match[1] ?? ''))
        path = /href="(\/clients\?[^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
      }
      expect(seen.length).toBe(120)
      expect(new Set(seen).size).toBe(120)
    }
  })

  test('a made-up cursor starts the list anew', async () => {
    expect((await owner.ask('/clients?after=AAAA')).status).toBe(200)
    const forged = Buffer.from(JSON.stringify(["x'; DROP TABLE client", claire])).toString('base64url')
    expect((await owner.ask(`/clients?order=name&after=${forged}`)).status).toBe(200)
  })

  test('tags the chosen ones together', async () => {
    const form = new URLSearchParams([
      ['tag', 'vip'],
      ['action', 'add'],
      ['client', claire],
      ['client', noel]
    ])
    const proof = /name="_proof" value="([^"]+)"/.exec(await owner.text('/clients'))?.[1] ?? ''
    form.set('_proof', proof)
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    await owner.ask('/clients/tags', { method: 'POST', body: form.toString(), headers })
    expect(await world.db.clientTag.count({ where: { tag: 'vip' } })).toBe(2)
    expect(await owner.text('/clients?tag=vip')).toContain('Claire Morel')
  })
})

describe('a client by hand', () => {
  test('is added with the mails that were there already', async () => {
    const added = await owner.send('/clients', { name: 'Ana', address: 'Ana@Mail.Example' }, '/clients/new')
    const record = await owner.text(added.headers.get('Location') ?? '')
    expect(record).toContain('ana')
    expect(record).toContain('Ana est maintenant dans vos clients.')
  })

  test('an address that is known or ours is refused at its field', async () => {
    const known = await owner.send('/clients', { name: 'X', address: 'claire@mail.example' }, '/clients/new')
    expect(await known.text()).toContain('Cette adresse est déjà celle d’un client.')
    const ours = await owner.send('/clients', { name: 'X', address: 'contact@boutique.example' }, '/clients/new')
    expect(await ours.text()).toContain('Cette adresse est l’une des vôtres.')
  })

  test('is corrected, with the birthday as one writes it, and put back', async () => {
    const path = `/clients/${claire}`
    const fields = { name: 'Claire M.', phone: '06 11 22 33 44', birthday: '29/02', language: 'en', owner: '' }
    const saved = await owner.send(`${path}/details`, fields, `${path}/edit`)
    const page = await owner.text(saved.headers.get('Location') ?? '')
    expect(page).toContain('29 février')
    const undo = /action="(\/acts\/[^"]+\/undo)"/.exec(page)?.[1] ?? ''
    await owner.send(undo, {}, '/account')
    const row = await world.db.client.findUniqueOrThrow({ where: { id: claire } })
    expect(row).toMatchObject({ name: 'Claire Morel', phone: null, birthdayDay: null, language: null })
  })

  test('what others corrected since stays when an older correction is put back', async () => {
    const path = `/clients/${claire}`
    const first = { name: 'Claire Morel', phone: '1', birthday: '14/05', language: '', owner: '' }
    const correct = async (fields: typeof first) => {
      const saved = await owner.send(`${path}/details`, fields, `${path}/edit`)
      const html = await owner.text(saved.headers.get('Location') ?? '')
      return /action="(\/acts\/[^"]+\/undo)"/.exec(html)?.[1] ?? ''
    }
    const row = () => world.db.client.findUniqueOrThrow({ where: { id: claire } })
    const undo = await correct(first)
    const learned = new Date('2020-01-01')
    await world.db.client.update({ where: { id: claire }, data: { birthdayKnownAt: learned } })
    const second = await correct({ ...first, name: 'Claire B.' })
    expect(await row()).toMatchObject({ birthdayDay: 14, birthdayKnownAt: learned })
    expect((await owner.send(undo, {}, '/account')).status).toBe(303)
    expect(await row()).toMatchObject({ name: 'Claire B.', phone: null, birthdayDay: null })
    expect((await owner.send(undo, {}, '/account')).status).toBe(422)
    await owner.send(second, {}, '/account')
    expect(await row()).toMatchObject({ name: 'Claire Morel', phone: null })
  })

  test('a day that does not exist is no birthday', async () => {
    const fields = { name: 'Claire', phone: '', birthday: '31/04', language: '', owner: '' }
    const answer = await owner.send(`/clients/${claire}/details`, fields, `/clients/${claire}/edit`)
    expect(await answer.text()).toContain('Écrivez jour et mois')
  })
})

describe('what is known of a client', () => {
  const page = () => owner.text(`/clients/${claire}`)
  const undo = async (html: string) =>
    owner.send(/action="(\/acts\/[^"]+\/undo)"/.exec(html)?.[1] ?? '', {}, '/account')

  test('is filled in field by field, shown in words, and put back', async () => {
    const path = `/clients/${claire}/fields`
    const saved = await owner.send(path, { city: 'Lyon', credit_limit: '1 250,50', wedding: '14/05' })
    const shown = await owner.text(saved.headers.get('Location') ?? '')
    for (const words of ['Lyon', '14 mai', /1\s250,50/]) expect(shown).toMatch(words)
    expect(await owner.text(path)).toContain('value="14/05"')
    await undo(shown)
    expect(await page()).not.toContain('Lyon')
  })

  test('is not put back over what somebody filled in since', async () => {
    const path = `/clients/${claire}/fields`
    const saved = await owner.send(path, { city: 'Lyon', wedding: '14/05' })
    const shown = await owner.text(saved.headers.get('Location') ?? '')
    await owner.send(path, { city: 'Nantes', wedding: '14/05' })
    const answer = await undo(shown)
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Cela a changé depuis')])
    expect(await page()).toContain('Nantes')
    await owner.send(path, { city: 'Lyon', wedding: '14/05', credit_limit: '80' })
    await undo(shown)
    expect(await owner.text(path)).not.toMatch(/value="(?:Lyon|14\/05)"/)
    expect(await owner.text(path)).toMatch(/value="80\D/)
    await owner.send(path, {})
  })

  test('is refused field by field, with what was written still there', async () => {
    const answer = await owner.send(`/clients/${claire}/fields`, { city: 'Lyon', credit_limit: 'beaucoup' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    for (const words of ['Ceci ne se comprend pas', 'value="beaucoup"', 'value="Lyon"']) expect(html).toContain(words)
    expect(await page()).not.toContain('Lyon')
  })

  test('a consent is noted with the words agreed to, and who heard them', async () => {
    const wording = 'Recevoir vos offres par mail'
    await owner.send(`/clients/${claire}/consent`, { method: 'spoken', wording }, `/clients/${claire}`)
    expect(await page()).toContain(`«\u00a0${wording}\u00a0»`)
    const entry = await world.db.consentEntry.findFirstOrThrow({ where: { clientId: claire } })
    expect(entry).toMatchObject({ state: 'given', basis: 'express', method: 'spoken', wording })
    expect(entry.evidence).toBe(`member:${entry.recordedBy}`)
    const empty = await owner.send(
      `/clients/${claire}/consent`,
      { method: 'spoken', wording: '' },
      `/clients/${claire}`
    )
    expect(await owner.text(empty.headers.get('Location') ?? '')).toContain('Écrivez ce que la personne a accepté.')
    expect(await world.db.consentEntry.count({ where: { clientId: claire } })).toBe(1)
  })

  test('offers end for every address of theirs, and the act can be taken back', async () => {
    const stopped = await owner.send(`/clients/${claire}/stop`, {}, `/clients/${claire}`)
    const shown = await owner.text(stopped.headers.get('Location') ?? '')
    expect(shown).toContain('Ne plus écrire à claire@mail.example')
    await undo(shown)
    expect(await page()).not.toContain('Ne plus écrire à')
  })

  test('a follow-up that was not sent stands there with its reason', async () => {
    const at = new Date('2026-11-24T08:00:00Z')
    const version = { number: 1, definition: {}, createdBy: 'test' }
    const { id: campaignId, versions } = await world.db.campaign.create({
      data: { name: 'birthday', createdBy: 'test', versions: { create: version } },
      include: { versions: true }
    })
    const why = { state: 'skipped', stateSince: at, reason: 'no-consent' }
    const when = { occurrence: '2026', step: 1, occurrenceDay: at, meantFor: at, dueAt: at, expiresAt: at, dueDay: at }
    const what = { to: 'client', purpose: 'marketing', priority: 1, zone: 'Europe/Paris' }
    const versionId = versions[0]?.id ?? ''
    await world.db.followUp.create({ data: { campaignId, versionId, clientId: claire, ...what, ...when, ...why } })
    expect(await page()).toContain('Pas de consentement à recevoir ce genre de mail.')
    const title = 'Vente de printemps'
    await world.db.campaign.update({ where: { id: campaignId }, data: { name: 'vente-de-printemps', title } })
    expect(await page()).toContain(`<a href="/campaigns/vente-de-printemps">${title}</a>`)
  })
})

describe('two records of one person', () => {
  test('are offered to each other by a like name before anything is typed, each with when it was last heard of', async () => {
    const double = { name: 'Claire Morel-Dupont', state: 'active', stateReason: 'import' }
    const { id } = await world.db.client.create({ data: double })
    const page = await owner.text(`/clients/${claire}/merge`)
    expect(page).toContain('Fiches de nom semblable')
    expect(page).toContain(`href="/clients/${id}"`)
    expect(page).not.toContain(`href="/clients/${noel}"`)
    const searched = await owner.text(`/clients/${claire}/merge?q=brun`)
    expect(searched).toContain(`href="/clients/${noel}"`)
    expect(searched).not.toContain('Fiches de nom semblable')
    await world.db.client.delete({ where: { id } })
    expect(await owner.text(`/clients/${claire}/merge`)).not.toContain('Fiches de nom semblable')
  })

  test('are made one and separated again; the old address leads to the new', async () => {
    const merged = await owner.send(`/clients/${claire}/merge`, { other: noel, name: 'Noël Brun' }, '/account')
    const page = await owner.text(merged.headers.get('Location') ?? '')
    expect(page).toContain('noel@mail.example'.replace('@', '<wbr/>@'))
    expect((await owner.ask(`/clients/${noel}`)).headers.get('Location')).toBe(`/clients/${claire}`)
    await owner.send(`/clients/${claire}/separations/${noel}`, {}, '/account')
    expect(await owner.text(`/clients/${noel}`)).toContain('Noël Brun')
  })
})

describe('erasing', () => {
  test('tells beforehand in which mails of others the name stays, and not of the person’s own', async () => {
    const own = { ...NOEL, messageId: 'own-name@mail.example', text: 'Ici Noël Brun' }
    const ours = { from: `La Boutique <${SHOP}>`, to: `La Boutique <${SHOP}>` }
    const naming = { messageId: 'naming@boutique.example', subject: 'Pense-bête', text: 'Noël Brun doit passer' }
    const apart = { messageId: 'apart@boutique.example', subject: 'Couleurs', text: 'À Noël, du brun. Brun, Noël' }
    await receive(world, [own, { ...ours, ...naming }, { ...ours, ...apart }])
    await indexMessages(world.db, new Date())
    const page = await owner.text(`/clients/${noel}/erasure`)
    expect(page).toContain('Son nom se lit aussi ailleurs')
    expect(page).toContain('Pense-bête')
    expect(page).not.toContain(NOEL.subject)
    expect(page).not.toContain('Couleurs')
    expect(await owner.text(`/clients/${claire}/erasure`)).not.toContain('Son nom se lit aussi ailleurs')
  })

  test('asks for the name, is the owner’s alone, and leaves nothing to be found', async () => {
    const path = `/clients/${noel}/erasure`
    const refused = await owner.send(path, { name: 'somebody else' })
    expect(refused.status).toBe(422)
    await world.db.member.updateMany({ data: { role: 'member' } })
    expect((await owner.ask(path)).status).toBe(403)
    await world.db.member.updateMany({ data: { role: 'owner' } })
    await owner.send(path, { name: 'noël brun' })
    expect((await owner.ask(`/clients/${noel}`)).status).toBe(404)
    expect(await owner.text('/clients?q=noel')).toContain('Personne ne correspond')
  })
})

test('ids that are nobody’s, or no ids, are not found', async () => {
  for (const id of ['00000000-0000-4000-8000-000000000000', 'x', '1 OR 1=1'])
    expect((await owner.ask(`/clients/${encodeURIComponent(id)}`)).status).toBe(404)
  expect((await visitor(world).ask(`/clients/${claire}`)).status).toBe(303)
})
