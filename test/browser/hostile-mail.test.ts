import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { safeHtml } from '#src/message/html.ts'
import { testDatabase } from '#test/setup/database.ts'
import { receive, SHOP } from '#test/web/shop.ts'
import { testWorld, type TestWorld } from '#test/web/world.ts'
import { openBrowser } from './browser.ts'
import { hostileMails } from './hostile-mails.ts'
import { becomeOwner, openSite } from './site.ts'

/** To load the page anew for each would take minutes. */
const MAILS_AT_ONCE = 20

let world: TestWorld
let beacon: Server
let asked: string[]
let mails: string[]
beforeAll(async () => {
  asked = []
  beacon = createServer((request, answer) => {
    asked.push(request.url ?? '')
    answer.end()
  })
  await new Promise<void>((ready) => beacon.listen(0, '127.0.0.1', ready))
  const address: AddressInfo | string | null = beacon.address()
  if (address === null || typeof address === 'string') throw new Error('the beacon has no port')
  mails = hostileMails(`http://127.0.0.1:${address.port}`)
  world = testWorld(await testDatabase())
  const lines = Array.from({ length: MAILS_AT_ONCE }, (_, n) => ({
    messageId: `claire-${n}@mail.example`,
    inReplyTo: n === 0 ? [] : ['claire-0@mail.example'],
    from: 'Claire Morel <claire@mail.example>',
    to: SHOP,
    subject: 'Lampe en laiton',
    text: `Ligne ${n}`
  }))
  await receive(world, lines)
})
afterAll(() => new Promise<void>((done) => beacon.close(() => done())))

/** Shows each piece of HTML in the frame of a conversation, as a person would, and gives what the beacon was asked for. */
async function show(pieces: string[]): Promise<string[]> {
  const messages = await world.db.message.findMany({ where: { direction: 'in' }, select: { id: true, threadId: true } })
  const site = await openSite(world)
  const { browser, close } = await openBrowser()
  const page = await browser.newPage()
  const faults: string[] = []
  page.on('dialog', (dialog) => {
    faults.push('a dialog was opened')
    void dialog.dismiss()
  })
  try {
    await world.db.account.deleteMany()
    await becomeOwner(page, world, site.address)
    for (let start = 0; start < pieces.length; start += messages.length) {
      const shown = messages.slice(0, pieces.length - start)
      for (const [n, { id }] of shown.entries())
        await world.db.message.update({ where: { id }, data: { html: pieces[start + n] ?? null } })
      await page.goto(`${site.address}/threads/${shown[0]?.threadId}`)
      for (const { id } of shown) await open(page, id)
      expect(page.url()).toContain('/threads/')
    }
    expect(faults).toEqual([])
    return [...asked]
  } finally {
    await close()
    await site.close()
  }
}

async function open(page: Page, message: string): Promise<void> {
  const path = `/mails/${message}/frame`
  const loaded = page.waitForResponse((answer) => answer.url().includes(path))
  await page.click(`#mail-${message} details.opens summary`)
  await loaded
  await page
    .frames()
    .find((one) => one.url().includes(path))
    ?.waitForLoadState('load')
}

test('over a hundred hostile mails, as they are stored: nothing runs, nothing is fetched', async () => {
  expect(mails.length).toBeGreaterThanOrEqual(100)
  expect(await show(mails.map((html) => safeHtml(html)))).toEqual([])
})

test('were one stored as it came, the frame alone would still hold it', async () => {
  expect(await show(mails)).toEqual([])
})
