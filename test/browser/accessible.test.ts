import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { CLAIRE, NOEL, receive } from '#test/web/shop.ts'
import { OWNER, testWorld, type TestWorld } from '#test/web/world.ts'
import { openBrowser } from './browser.ts'
import { becomeOwner, openSite } from './site.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let world: TestWorld
let site: Awaited<ReturnType<typeof openSite>>
let paths: string[]
beforeAll(async () => {
  world = testWorld(await testDatabase())
  await receive(world, [...CLAIRE, NOEL])
  site = await openSite(world)
  const { id: client } = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  const { id: thread } = await world.db.thread.findFirstOrThrow({ where: { subject: 'Lampe en laiton' } })
  const record = `/clients/${client}`
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
    '/new-campaign',
    '/letters',
    '/letters/birthday/fr',
    '/counter',
    '/insights',
    '/insights/profit',
    '/insights/keeping',
    '/insights/hygiene',
    '/settings',
    '/settings/firm',
    '/settings/costs',
    '/settings/words',
    '/settings/team',
    '/settings/mailboxes',
    '/settings/mailboxes/new',
    '/settings/audit',
    '/settings/contact',
    '/settings/data',
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
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('console', (message) => {
      const isBlocked = message.type() === 'error' && message.text().includes('Content Security Policy')
      if (isBlocked) faults.push(`${page.url()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
    await browser.addCookies([{ name: 'language', value: options.locale.slice(0, 2), url: site.address }])
    await page.goto(`${site.address}/sign-in`)
    await page.fill('#email', OWNER.email)
    await page.fill('#password', OWNER.password)
    await Promise.all([page.waitForURL(`${site.address}/`), page.click('button.first')])
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
