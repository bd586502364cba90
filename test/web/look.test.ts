import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { contrast, READABLE, rgbOf } from '#src/platform/shades.ts'
import { firmStyle, isReadable, shadesOf } from '#src/web/public/colours.ts'
import { ownedWorld, proofIn, visitor, type TestWorld, type Visitor } from './world.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

test('whatever the colour, what is written on it or in it can be read (WCAG 1.4.3)', () => {
  fc.assert(
    fc.property(colour, (hex) => {
      const { ground, onGround, light, dark } = shadesOf(hex)
      expect(contrast(rgbOf(ground), rgbOf(onGround))).toBeGreaterThanOrEqual(READABLE)
      expect(contrast(rgbOf(light), rgbOf('#ffffff'))).toBeGreaterThanOrEqual(READABLE)
      expect(contrast(rgbOf(light), rgbOf('#f3f5f1'))).toBeGreaterThanOrEqual(READABLE)
      expect(contrast(rgbOf(dark), rgbOf('#171f1b'))).toBeGreaterThanOrEqual(READABLE)
      expect(contrast(rgbOf(dark), rgbOf('#000000'))).toBeGreaterThanOrEqual(READABLE)
    })
  )
})

test('a colour that can be read is kept as it is', () => {
  expect(shadesOf('#0b3b2c').light).toBe('#0b3b2c')
  expect(isReadable('#0b3b2c')).toBe(true)
  expect(isReadable('#ffe14d')).toBe(false)
  expect(firmStyle({ colour: '', logo: null })).toBe('')
})

/** The smallest picture there is. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64'
)

describe('the page of colours', () => {
  let world: TestWorld
  let owner: Visitor
  beforeAll(async () => {
    ;({ world, owner } = await ownedWorld())
  })

  test('takes a colour, says where it is shaded, and refuses what is none', async () => {
    await owner.send('/settings/look', { colour: 'FFE14D' })
    const html = await owner.text('/settings/look')
    expect(html).toContain('value="#ffe14d"')
    expect(html).toContain('une nuance plus foncée')
    expect((await owner.send('/settings/look', { colour: 'red; }' })).status).toBe(422)
    await owner.send('/settings/look', { colour: '' })
    expect(await owner.text('/settings/look')).not.toContain('une nuance plus foncée')
  })

  test('takes a picture, shows it to anyone, and takes it away again', async () => {
    expect((await sendLogo(PNG, 'logo.txt')).status).toBe(303)
    const place = /src="(\/firm\/logo\/[0-9a-f]+)"/.exec(await owner.text('/settings/look'))?.[1] ?? ''
    const picture = await visitor(world).ask(place)
    expect(picture.headers.get('Content-Type')).toBe('image/png')
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(PNG)
    expect(await visitor(world).text('/firm/style.css')).toContain(`url(${place})`)
    await owner.send('/settings/look/logo-removal', {}, '/settings/look')
    expect((await visitor(world).ask(place)).status).toBe(404)
  })

  test.each([
    ['a drawing with script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 422],
    ['nothing', Buffer.alloc(0), 422],
    ['more than 256 KB', Buffer.concat([PNG, Buffer.alloc(256 * 1024)]), 422],
    ['far more', Buffer.concat([PNG, Buffer.alloc(512 * 1024)]), 413]
  ])('refuses %s', async (_, bytes, status) => {
    expect((await sendLogo(bytes, 'logo.png')).status).toBe(status)
    expect(await world.db.firmLogo.count()).toBe(0)
  })

  async function sendLogo(bytes: Buffer, name: string): Promise<Response> {
    const body = new FormData()
    body.set('_proof', proofIn(await owner.text('/settings/look')))
    body.set('logo', new File([new Uint8Array(bytes)], name, { type: 'image/png' }))
    return owner.ask('/settings/look/logo', { method: 'POST', body, headers: { Origin: world.publicUrl } })
  }
})
