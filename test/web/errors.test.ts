import { beforeAll, describe, expect, test } from 'vitest'
import { ownedWorld, visitor, type TestWorld, type Visitor } from './world.ts'

/** Pages that refuse lead on from where one is. */

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
})

const NOBODY = '/clients/11111111-2222-4333-8444-555555555555'
const ask = async (path: string, from?: string) =>
  (await owner.ask(path, from === undefined ? {} : { headers: { Referer: from } })).text()
const ways = (html: string) =>
  [...html.slice(html.indexOf('<main')).matchAll(/<a class="button[^"]*" href="([^"]*)">/g)].map(([, href]) => href)

describe('a page that refuses', () => {
  test('leads back to the page of ours that led there, to the list it belongs to, and home', async () => {
    const html = await ask(NOBODY, `${world.publicUrl}/threads?view=all`)
    expect(ways(html)).toEqual(['/threads?view=all', '/clients', '/'])
    expect(html).toContain('Revenir à la page précédente')
  })

  test.each([
    ['https://elsewhere.example/clients'],
    ['not an address'],
    [`http://maillon.test//elsewhere.example/x`],
    [`http://maillon.test${NOBODY}`]
  ])('does not lead to %s', async (from) => {
    expect(ways(await ask(NOBODY, from))).toEqual(['/clients', '/'])
  })

  test('leads a stranger nowhere but to the door', async () => {
    const html = await visitor(world, 'en').text('/no-such-page')
    expect(ways(html)).toEqual(['/'])
    expect(html).toContain('Go to the first page')
  })

  test.each(['/static/..%2fx', '/static/none.css', '/static/__proto__'])('%s is the ordinary page', async (path) => {
    const answer = await owner.ask(path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('Cette page n’existe pas')
  })
})

test('a contact form that is closed bears the firm’s name and colours, and leads nowhere inside', async () => {
  const answer = await visitor(world).ask('/contact')
  const html = await answer.text()
  expect(answer.status).toBe(404)
  expect(html).toContain('<title>Cette page n’existe pas · La Boutique</title>')
  expect(html).toContain('/firm/style.css')
  expect(html).not.toContain('Maillon')
  expect(ways(html)).toEqual([])
})
