import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from '#src/web/routes.ts'
import { pageOf } from '#src/web/ways-back.ts'
import { lineOf } from './site.ts'
import { ownedWorld, type Visitor } from './world.ts'

/** The address of an action may stand in the browser: it leads to the page that holds the form. */

let owner: Visitor
beforeAll(async () => {
  ;({ owner } = await ownedWorld())
})

const filled = (path: string) => path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '00000000-0000-4000-8000-000000000000')
const shape = (path: string) => path.replaceAll(/:\w+(\{[^}]*\})?/g, ':')
const pages = new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => shape(path)))
const acts = routes.filter(({ method, path }) => method === 'POST' && !pages.has(shape(path)))

test('there are many addresses that are only posted to', () => {
  expect(acts.length).toBeGreaterThan(60)
})

describe('read in a browser', () => {
  test.each(acts)('$path leads to a page above it', async ({ path }) => {
    const answer = await owner.ask(`${filled(path)}?x=1`)
    const to = answer.headers.get('Location') ?? ''
    expect({ status: answer.status, page: lineOf('GET', to) }).toEqual({
      status: 302,
      page: expect.stringMatching(/^\//)
    })
    const above = to.replace('?x=1', '')
    expect(above === '/' || filled(path).startsWith(`${above}/`)).toBe(true)
  })
})

test.each([
  ['/counter/code', '/counter'],
  ['/clients/:id/details', '/clients/00000000-0000-4000-8000-000000000000'],
  ['/settings/team/invitations', '/settings/team'],
  ['/settings/team/:id/role', '/settings/team'],
  ['/account/password', '/account'],
  ['/segments/count', '/segments'],
  ['/settings/firm', '/settings/firm'],
  ['/sign-out', '/']
])('%s is a form of %s', (path, page) => {
  expect(pageOf({ path }, filled(path), routes)).toBe(page)
})

test('no page is hidden by the address of an action', () => {
  const isOf = (pattern: string, address: string) =>
    new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replaceAll(/:\w+(\{[^}]*\})?/g, '[^/]+')}$`).test(address)
  for (const { path } of routes.filter(({ method }) => method === 'GET'))
    expect({ path, hiddenBy: acts.filter((act) => isOf(act.path, filled(path))) }).toEqual({ path, hiddenBy: [] })
})
