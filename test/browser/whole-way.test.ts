import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Language } from '#src/platform/i18n.ts'
import { startHoldingProxy } from '#test/servers/holding-proxy.ts'
import { openBrowser } from './browser.ts'
import {
  acceptSuggestion,
  answer,
  completeRecord,
  connectMailbox,
  describeFirm,
  makeAccount,
  redeemCoupon,
  switchOnBirthdays,
  watchReading,
  type Owner,
  type Past
} from './new-owner.ts'
import { openPostOffice, startNewMaillon, type PostOffice } from './two-shops.ts'

const MAILS = 1500

const WAYS = [
  {
    language: 'fr',
    width: 360,
    shop: 'contact@quai.example',
    client: { name: 'Zoé Blanc', address: 'zoe@client.example' }
  },
  {
    language: 'en',
    width: 1280,
    shop: 'hello@wharf.example',
    client: { name: 'Paul Stone', address: 'paul@client.example' }
  }
] satisfies { language: Language; width: number; shop: string; client: Owner['client'] }[]

let post: PostOffice
const pasts = new Map<string, Past>()
beforeAll(async () => {
  post = await openPostOffice(WAYS.flatMap(({ shop, client }) => [shop, client.address]))
  for (const { shop } of WAYS) pasts.set(shop, { mails: MAILS, bytes: await post.fill(shop, MAILS) })
})
afterAll(() => post?.close())

test.concurrent.for(WAYS)(
  'a new owner comes from the one-time link to the first coupon at the counter, at $width px in $language',
  async ({ language, width, shop, client }) => {
    const maillon = await startNewMaillon()
    const wire = await startHoldingProxy(post.imapPort)
    const { browser, close } = await openBrowser({ width, locale: language === 'fr' ? 'fr-FR' : 'en-GB' })
    try {
      const page = await browser.newPage()
      const faults = watchFor(page)
      const past = pasts.get(shop) ?? { mails: 0, bytes: 0 }
      const owner: Owner = { page, language, address: maillon.address, shop, client, post, wire }
      await makeAccount(owner, maillon.firstVisit)
      await connectMailbox(owner, past)
      await watchReading(owner, past)
      await acceptSuggestion(owner)
      await completeRecord(owner)
      await answer(owner)
      await describeFirm(owner)
      await switchOnBirthdays(owner)
      await readWithoutScripts(owner, browser)
      await redeemCoupon(owner)
      expect(faults).toEqual([])
    } finally {
      await close()
      await maillon.close()
      await wire.stop()
    }
  }
)

/** What no page of the way may do: run wide, throw, or break its own content policy. */
function watchFor(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${page.url()}: ${message.text()}`)
  })
  page.on('load', async () => {
    const isWide = await page
      .evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')
      .catch(() => false)
    if (isWide) faults.push(`${page.url()}: wider than the screen`)
  })
  return faults
}

/** The pages that one reads show all they hold to a browser that runs no script. */
async function readWithoutScripts({ page, language, address, client }: Owner, browser: BrowserContext): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  const plain = await openBrowser({ width, locale: language === 'fr' ? 'fr-FR' : 'en-GB', javaScript: false })
  try {
    await plain.browser.addCookies(await browser.cookies())
    const reader = await plain.browser.newPage()
    await reader.goto(`${address}/`)
    await reader.locator('#birthdays').getByText(client.name).waitFor()
    await reader.goto(`${address}/clients?q=${client.address}`)
    await reader.locator('main').getByRole('link', { name: client.name }).click()
    await reader.locator('.chain .event', { hasText: 'Aime le bleu' }).waitFor()
    await reader.locator('.chain').getByRole('link', { name: 'La lampe bleue', exact: true }).click()
    await reader.locator('.letter', { hasText: 'est-elle encore là' }).first().waitFor()
    for (const path of ['/campaigns', '/campaigns/birthday', '/insights', '/threads?view=all']) {
      await reader.goto(address + path)
      expect((await reader.locator('main').innerText()).length).toBeGreaterThan(200)
    }
  } finally {
    await plain.close()
  }
}
