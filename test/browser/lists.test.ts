import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { addClient } from '#test/campaigns/people.ts'
import { testDatabase } from '#test/setup/database.ts'
import { testWorld, type TestWorld } from '#test/web/world.ts'
import { openBrowser } from './browser.ts'
import { becomeOwner, openSite } from './site.ts'

let world: TestWorld
let site: Awaited<ReturnType<typeof openSite>>
let opened: Awaited<ReturnType<typeof openBrowser>>
let page: Page
beforeAll(async () => {
  world = testWorld(await testDatabase())
  site = await openSite(world)
  for (const name of ['Anne Perrin', 'Luc Perrin', 'Omar Dupont']) {
    const clientId = await addClient(world.database, { name })
    await issueCoupon(
      world.db,
      {
        prefix: 'FETE',
        clientId,
        campaignId: null,
        occurrence: '2026',
        discount: { kind: 'percent', basisPoints: 1000 },
        minimumSpend: 0n,
        currency: 'EUR',
        issuedAt: new Date('2026-11-20T00:00:00Z'),
        expiresAt: new Date('2026-12-20T23:00:00Z'),
        issuedBy: 'test'
      },
      world.random
    )
  }
  opened = await openBrowser()
  page = await opened.browser.newPage()
  await becomeOwner(page, world, site.address)
})
afterAll(async () => {
  await opened.close()
  await site.close()
})

test.each([
  { list: '/clients', filter: { name: 'order', value: 'name' } },
  { list: '/coupons', filter: { name: 'state', value: 'valid' } }
])(
  'what $list is searched and filtered for stays when one comes back, and in the address',
  async ({ list, filter }) => {
    const rows = page.locator('#results tbody tr')
    const field = page.locator('main input[name=q]')
    const select = page.locator(`main select[name=${filter.name}]`)
    const isNarrowed = async () => {
      await rows.filter({ hasText: 'Omar Dupont' }).waitFor({ state: 'detached' })
      expect(await rows.count()).toBe(2)
      expect(await field.inputValue()).toBe('perrin')
      expect(await select.inputValue()).toBe(filter.value)
    }
    await page.goto(site.address + list)
    await field.pressSequentially('perrin')
    await page.waitForURL((url) => url.searchParams.get('q') === 'perrin')
    await select.selectOption(filter.value)
    await page.waitForURL((url) => url.searchParams.get(filter.name) === filter.value)
    await isNarrowed()
    await rows.getByRole('link', { name: 'Luc Perrin' }).click()
    await page.waitForURL('**/clients/*-*')
    await page.goBack()
    await isNarrowed()
    await page.reload()
    await isNarrowed()
  }
)
