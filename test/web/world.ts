import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock, type FixedClock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { firstRunLink } from '#src/web/accounts/admission.ts'
import { createApp } from '#src/web/server.ts'
import type { Letter, World } from '#src/web/world.ts'
import { testDatabase } from '#test/setup/database.ts'

export const OWNER = { name: 'Odile Martin', email: 'odile@boutique.example', password: 'une phrase bien à moi' }

export interface TestWorld extends World {
  clock: FixedClock
  /** Every letter that the pages sent. */
  letters: Letter[]
}

/** A world of one test file: its own database, a clock that stands still, letters kept instead of sent. */
export function testWorld(database: Database, more: Partial<TestWorld> = {}): TestWorld {
  const letters: Letter[] = []
  return {
    database,
    db: database.prisma,
    secrets: secretsOf(createHash('sha256').update('a key for tests').digest()),
    clock: fixedClock('2026-11-24T09:30:00Z'),
    random: secureRandom,
    log: silentLog,
    publicUrl: 'http://maillon.test',
    signingKey: createHash('sha256').update('a key for tests').digest('hex'),
    firm: async () => ({ name: 'La Boutique', language: 'fr', zone: 'Europe/Paris', currency: 'EUR' }),
    post: async (letter) => {
      letters.push(letter)
      return { kind: 'sent' }
    },
    ringSender: async () => undefined,
    ringWebhooks: async () => undefined,
    imports: { folder: join(tmpdir(), 'maillon-tests', 'imports'), look: () => undefined },
    letters,
    ...more
  }
}

/** The world of one test file, with the owner signed in. */
export async function ownedWorld(more: Partial<TestWorld> = {}): Promise<{ world: TestWorld; owner: Visitor }> {
  const world = testWorld(await testDatabase(), more)
  return { world, owner: await ownerIn(world) }
}

/** A browser without a window: keeps cookies, follows nothing by itself, finds the proof in the page before it posts. */
export function visitor(world: World, language = 'fr') {
  const app = createApp(world)
  const cookies = new Map<string, string>()
  const headers = () => ({
    Host: new URL(world.publicUrl).host,
    'Accept-Language': language,
    Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  })
  async function ask(path: string, init: Asked = {}): Promise<Response> {
    const answer = await app.request(path, { ...init, headers: { ...headers(), ...init.headers } })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const [name = '', ...value] = pair.split('=')
      if (/max-age=0/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, value.join('='))
    }
    return answer
  }
  return {
    cookies,
    ask,
    async text(path: string): Promise<string> {
      return (await ask(path)).text()
    },
    /** Posts a form as a page would: with the proof that the page at `from` carries. */
    async send(path: string, fields: Record<string, string>, from = path): Promise<Response> {
      const proof = proofIn(await (await ask(from)).text())
      return ask(path, {
        method: 'POST',
        body: new URLSearchParams({ _proof: proof, ...fields }).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: world.publicUrl }
      })
    }
  }
}

type Asked = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }

export type Visitor = ReturnType<typeof visitor>

/** Makes the owner's account by the first-run link, as a person would, and stays signed in. */
export async function ownerIn(world: World, language = 'fr'): Promise<Visitor> {
  const link = await firstRunLink(world)
  if (link === null) throw new Error('there is an owner already')
  const owner = visitor(world, language)
  await owner.send(new URL(link).pathname, OWNER)
  return owner
}

/** Does something on a page and says what the next page tells of it; `undo` takes it back by the page's own button. */
export async function doneBy(
  visitor: Visitor,
  { path, fields, from }: { path: string; fields: Record<string, string>; from: string }
): Promise<{ said: string | undefined; undo: string | undefined }> {
  const answer = await visitor.send(path, fields, from)
  if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}`)
  const page = await visitor.text(answer.headers.get('Location') ?? '')
  const undo = /action="(\/acts\/[^"]+\/undo)"/.exec(page)?.[1]
  return { said: /class="toast[^"]*">.*?<span>([^<]+)</s.exec(page)?.[1], undo }
}

export function proofIn(html: string): string {
  return /name="_proof" value="([^"]+)"/.exec(html)?.[1] ?? ''
}
