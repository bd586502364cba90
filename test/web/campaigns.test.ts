import { beforeAll, describe, expect, test } from 'vitest'
import { findCampaign } from '#src/campaigns/campaign-store.ts'
import { saveSegment } from '#src/insights/segment-store.ts'
import { addClient } from '#test/campaigns/people.ts'
import { blanksIn } from './forms.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await addClient(world.database, { name: 'Claire Morel', birthday: { month: 12, day: 1 } })
  await addClient(world.database, { name: 'Luc Petit', birthday: { month: 12, day: 24 } })
})

/** Sends the set-up back with some words changed. */
async function setUp(name: string, changes: Record<string, string>, action = 'definition'): Promise<Response> {
  const fields = blanksIn(await owner.text(`/campaigns/${name}`), `/campaigns/${name}/definition`)
  for (const [field, value] of Object.entries(changes)) fields.set(field, value)
  return owner.ask(`/campaigns/${name}/${action}`, {
    method: 'POST',
    body: fields.toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: world.publicUrl }
  })
}

async function definitionOf(name: string) {
  return (await findCampaign(world.db, name)).definition
}

test('campaigns stand as cards in plain words, all off', async () => {
  const html = await owner.text('/campaigns')
  expect(html).toContain('Bon d’anniversaire')
  expect(html).toContain('Rien n’est encore parti.')
  expect(html).not.toContain('en marche</span>')
})

describe('the sentences', () => {
  test('saved as they are shown say the same again', async () => {
    for (const name of ['birthday', 'anniversary', 'reactivation', 'thanks', 'unanswered', 'private-sale']) {
      const before = await definitionOf(name)
      expect((await setUp(name, {})).status).toBe(303)
      expect(await definitionOf(name)).toEqual(before)
    }
  })

  test('change what a campaign says, in the words and numbers of the language', async () => {
    const answer = await setUp('birthday', { at: '10:30', percent: '12,5', validDays: '20', side: 'before', days: '2' })
    expect(answer.status).toBe(303)
    const { trigger, steps, offer } = await definitionOf('birthday')
    expect(trigger).toMatchObject({ kind: 'birthday', shift: { days: -2 } })
    expect(steps[0]?.at).toBe('10:30')
    expect(offer).toMatchObject({ discount: { kind: 'percent', percent: 12.5 }, validDays: 20 })
    expect(await owner.text('/campaigns/birthday')).toContain('value="12,5"')
    await setUp('birthday', { side: 'on', at: '09:00' })
  })

  test('are what the card and the heading say', async () => {
    await setUp('birthday', { at: '19:30', offer: 'none' })
    for (const path of ['/campaigns', '/campaigns/birthday']) {
      const html = (await owner.text(path)).replaceAll('\u00a0', ' ')
      expect(html).toContain('Un mot d’anniversaire, le jour même, à 19 h 30 à l’heure du client. Week-ends')
    }
    await setUp('birthday', { at: '09:00', offer: 'percent', percent: '10', validDays: '30' })
  })

  test('choose a segment', async () => {
    await saveSegment(world.db, { name: 'Fidèles', condition: { kind: 'tier', is: ['A'] } }, 'test')
    await setUp('private-sale', { who: 'segment', segment: 'Fidèles', on: '2026-12-05' })
    expect((await definitionOf('private-sale')).audience).toEqual({ kind: 'segment', name: 'Fidèles' })
    const refused = await (await setUp('private-sale', { who: 'segment', segment: '' })).text()
    expect(refused).toContain('Ce segment n’existe pas')
  })

  test('that do not fit are told where, and change nothing', async () => {
    const before = await definitionOf('birthday')
    const answer = await setUp('birthday', { percent: '150', at: '23:00' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('Vos mails partent entre 08:00 et 20:00')
    expect(html).toContain('Écrivez un nombre de 0,5 à 100.')
    expect(html).toMatch(/name="percent" value="150"[^>]*aria-invalid="true"/)
    expect(await definitionOf('birthday')).toEqual(before)
  })

  test('tell whom they reach before they are saved', async () => {
    const html = await (await setUp('birthday', {}, 'reach')).text()
    expect(html).toContain('<strong>2</strong> clients peuvent le recevoir aujourd’hui, sur 2 visés.')
    expect(await (await setUp('birthday', { percent: '150' }, 'reach')).text()).toContain('Corrigez les mots signalés')
  })
})

describe('the dry run', () => {
  test('counts by day, and tells who on the day that is chosen, and why not', async () => {
    await addClient(world.database, { name: 'Nora Blanc', birthday: { month: 12, day: 24 }, consent: null })
    const html = await owner.text('/campaigns/birthday/dry-run?day=2026-12-24')
    expect(html).toContain('2 mails partiraient')
    expect(html).toContain('<span class="sr">jeudi 24 décembre\u00a0: 1 mail part, 1 ne part pas</span>')
    expect(html).toContain('Luc Petit')
    expect(html).toContain('Nora Blanc')
    expect(html).toContain('Pas de consentement')
    expect(html).not.toContain('Claire Morel')
    expect(await world.db.followUp.count()).toBe(0)
  })

  test('tells first who gets it: of a full day not everybody is shown', async () => {
    const refused = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        addClient(world.database, { name: `Refus ${n}`, birthday: { month: 12, day: 24 }, consent: null })
      )
    )
    const html = await owner.text('/campaigns/birthday/dry-run?day=2026-12-24')
    const [going, ...rest] = ['Luc Petit', 'Nora Blanc', ...refused.map((_, n) => `Refus ${n}`)].map((name) =>
      html.indexOf(`>${name}</a>`)
    )
    expect(going).toBeGreaterThan(0)
    expect(Math.min(...rest)).toBeGreaterThan(going ?? 0)
    await world.db.client.deleteMany({ where: { name: { startsWith: 'Refus ' } } })
  })

  test('says so on a day that holds nothing', async () => {
    const html = await owner.text('/campaigns/birthday/dry-run?day=2026-12-25')
    expect(html).toContain('vendredi 25 décembre')
    expect(html).toContain('Ce jour-là, la campagne n’écrirait à personne.')
  })

  test('leaves out what was due before this moment: switched on now, it would not go (G6)', async () => {
    const { id } = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
    const day = { birthdayMonth: 11, birthdayDay: 24 }
    const before = await world.db.client.findUniqueOrThrow({ where: { id } })
    await world.db.client.update({ where: { id }, data: day })
    await setUp('birthday', { at: '09:00', side: 'on', days: '0' })
    expect(await owner.text('/campaigns/birthday/dry-run?day=2026-11-24')).not.toContain('Claire Morel')
    await setUp('birthday', { at: '11:00' })
    expect(await owner.text('/campaigns/birthday/dry-run?day=2026-11-24')).toContain('Claire Morel')
    await setUp('birthday', { at: '09:00' })
    const { birthdayMonth, birthdayDay } = before
    await world.db.client.update({ where: { id }, data: { birthdayMonth, birthdayDay } })
  })

  test('says so where it would concern nobody', async () => {
    expect(await owner.text('/campaigns/anniversary/dry-run')).toContain('personne ne serait concerné')
  })

  test('is where a campaign is switched on; it is paused on its own page', async () => {
    expect(await owner.text('/campaigns/birthday')).not.toContain('/campaigns/birthday/activation')
    await owner.send('/campaigns/birthday/activation', {}, '/campaigns/birthday/dry-run')
    expect(await owner.text('/campaigns')).toContain('en marche</span>')
    expect(await owner.text('/campaigns/birthday/dry-run')).toContain('partiront')
    await owner.send('/campaigns/birthday/pause', {}, '/campaigns/birthday')
    expect(await owner.text('/campaigns/birthday')).toContain('en pause')
  })

  test('a mailing without a day is not switched on', async () => {
    await setUp('private-sale', { on: '', who: 'everyone' })
    await owner.send('/campaigns/private-sale/activation', {}, '/campaigns/private-sale/dry-run')
    expect(await owner.text('/campaigns/private-sale')).toContain('Choisissez d’abord le jour de l’envoi.')
  })
})

describe('the mail of a campaign', () => {
  test('is shown as one client gets it, in a frame that can do nothing', async () => {
    const { id } = await world.db.client.findFirstOrThrow({ where: { name: 'Luc Petit' } })
    const page = await owner.text(`/campaigns/birthday/mail?client=${id}`)
    expect(page).toContain('Joyeux anniversaire, Luc')
    expect(page).toContain('jeudi 24 décembre 2026 à 09:00')
    expect(page.match(/<iframe[^>]*sandbox=""/g)).toHaveLength(2)
    const frame = await owner.ask(`/campaigns/birthday/mail/frame?client=${id}`)
    expect(await frame.text()).toContain('Bonjour Luc,')
    expect(frame.headers.get('Content-Security-Policy')).toMatch(/^sandbox; default-src 'none'/)
  })

  test('of an unknown client is not there', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect((await owner.ask(`/campaigns/birthday/mail/frame?client=${nobody}`)).status).toBe(404)
  })
})

describe('a campaign of one’s own', () => {
  test('is made from an occasion and a name, with a letter to be written', async () => {
    const answer = await owner.send('/new-campaign', { trigger: 'after-purchase', title: 'Entretien des lampes' })
    expect(answer.headers.get('Location')).toBe('/campaigns/entretien-des-lampes')
    expect(await owner.text('/campaigns/entretien-des-lampes')).toContain('/letters/entretien-des-lampes/fr')
    await setUp('entretien-des-lampes', { days: '14', types: 'lampe, abat-jour' })
    expect((await definitionOf('entretien-des-lampes')).trigger).toMatchObject({
      shift: { days: 14 },
      types: ['lampe', 'abat-jour']
    })
  })

  test('without a name is told so', async () => {
    const answer = await owner.send('/new-campaign', { trigger: 'once', title: '' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Donnez un nom à la campagne.')
  })
})

test('a campaign that does not exist is not found', async () => {
  expect((await owner.ask('/campaigns/nothing')).status).toBe(404)
  expect((await owner.ask('/campaigns/nothing/dry-run')).status).toBe(404)
})
