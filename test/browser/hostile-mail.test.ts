import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { safeHtml } from '#src/message/html.ts'
import { testDatabase } from '#test/setup/database.ts'
import { CLAIRE, receive } from '#test/web/shop.ts'
import { testWorld, type TestWorld } from '#test/web/world.ts'
import { openBrowser } from './browser.ts'
import { hostileMails } from './hostile-mails.ts'
import { becomeOwner, openSite } from './site.ts'

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
  await receive(world, CLAIRE)
})
afterAll(() => new Promise<void>((done) => beacon.close(() => done())))

/** Shows each piece of HTML in the frame of a conversation, as a person would, and gives what the beacon was asked for. */
async function show(pieces: string[]): Promise<string[]> {
  const message = await world.db.message.findFirstOrThrow({ where: { direction: 'in' }, orderBy: { sentAt: 'desc' } })
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
    for (const html of pieces) {
      await world.db.message.update({ where: { id: message.id }, data: { html } })
      await page.goto(`${site.address}/threads/${message.threadId}`)
      const loaded = page.waitForResponse((answer) => answer.url().includes('/frame'))
      await page.click(`#mail-${message.id} details.opens summary`)
      await loaded
      const frame = page.frames().find((one) => one.url().includes('/frame'))
      await frame?.waitForLoadState('load')
      expect(page.url()).toContain('/threads/')
    }
    expect(faults).toEqual([])
    return [...asked]
  } finally {
    await close()
    await site.close()
  }
}

test('over a hundred hostile mails, as they are stored: nothing runs, nothing is fetched', async () => {
  expect(mails.length).toBeGreaterThanOrEqual(100)
  expect(await show(mails.map((html) => safeHtml(html)))).toEqual([])
})

test('were one stored as it came, the frame alone would still hold it', async () => {
  expect(await show(mails)).toEqual([])
})
