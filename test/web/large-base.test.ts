import { beforeAll, expect, test } from 'vitest'
import { saveDefinition } from '#src/campaigns/campaign-store.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { saveSegment } from '#src/insights/segment-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

/** What goes through all clients is left for later by pages of a large base, with and without JavaScript. */
let world: TestWorld
let owner: Visitor
let segment: string
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await world.db.$executeRaw`
    INSERT INTO client (name, state, state_reason, state_since, birthday_month, birthday_day, updated_at)
    SELECT 'Client ' || n, 'active', 'test', now(), 12, 1 + n % 28, now() FROM generate_series(1, 2100) AS n`
  await world.db.clientTag.create({
    data: { clientId: (await world.db.client.findFirstOrThrow()).id, tag: 'vip', at: new Date(), by: 'test' }
  })
  await saveSegment(world.db, { name: 'vip', condition: { kind: 'tag', is: ['vip'] } }, 'test')
  segment = (await world.db.segment.findFirstOrThrow()).id
  await sendOnce('birthday')
})

/** A campaign that has sent one mail. */
async function sendOnce(name: string) {
  const definition = readyMade(name)?.definition
  if (!definition) throw new Error(`there is no campaign ${name}`)
  const now = world.clock.now()
  const { id, version } = await saveDefinition(world.db, name, { definition, by: 'test', now })
  const at = dateOf(now.subtract({ hours: 48 }))
  const { id: clientId } = await world.db.client.findFirstOrThrow()
  const day = new Date('2026-11-22')
  const when = { occurrenceDay: day, dueDay: day, meantFor: at, dueAt: at, expiresAt: at, stateSince: at, sentAt: at }
  const what = {
    occurrence: '2026',
    step: 1,
    to: 'client',
    purpose: 'marketing',
    priority: 90,
    zone: 'UTC',
    state: 'sent'
  }
  await world.db.followUp.create({ data: { campaignId: id, versionId: version.id, clientId, ...what, ...when } })
}

const LATER = [
  {
    page: '/insights/profit?from=2026-01-01',
    part: 'answer',
    address: '/insights/profit?from=2026-01-01&fresh=1',
    has: 'Bénéfice net = achats'
  },
  { page: '/insights', part: 'figures', address: '/insights?counted=1', has: 'Pas encore de ventes' },
  { page: '/campaigns/birthday', part: 'returns', address: '/campaigns/birthday?counted=1', has: 'désinscrits' },
  { page: '/campaigns', part: 'campaigns', address: '/campaigns?counted=1', has: '1 mail envoyé' },
  {
    page: '/campaigns/birthday/dry-run',
    part: 'dry-run',
    address: '/campaigns/birthday/dry-run?counted=1',
    has: 'id="day"'
  },
  {
    page: '/campaigns/birthday/dry-run?day=2026-12-03',
    part: 'dry-run',
    address: '/campaigns/birthday/dry-run?day=2026-12-03&counted=1',
    has: 'jeudi 3 décembre'
  },
  { page: '/clients?segment=vip', part: 'results', address: '/clients?segment=vip&counted=1', has: 'Client ' },
  { page: '/segments', part: 'segments', address: '/segments?counted', has: '1 client aujourd’hui' }
]

test.each(LATER)('$page stands before what takes long, and leads to it', async ({ page, part, address, has }) => {
  const waiting = await read(page)
  expect(waiting).toContain(`id="${part}"`)
  expect(waiting).toContain(`hx-get="${address.replaceAll('&', '&amp;')}"`)
  expect(waiting).toMatch(new RegExp(`<noscript>\\s*<a href="${escaped(address)}"`))
  const again = new RegExp(
    `data-when-failed[^>]*hidden[^>]*>.{0,200}<a[^>]*href="${escaped(address)}">Réessayer</a>`,
    's'
  )
  expect(waiting).toMatch(again)
  const content = waiting.slice(waiting.indexOf(`id="${part}"`))
  expect(content).not.toContain(has)
  const whole = await read(address)
  expect(whole).toContain(`id="${part}"`)
  expect(whole).toContain(has)
  expect(whole).not.toContain('hx-trigger="load"')
})

test('how many are in a segment is asked for once its page stands; without JavaScript a button counts', async () => {
  for (const path of [`/segments/${segment}`, '/segments/new?tag=vip']) {
    const html = await read(path)
    expect(html).toContain('hx-trigger="load, change from:#segment-form delay:300ms"')
    expect(html).not.toContain('1 client aujourd’hui')
    expect(html).toContain('formaction="/segments/draft"')
  }
  const counted = await owner.send('/segments/count', { join: 'all' }, `/segments/${segment}`)
  expect(await counted.text()).toContain('aujourd’hui')
})

test('a question that makes no sense is said at once', async () => {
  const answer = await owner.ask('/insights/profit?from=2026-12-01&to=2026-01-01')
  expect(answer.status).toBe(422)
  expect(await answer.text()).not.toContain('hx-trigger="load"')
})

async function read(path: string): Promise<string> {
  return (await owner.text(path)).replaceAll(/[\u00a0\u202f]/g, ' ')
}

function escaped(address: string): string {
  return address.replaceAll('&', '&amp;').replaceAll(/[?.]/g, String.raw`\$&`)
}
