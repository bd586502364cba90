import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activate, findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { addClient, instant, tickAt } from '#test/campaigns/people.ts'
import { testDatabase } from '#test/setup/database.ts'
import { CLAIRE, NOEL, receive } from '#test/web/shop.ts'
import { testWorld, type TestWorld } from '#test/web/world.ts'
import { openBrowser, type BrowserOptions } from './browser.ts'
import { becomeOwner, openSite, signIn } from './site.ts'

let world: TestWorld
let site: Awaited<ReturnType<typeof openSite>>
beforeAll(async () => {
  world = testWorld(await testDatabase())
  site = await openSite(world)
  const { browser, close } = await openBrowser()
  await becomeOwner(await browser.newPage(), world, site.address)
  await close()
  await receive(world, [...CLAIRE, NOEL])
  for (const name of ['Anne Roy', 'Luc Petit', 'Zoé Blanc'])
    await addClient(world.database, { name, birthday: { month: 11, day: 24 } })
  await addClient(world.database, { name: 'Omar Dupont', birthday: { month: 12, day: 24 } })
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
})
afterAll(() => site.close())

/** A signed-in owner at one page, in French. */
async function at(path: string, options: BrowserOptions, does: (page: Page) => Promise<void>): Promise<void> {
  const { browser, close } = await openBrowser(options)
  try {
    const page = await browser.newPage()
    await signIn(page, site.address)
    await page.goto(site.address + path)
    await does(page)
  } finally {
    await close()
  }
}

/** Goes on with the tabulator until something of that name has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let steps = 0; steps < 200; steps += 1) {
    await page.keyboard.press('Tab')
    const said = await page.evaluate<string>(
      '((on) => on.getAttribute("aria-label") ?? on.textContent)(document.activeElement).trim().replace(/\\s+/g, " ")'
    )
    if (name.test(said)) return
  }
  throw new Error(`nothing that is called ${String(name)} can be reached by keyboard on ${page.url()}`)
}

describe('by keyboard alone', () => {
  test('mails of the day are taken out one after the other, and the focus goes on to the next line', async () => {
    await at('/', {}, async (page) => {
      await tabTo(page, /^Écarter le mail pour Anne Roy$/)
      await page.keyboard.press('Enter')
      await page.getByText('Le mail pour Anne Roy ne partira pas.').waitFor()
      await page.locator('li:focus-within', { hasText: 'Luc Petit' }).waitFor()
      await tabTo(page, /^Laisser partir le mail pour Luc Petit$/)
      await page.keyboard.press('Enter')
      await page.getByText('Le mail pour Luc Petit partira.').waitFor()
    })
    const left = await world.db.followUp.findMany({ select: { state: true, approvedAt: true, client: true } })
    const of = (name: string) => left.find(({ client }) => client.name === name)
    expect(of('Anne Roy')?.state).toBe('skipped')
    expect(of('Luc Petit')?.approvedAt).not.toBeNull()
    expect(of('Zoé Blanc')?.approvedAt).toBeNull()
  })

  test('a campaign is set up, its dry run looked at, and switched on', async () => {
    await at('/campaigns', {}, async (page) => {
      await tabTo(page, /^Vente privée$/)
      await page.keyboard.press('Enter')
      await page.getByText(/clients? peu(t|vent) le recevoir/).waitFor()
      // What a day's field takes by keyboard differs with the browser's language.
      await page.fill('input[name=on]', '2026-12-04')
      await tabTo(page, /^Réduction en pour cent$/)
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('20')
      await tabTo(page, /^Enregistrer$/)
      await page.keyboard.press('Enter')
      await page.getByText('La campagne est enregistrée.').waitFor()
      await tabTo(page, /^Mettre en marche$/)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/dry-run')
      await tabTo(page, /vendredi 4 décembre\s: \d+ mails partent/)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'vendredi 4 décembre' }).waitFor()
      await page.focus('.skip')
      await tabTo(page, /^Mettre en marche$/)
      await page.keyboard.press('Enter')
      await page.getByText('La campagne est en marche.').waitFor()
    })
    const campaign = await findCampaign(world.db, 'private-sale')
    expect(campaign.activity.kind).toBe('on')
    expect(campaign.definition.offer?.discount).toEqual({ kind: 'percent', percent: 20 })
  })
})

describe('while one writes', () => {
  test('the count of clients and the picture of the letter follow', async () => {
    await at('/campaigns/birthday', {}, async (page) => {
      await page.getByText('4 clients peuvent le recevoir aujourd’hui, sur 5 visés.').waitFor()
      await page.locator('input[name=percent]').fill('900')
      await page.locator('input[name=percent]').blur()
      await page.getByText('Corrigez les mots signalés').waitFor()
      await page.goto(`${site.address}/letters/birthday/fr`)
      const source = await page.inputValue('#source')
      await page.fill('#source', `${source}\n\nÀ bientôt à l’atelier.`)
      await page.frameLocator('iframe[name=letter-picture]').getByText('À bientôt à l’atelier.').waitFor()
      await page.fill('#source', `${source}\n{{nobody}}`)
      await page.locator('#faults').getByText('Il n’y a pas de champ').waitFor()
    })
  })
})

test('without JavaScript the pages show their content, and a letter its picture', async () => {
  const pages = {
    '/': 'Puis-je passer samedi ?',
    '/campaigns': 'Un mot d’anniversaire',
    '/campaigns/birthday': 'Le mail part',
    '/campaigns/birthday/dry-run?day=2026-12-24': 'Omar Dupont',
    '/campaigns/birthday/mail': 'Joyeux anniversaire'
  }
  await at('/', { javaScript: false, width: 360 }, async (page) => {
    for (const [path, content] of Object.entries(pages)) {
      await page.goto(site.address + path)
      await page.locator('main').getByText(content).first().waitFor()
    }
    await page.goto(`${site.address}/letters/birthday/fr`)
    await page.fill('#source', `${await page.inputValue('#source')}\n\nÀ bientôt.`)
    await page.click('#letter-show')
    await page.frameLocator('iframe[name=letter-picture]').getByText('À bientôt.').waitFor()
  })
})
