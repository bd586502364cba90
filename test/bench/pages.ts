import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refreshIfDue } from '#src/insights/refresh.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { openDatabase, type Database } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import type { Route } from '#src/web/route.ts'
import { routes } from '#src/web/routes.ts'
import type { World } from '#src/web/world.ts'
import { ownerIn, visitor, type Visitor } from '#test/web/world.ts'
import { ADDRESSES, known, LEFT_OUT, type Address } from './addresses.ts'
import { seed } from './seed.ts'

export const name = 'pages'

const SIZE = { clients: 50_000, mails: 500_000, until: new Date('2026-11-24T09:30:00Z') }
const BUDGET_MS = 100
const VISITS = 20
/** What is apart takes seconds: three visits, of which the slowest is told. */
const VISITS_APART = 3

/** Time that the server takes for each page at full size, for the 95th percentile. */
export async function run(): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-bench-pages-'))
  // Run as root, the database's files belong to another user, who has to pass through.
  chmodSync(folder, 0o711)
  const database = await openDatabase({ databaseUrl: undefined, dataFolder: folder })
  try {
    await seed(database.prisma, SIZE)
    return await measure(database)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same on a database that is filled already. */
export async function measure(database: Database): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  const world = worldOn(database)
  // As after every import and each night.
  await refreshIfDue(database, world.clock)
  const visitors = { owner: await ownerIn(world), stranger: visitor(world) }
  const measured: Measured[] = []
  for (const { address, access } of await addressesOf(world)) {
    // Public pages stop answering who asks too often.
    await world.db.attempt.deleteMany()
    const visitor = access === 'anyone' ? visitors.stranger : visitors.owner
    const ms = await percentile(visitor, address)
    measured.push({ ...address, ms })
  }
  const pages = measured.filter(({ apart }) => apart === undefined)
  const wrong = pages.filter(({ ms }) => ms > BUDGET_MS)
  return { right: pages.length - wrong.length, wrong: wrong.map(said), lines: [...pages.map(said), ...apart(measured)] }
}

type Measured = Address & { ms: number }

/** Every page of the route table. */
async function addressesOf(world: World): Promise<{ address: Address; access: Route['access'] }[]> {
  const found = await known(world)
  return routes
    .filter(({ method, path }) => method === 'GET' && !(path in LEFT_OUT))
    .flatMap(({ path, access }) => {
      const addresses = ADDRESSES[path]
      if (!addresses) throw new Error(`the bench does not know what to visit of ${path}: see addresses.ts`)
      return addresses(found).map((address) => ({ address, access }))
    })
}

async function percentile({ ask }: Visitor, { path, apart }: Address): Promise<number> {
  const times: number[] = []
  const visits = apart === undefined ? VISITS : VISITS_APART
  await ask(path)
  for (let visit = 0; visit < visits; visit++) {
    const start = performance.now()
    const answer = await ask(path)
    await answer.text()
    times.push(performance.now() - start)
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  }
  return times.sort((a, b) => a - b)[Math.ceil(visits * 0.95) - 1] ?? 0
}

function said({ path, ms }: Measured): string {
  return `${ms.toFixed(1).padStart(7)} ms  ${path}`
}

/** What is no page, under the reason why it may take longer. */
function apart(measured: Measured[]): string[] {
  const reasons = new Set(measured.flatMap((one) => one.apart ?? []))
  return [...reasons].flatMap((reason) => [
    `apart: ${reason}`,
    ...measured.filter((one) => one.apart === reason).map(said)
  ])
}

function worldOn(database: Database): World {
  const key = createHash('sha256').update('bench').digest()
  return {
    database,
    db: database.prisma,
    secrets: secretsOf(key),
    clock: fixedClock('2026-11-24T09:30:00Z'),
    random: secureRandom,
    log: silentLog,
    publicUrl: 'http://maillon.test',
    signingKey: key.toString('hex'),
    firm: async () => ({ name: 'La Boutique', language: 'fr', zone: 'Europe/Paris', currency: 'EUR' }),
    post: async () => ({ kind: 'no-mailbox' }),
    ringSender: async () => undefined,
    ringWebhooks: async () => undefined,
    imports: { folder: '/nowhere', look: () => undefined }
  }
}
