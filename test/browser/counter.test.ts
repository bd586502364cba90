import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from 'qrcode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXAMPLE } from '#src/delivery/letter/data.ts'
import { letterTemplate } from '#src/delivery/letter/library.ts'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { secureRandom } from '#src/platform/random.ts'
import { testDatabase } from '#test/setup/database.ts'
import { CLAIRE, receive } from '#test/web/shop.ts'
import { testWorld, type TestWorld } from '#test/web/world.ts'
import { openBrowser } from './browser.ts'
import { becomeOwner, openSite } from './site.ts'

const WIDTH = 640
const HEIGHT = 480

let world: TestWorld
let site: Awaited<ReturnType<typeof openSite>>
const folder = mkdtempSync(join(tmpdir(), 'maillon-film-'))
beforeAll(async () => {
  world = testWorld(await testDatabase())
  site = await openSite(world)
})
afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

test('the camera reads the square code of a coupon, and the till takes it', async () => {
  await receive(world, CLAIRE)
  const { id: clientId } = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  const now = world.clock.now()
  const coupon = {
    prefix: 'FETE',
    clientId,
    campaignId: null,
    occurrence: '2026',
    discount: { kind: 'percent' as const, basisPoints: 1000 },
    minimumSpend: 0n,
    currency: 'EUR',
    issuedAt: new Date(now.epochMilliseconds),
    expiresAt: new Date(now.add({ hours: 24 * 30 }).epochMilliseconds),
    issuedBy: 'test'
  }
  const { code } = await issueCoupon(world.db, coupon, secureRandom)
  const film = join(folder, 'coupon.y4m')
  writeFileSync(film, filmOf(code))
  const { browser, close } = await openBrowser({ camera: film, width: 360 })
  const page = await browser.newPage()
  await becomeOwner(page, world, site.address)
  await page.goto(`${site.address}/counter`)
  await page.click('#scan')
  await page.waitForSelector('#coupon')
  expect(await page.textContent('#coupon')).toMatch(/10\s%/)
  await page.fill('#amount', '45,00')
  await page.fill('#order', 'T-1')
  await page.click('#coupon button.first')
  await page.waitForSelector('text=/40,50/')
  await close()
  expect(await world.db.couponRedemption.findMany({ select: { orderId: true, discount: true } })).toEqual([
    { orderId: 'T-1', discount: 450n }
  ])
})

test.each([{ dark: false }, { dark: true }])(
  'the square code in a letter can be read off a screen, dark $dark',
  async ({ dark }) => {
    const rendered = (await letterTemplate(world.db, { name: 'birthday', language: 'fr' })).render(EXAMPLE.fr)
    if (rendered.kind !== 'letter') throw new Error(rendered.field)
    const { browser, close } = await openBrowser({ width: 360, dark })
    const page = await browser.newPage()
    await page.setContent(rendered.letter.html)
    const drawn = await page.locator('table.square-code').screenshot()
    await page.setContent('<canvas></canvas>')
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('jsqr') })
    const read = await page.evaluate<string>(`(async () => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(${JSON.stringify([...drawn])})], { type: 'image/png' }))
    const canvas = Object.assign(document.querySelector('canvas'), { width: picture.width, height: picture.height })
    const drawing = canvas.getContext('2d')
    drawing.drawImage(picture, 0, 0)
    return jsQR(drawing.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)?.data ?? ''
  })()`)
    await close()
    expect(read).toBe(EXAMPLE.fr.coupon?.code)
  }
)

/** A still film (YUV4MPEG2) of the square code, black on white, as a camera would see it. */
function filmOf(code: string): Buffer {
  const { modules } = create(code, { errorCorrectionLevel: 'M' })
  const scale = Math.floor((HEIGHT * 0.8) / modules.size)
  const left = Math.floor((WIDTH - modules.size * scale) / 2)
  const top = Math.floor((HEIGHT - modules.size * scale) / 2)
  const light = Buffer.alloc(WIDTH * HEIGHT, 235)
  for (let row = 0; row < modules.size * scale; row++)
    for (let column = 0; column < modules.size * scale; column++)
      if (modules.get(Math.floor(row / scale), Math.floor(column / scale)))
        light[(top + row) * WIDTH + left + column] = 16
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour])
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)
  return Buffer.concat([header, ...Array.from({ length: 10 }, () => frame)])
}
