import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from '#src/web/routes.ts'
import { createApp } from '#src/web/server.ts'
import { auditText } from '#src/web/text/audit.ts'
import { ownedWorld, proofIn, visitor, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
})

/** An address of the route, with something in each of its blanks. */
function addressOf(path: string): string {
  return path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '00000000-0000-4000-8000-000000000000')
}

const changing = routes.filter((route) => route.method === 'POST')

describe('every state-changing route', () => {
  test.each(changing.filter((route) => route.proof === 'page'))('$path refuses without proof', async ({ path }) => {
    const answer = await owner.ask(addressOf(path), { method: 'POST', body: '' })
    expect(answer.status).toBe(403)
  })

  test.each(changing.filter((route) => route.proof === 'page'))(
    '$path refuses the proof of another',
    async ({ path }) => {
      const stranger = visitor(world)
      const proof = proofIn(await stranger.text('/sign-in'))
      const body = new URLSearchParams({ _proof: proof })
      const answer = await owner.ask(addressOf(path), { method: 'POST', body })
      expect(answer.status).toBe(403)
    }
  )

  test.each(changing.filter((route) => route.proof === 'page'))('$path refuses another site', async ({ path }) => {
    const proof = proofIn(await owner.text('/account'))
    const body = new URLSearchParams({ _proof: proof })
    const elsewhere: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' }
    ]
    for (const headers of elsewhere) {
      const answer = await owner.ask(addressOf(path), { method: 'POST', body, headers })
      expect(answer.status).toBe(403)
    }
  })

  test('proves itself by our form or by its own address, never by nothing', () => {
    expect(changing.filter((route) => route.proof === 'none')).toEqual([])
    const open = changing.filter((route) => route.proof === 'open')
    expect(open.map(({ path, access }) => [path, access])).toEqual([['/contact', 'anyone']])
  })
})

describe('every route that is not for anyone', () => {
  const closed = routes.filter((route) => route.access !== 'anyone')

  test.each(closed)('$method $path sends a stranger to sign in', async ({ method, path }) => {
    const answer = await visitor(world).ask(addressOf(path), { method })
    expect(answer.headers.get('Location')).toMatch(/^\/sign-in/)
  })

  test.each(routes.filter((route) => route.access === 'owner'))(
    '$method $path is refused to a member',
    async ({ method, path }) => {
      await world.db.member.updateMany({ data: { role: 'member' } })
      const answer = await owner.ask(addressOf(path), { method })
      await world.db.member.updateMany({ data: { role: 'owner' } })
      expect(answer.status).toBe(403)
    }
  )
})

describe('every answer', () => {
  test('forbids inline script, framing and guessing of types', async () => {
    for (const path of ['/', '/sign-in', '/nowhere', '/static/style.css', '/healthz']) {
      const { headers } = await owner.ask(path)
      const policy = headers.get('Content-Security-Policy') ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toMatch(/unsafe/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    }
  })

  test('over https asks for https and marks its cookies', async () => {
    const safe = createApp({ ...world, publicUrl: 'https://maillon.test' })
    const answer = await safe.request('/sign-in')
    expect(answer.headers.get('Strict-Transport-Security')).toContain('max-age=')
    expect(answer.headers.getSetCookie().join()).toMatch(/visitor=.*Secure/)
  })

  test('that failed says nothing of why, and gives a reference for the log', async () => {
    const broken = visitor({
      ...world,
      firm: async () => {
        throw new Error('secret detail')
      }
    })
    const answer = await broken.ask('/sign-in')
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('secret detail')
  })
})

test('a page that does not exist is kind to people and exact to programs', async () => {
  const page = await owner.ask('/nowhere')
  expect(page.status).toBe(404)
  expect(await page.text()).toContain('Cette page n’existe pas')
  const problem = await owner.ask('/nowhere', { headers: { Accept: 'application/json' } })
  expect(problem.headers.get('Content-Type')).toContain('application/problem+json')
  expect(await problem.json()).toMatchObject({ type: 'urn:maillon:no-such-page', status: 404 })
})

test('a body that is too large is refused before it is read', async () => {
  const body = 'x'.repeat(300 * 1024)
  const answer = await owner.ask('/sign-in', {
    method: 'POST',
    body,
    headers: { 'Content-Length': String(body.length) }
  })
  expect(answer.status).toBe(413)
})

describe('what cannot be guessed', () => {
  test('a session that was changed, cut or made up is none', async () => {
    const [name = '', value = ''] = [...owner.cookies].find(([cookie]) => cookie.includes('session')) ?? []
    expect(value).not.toBe('')
    const [token = '', signature = ''] = value.split('.')
    const forged = [token, `${token}.`, `${token}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`]
    for (const cookie of [...forged, `${'a'.repeat(32)}.${signature}`, 'null', '']) {
      const answer = await visitor(world).ask('/clients', { headers: { Cookie: `${name}=${cookie}` } })
      expect(answer.headers.get('Location')).toMatch(/^\/sign-in/)
    }
    const stored = await world.db.session.findMany()
    expect(stored.length).toBeGreaterThan(0)
  })

  test('a place that is not there is not there, for every address with an id or a token in it', async () => {
    const reading = routes.filter(({ method, path }) => method === 'GET' && /:(id|token|file|code)/.test(path))
    expect(reading.length).toBeGreaterThan(8)
    for (const { path } of reading) {
      for (const guess of ['00000000-0000-4000-8000-000000000000', "1' OR '1'='1", '..%2f..%2fetc', '__proto__']) {
        const answer = await owner.ask(path.replaceAll(/:(\w+)(\{[^}]*\})?/g, encodeURIComponent(guess)))
        expect({ path, guess, status: answer.status }).not.toMatchObject({ status: 500 })
      }
    }
  })

  test('public addresses stop answering whoever tries many of them', async () => {
    const stranger = visitor(world)
    const now = world.clock.now().epochMilliseconds
    const windowStart = new Date(now - (now % 60_000))
    await world.db.attempt.deleteMany()
    await world.db.attempt.create({ data: { key: 'public-page unknown', windowStart, count: 120 } })
    const guess = '00000000-0000-4000-8000-000000000000'
    for (const path of [`/u/${guess}`, `/p/${guess}`, `/calendar/${'a'.repeat(32)}.ics`])
      expect((await stranger.ask(path)).status).toBe(429)
    await world.db.attempt.deleteMany()
  })
})

test('every act that the program writes down has its words in both languages', () => {
  const where = ['src', 'workers', '--include=*.ts', '--include=*.tsx', '--exclude-dir=generated']
  const source = execFileSync('grep', ['-rhE', "\\baction\\b.*'[a-z-]+\\.[a-z-]+'", ...where], { encoding: 'utf8' })
  const named = [...source.matchAll(/\baction(?::| =)[^,\n]*/g)].join('\n')
  const actions = [...named.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, action = '']) => action)
  expect(new Set(actions).size).toBeGreaterThan(70)
  for (const action of new Set(actions)) {
    expect(Object.keys(auditText.fr.actions)).toContain(action)
    expect(Object.keys(auditText.en.actions)).toContain(action)
  }
})
