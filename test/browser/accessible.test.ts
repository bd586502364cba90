import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { writeSettings } from '#src/platform/setting-store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { CLAIRE, NOEL, receive } from '#test/web/shop.ts'
import { testWorld, type TestWorld } from '#test/web/world.ts'
import { importsIn } from './imports.ts'
import { openBrowser } from './browser.ts'
import { becomeOwner, openSite, signIn } from './site.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let world: TestWorld
let site: Awaited<ReturnType<typeof openSite>>
let paths: string[]
beforeAll(async () => {
  world = testWorld(await testDatabase())
  await receive(world, [...CLAIRE, NOEL])
  await writeSettings(world.db, { 'contact.open': true })
  site = await openSite(world)
  const { id: client } = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  const { id: thread } = await world.db.thread.findFirstOrThrow({ where: { subject: 'Lampe en laiton' } })
  const record = `/clients/${client}`
  await world.db.clientTag.create({ data: { clientId: client, tag: 'vip', by: 'test' } })
  paths = [
    '/',
    '/clients',
    '/clients?q=claire',
    '/clients/new',
    record,
    `${record}/edit`,
    `${record}/fields`,
    `${record}/merge?q=n`,
    `${record}/erasure`,
    '/threads',
    '/threads?view=all',
    `/threads/${thread}`,
    '/suggestions',
    '/campaigns',
    '/campaigns/birthday',
    '/campaigns/reactivation',
    '/campaigns/birthday/dry-run',
    '/campaigns/birthday/mail',
    '/campaigns/unanswered',
    '/new-campaign',
    '/letters',
    '/letters/birthday/fr',
    '/counter',
    '/coupons',
    '/segments',
    '/segments/new?tag=vip&tier=A',
    '/insights',
    '/insights/profit',
    '/insights/keeping',
    '/insights/hygiene',
    '/insights/breakeven',
    '/insights/cohorts',
    '/insights/evolution',
    '/insights/points',
    '/insights/retention',
    '/insights/rfm',
    '/insights/tiers',
    '/insights/value',
    '/settings',
    '/settings/firm',
    '/settings/costs',
    '/settings/words',
    '/settings/team',
    '/settings/mailboxes',
    '/settings/mailboxes/new',
    '/settings/audit',
    '/settings/contact',
    '/settings/consent',
    '/settings/look',
    '/firm/sample',
    '/settings/data',
    '/settings/import',
    ...(await importsIn(world)),
    '/settings/fields',
    '/settings/tokens',
    '/settings/webhooks',
    '/contact',
    '/first-run/mailbox',
    '/first-run/reading',
    '/account',
    '/account/calendar',
    '/nowhere'
  ]
  const { browser, close } = await openBrowser()
  await becomeOwner(await browser.newPage(), world, site.address)
  await close()
})
afterAll(() => site.close())

describe.each([
  { width: 1280, dark: false, locale: 'fr-FR' as const },
  { width: 360, dark: true, locale: 'en-GB' as const }
])('at $width px, dark $dark, $locale', (options) => {
  test('no page has a fault that axe finds, runs wide, or breaks its own content policy', async () => {
    const { browser, close } = await openBrowser(options)
    const page = await signedIn(browser, options.locale)
    const faults: string[] = []
    page.on('console', (message) => {
      const isBlocked = message.type() === 'error' && message.text().includes('Content Security Policy')
      if (isBlocked) faults.push(`${page.url()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
    for (const path of paths) {
      await page.goto(site.address + path)
      const isWide = await page.evaluate<boolean>(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth'
      )
      if (isWide) faults.push(`${path}: wider than the screen`)
      // Evaluated by the browser's own tools, which the page's policy does not concern.
      const found: { id: string; nodes: string[] }[] = await page.evaluate(`(async () => {
        ${axe};
        const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        return violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 160)) }))
      })()`)
      for (const { id, nodes } of found) faults.push(`${path}: ${id}: ${nodes.join(' | ')}`)
    }
    await close()
    expect(faults).toEqual([])
  })
})

test('on a telephone what is pressed is large enough for a finger', async () => {
  const { browser, close } = await openBrowser({ width: 360 })
  const page = await signedIn(browser, 'fr-FR')
  const faults: string[] = []
  for (const path of paths) {
    await page.goto(site.address + path)
    for (const small of await page.evaluate<string[]>(TOO_SMALL)) faults.push(`${path}: ${small}`)
  }
  await close()
  expect(faults).toEqual([])
})

/**
 * What is pressed and lower than 36 px (docs/pages.md). A link in a sentence is as high as its line; one that covers its row is as
 * high as that, and a tick as its label.
 */
const TOO_SMALL = `(() => {
  const LEAST = 36
  const pressed = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')
  return [...pressed].flatMap((element) => {
    const target = element.closest('label') ?? element
    const isCovering = element.matches('.cover')
    const isInLine = element.tagName === 'A' && getComputedStyle(element).display === 'inline'
    const { width, height } = target.getBoundingClientRect()
    const isShown = width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true }) && !element.matches('.skip')
    if (!isShown || isInLine || isCovering || height >= LEAST - 0.5) return []
    return [Math.round(height) + ' px: ' + target.outerHTML.slice(0, 120)]
  })
})()`

test('every page is gone through by keyboard: past the navigation first, each stop seen, none a trap', async () => {
  const { browser, close } = await openBrowser()
  const page = await signedIn(browser, 'fr-FR')
  const faults: string[] = []
  for (const path of paths) {
    await page.goto(site.address + path)
    await page.evaluate('document.activeElement.blur()')
    // A page with one field to fill begins in it.
    const beginsAtSkip = (await page.locator('body.framed:not(:has([autofocus]))').count()) === 1
    let before = ''
    let stays = 0
    for (let stop = 0; stop < STOPS_MOST; stop += 1) {
      await page.keyboard.press('Tab')
      const at = await stopOf(page)
      if (at === null) break
      if (stop === 0 && beginsAtSkip && !at.isSkip)
        faults.push(`${path}: begins at ${at.name}, not past the navigation`)
      stays = at.name === before ? stays + 1 : 0
      if (stays > PARTS_MOST) faults.push(`${path}: does not go on from ${at.name}`)
      if (!at.isSeen) faults.push(`${path}: nothing shows that ${at.name} has the focus`)
      before = at.name
    }
    if (before === '') faults.push(`${path}: nothing can be reached`)
  }
  await close()
  expect(faults).toEqual([])
})

const STOPS_MOST = 60
/** A field for a day or an hour has parts, the frame of a letter has links. */
const PARTS_MOST = 6

interface Stop {
  /** Its place in the page and its beginning. */
  name: string
  isSkip: boolean
  isSeen: boolean
}

/** Where the focus is: null beyond the page. It is seen by an outline: its own, that of what stands for it or holds it, or one that the browser draws within. */
const STOP = `(() => {
  const on = document.activeElement
  if (on === null || on === document.body) return null
  const outlined = (element) => element !== null && getComputedStyle(element).outlineStyle !== 'none'
  const box = on.getBoundingClientRect()
  const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  const shows = [on, on.nextElementSibling, on.closest('.finder')].some(outlined) || on.matches('iframe, [type=date], [type=time]')
  const name = [...document.querySelectorAll('*')].indexOf(on) + ' ' + on.outerHTML.slice(0, 100)
  return { name, isSkip: on.matches('.skip'), isSeen: isInView && shows }
})()`

/** What stands in a frame is another process's, and scrolls into view a moment after it has the focus. */
const SCROLLED_MS = 60_000

async function stopOf(page: Page): Promise<Stop | null> {
  const look = () => page.evaluate<Stop | null>(STOP)
  const isThere = async () => (await look())?.isSeen !== false
  await vi.waitUntil(isThere, { timeout: SCROLLED_MS }).catch(() => undefined)
  return look()
}

async function signedIn(browser: BrowserContext, locale: 'fr-FR' | 'en-GB'): Promise<Page> {
  await browser.addCookies([{ name: 'language', value: locale.slice(0, 2), url: site.address }])
  const page = await browser.newPage()
  await signIn(page, site.address)
  return page
}
