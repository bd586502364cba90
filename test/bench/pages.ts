import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refreshIfDue } from '#src/insights/refresh.ts'
import type { Condition } from '#src/insights/condition.ts'
import { saveSegment } from '#src/insights/segment-store.ts'
import { REPORTS } from '#src/insights/reports/table.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { openDatabase, type Database } from '#src/platform/database/database.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import type { World } from '#src/web/world.ts'
import { ownerIn, type Visitor } from '#test/web/world.ts'
import { seed } from './seed.ts'

export const name = 'pages'

const SIZE = { clients: 50_000, mails: 500_000, until: new Date('2026-11-24T09:30:00Z') }
const BUDGET_MS = 100
const VISITS = 20

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
  const visitor = await ownerIn(world)
  for (const [name, condition] of Object.entries(SEGMENTS)) await saveSegment(world.db, { name, condition }, 'bench')
  const measured = []
  for (const path of await pathsOf(database)) measured.push({ path, ms: await percentile(visitor, path) })
  const said = ({ path, ms }: { path: string; ms: number }) => `${ms.toFixed(1).padStart(7)} ms  ${path}`
  const wrong = measured.filter(({ ms }) => ms > BUDGET_MS).map(said)
  return { right: measured.length - wrong.length, wrong, lines: measured.map(said) }
}

/** Such as owners make: some are found by an index, some ask about every client. */
const SEGMENTS: Record<string, Condition> = {
  Étiquetés: { kind: 'tag', is: ['vip'] },
  Fidèles: { kind: 'bought', atLeast: 3, period: { withinDays: 365 } },
  'En retard': { kind: 'late' },
  'À reprendre': {
    kind: 'all',
    of: [
      { kind: 'tier', is: ['A', 'B'] },
      { kind: 'last-purchase', period: { olderThanDays: 90 } }
    ]
  },
  'D’accord': { kind: 'consent', purpose: 'marketing', is: 'given' }
}

async function percentile(visitor: Visitor, path: string): Promise<number> {
  const times: number[] = []
  await visitor.ask(path)
  for (let visit = 0; visit < VISITS; visit++) {
    const start = performance.now()
    const answer = await visitor.ask(path)
    await answer.text()
    times.push(performance.now() - start)
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  }
  return times.sort((a, b) => a - b)[Math.ceil(VISITS * 0.95) - 1] ?? 0
}

async function pathsOf({ prisma }: Database): Promise<string[]> {
  const { clientId } = await prisma.interaction.findFirstOrThrow({ orderBy: { at: 'desc' } })
  const { id: busiest } = await prisma.client.findFirstOrThrow({
    where: { addresses: { some: { address: 'client1@mail1.example' } } }
  })
  const { id: thread } = await prisma.thread.findFirstOrThrow({ orderBy: { lastAt: 'desc' } })
  return [
    '/',
    '/clients',
    '/clients?order=name',
    '/clients?order=value',
    '/clients?q=ma',
    '/clients?q=martin',
    '/clients?q=tissu',
    '/clients?tag=vip',
    '/clients?q=client4711',
    `/clients/${clientId}`,
    `/clients/${busiest}`,
    '/threads',
    '/threads?view=all',
    `/threads/${thread}`,
    '/suggestions',
    '/campaigns',
    '/campaigns/birthday',
    '/campaigns/birthday/dry-run',
    '/campaigns/birthday/mail',
    '/letters',
    '/letters/birthday/fr',
    '/segments',
    '/segments/new?tag=vip',
    '/counter',
    '/coupons',
    '/coupons?state=valid',
    '/coupons?q=martin',
    '/insights',
    ...REPORTS.map((report) => `/insights/${report.name}`),
    '/settings',
    '/settings/mailboxes',
    '/settings/team',
    '/settings/audit'
  ]
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
    ringWebhooks: async () => undefined
  }
}
