import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { dateOf } from '#src/platform/clock.ts'
import { issueToken } from '#src/web/api/token.ts'
import { CLAIRE, NOEL, receive } from './shop.ts'
import { doneBy, ownedWorld, proofIn, type TestWorld, type Visitor } from './world.ts'

/** One rule for what a tag may be, wherever it is typed. */

let world: TestWorld
let owner: Visitor
let claire: string
let noel: string
let thread: string
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await receive(world, [...CLAIRE, NOEL])
  claire = (await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })).id
  noel = (await world.db.client.findFirstOrThrow({ where: { name: 'Noël Brun' } })).id
  await world.db.client.update({ where: { id: noel }, data: { state: 'active' } })
  thread = (await world.db.thread.findFirstOrThrow({ where: { subject: 'Lampe en laiton' } })).id
})

const WRONG = [
  ['\u202epiv', 'contient un signe invisible'],
  ['vip\u200b', 'contient un signe invisible'],
  ['x'.repeat(61), 'Une étiquette a 60 lettres au plus.'],
  ['vip, salon', 'ni virgule, ni point-virgule'],
  ['##', 'au moins une lettre ou un chiffre']
] as const

const MIGRATION = 'prisma/migrations/20261130160000_one_rule_for_tags/migration.sql'

/** As a person reads the page: its text with plain spaces. */
async function read(answer: Response): Promise<string> {
  return (await answer.text()).replaceAll('\u00a0', ' ')
}

const count = async () => (await world.db.clientTag.count()) + (await world.db.threadTag.count())

describe.each([
  ['a record', () => `/clients/${claire}`],
  ['a thread', () => `/threads/${thread}`]
])('on %s', (_, pathOf) => {
  test.each(WRONG)('%j is refused beside the field, with what was typed', async (tag, why) => {
    const before = await count()
    const answer = await owner.send(`${pathOf()}/tags`, { tag, action: 'add' }, pathOf())
    const page = await read(answer)
    expect(answer.status).toBe(422)
    expect(page).toContain(`value="${tag}"`)
    expect(page).toMatch(/aria-describedby="tag-wrong" aria-invalid="true"/)
    expect(/id="tag-wrong">.*?<\/svg>([^<]*)</s.exec(page)?.[1]).toContain(why)
    expect(await count()).toBe(before)
  })

  test('the address of the refused form leads on when it is loaded anew', async () => {
    const answer = await owner.ask(`${pathOf()}/tags`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('Location')).toContain(pathOf())
  })

  test('a slash joins words as a space does', async () => {
    const { said } = await doneBy(owner, {
      path: `${pathOf()}/tags`,
      fields: { tag: 'Particulier / Pro', action: 'add' },
      from: pathOf()
    })
    expect(said).toBe('Étiquette #particulier-pro ajoutée.')
  })
})

test('programs are held to the same rule', async () => {
  const program = { name: 'Tests', scopes: ['clients:write', 'threads:write'], at: dateOf(world.clock.now()) }
  const { token } = await issueToken(world.db, program, world.random)
  const ask = (method: string, path: string) =>
    owner.ask(`/api/v1${path}`, { method, headers: { Authorization: `Bearer ${token}` } })
  for (const path of [`/clients/${noel}`, `/threads/${thread}`]) {
    for (const [tag] of WRONG) {
      const answer = await ask('PUT', `${path}/tags/${encodeURIComponent(tag)}`)
      expect(answer.status).toBe(400)
      expect(answer.headers.get('Content-Type')).toContain('problem+json')
    }
    expect(await (await ask('PUT', `${path}/tags/Salon%20de%2FParis`)).json()).toMatchObject({ changed: true })
    expect(await (await ask('DELETE', `${path}/tags/salon-de-paris`)).json()).toMatchObject({ changed: true })
  }
})

test('names of before the rule are made by it', async () => {
  const at = new Date('2026-01-01T08:00:00Z')
  const old = ['Bon  client', 'bon-client', '#été', 'R&D', 'a / b']
  await world.db.clientTag.createMany({ data: old.map((tag) => ({ clientId: noel, tag, at, by: 'import' })) })
  await world.db.threadTag.create({ data: { threadId: thread, tag: 'Bon client', at, by: 'keyword' } })
  await world.database.pool.query(readFileSync(MIGRATION, 'utf8'))
  const tags = (rows: { tag: string }[]) => rows.map(({ tag }) => tag).toSorted()
  expect(tags(await world.db.clientTag.findMany({ where: { clientId: noel } }))).toEqual(
    ['a-b', 'bon-client', 'r&d', 'été'].toSorted()
  )
  expect(tags(await world.db.threadTag.findMany({ where: { at } }))).toEqual(['bon-client'])
})

test('one from before the rule can still be taken off', async () => {
  const old = 'y'.repeat(100)
  await world.db.clientTag.create({ data: { clientId: claire, tag: old, by: 'import' } })
  await doneBy(owner, {
    path: `/clients/${claire}/tags`,
    fields: { tag: old, action: 'remove' },
    from: `/clients/${claire}`
  })
  expect(await world.db.clientTag.count({ where: { tag: old } })).toBe(0)
})

describe('for many clients', () => {
  const post = async (who: Visitor, fields: [string, string][]) => {
    const proof = proofIn(await who.text('/clients'))
    return who.ask('/clients/tags', {
      method: 'POST',
      body: new URLSearchParams([['_proof', proof], ...fields]).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: world.publicUrl }
    })
  }

  test('a wrong tag is refused beside the field, and whom it was for stays ticked', async () => {
    const answer = await post(owner, [
      ['tag', 'vip, salon'],
      ['action', 'add'],
      ['list', '/clients?order=name'],
      ['client', claire],
      ['client', noel]
    ])
    const page = await read(answer)
    expect(answer.status).toBe(422)
    expect(page).toContain('value="vip, salon"')
    expect(page).toContain('ni virgule, ni point-virgule')
    for (const id of [claire, noel]) expect(page).toMatch(new RegExp(`value="${id}" checked=""`))
    expect(page).toContain('<option value="name" selected="">')
    expect(await world.db.clientTag.count({ where: { tag: { startsWith: 'vip' } } })).toBe(0)
  })

  test('the reason is told in English to who reads English', async () => {
    await world.db.member.updateMany({ data: { language: 'en' } })
    const answer = await post(owner, [
      ['tag', 'a'.repeat(61)],
      ['action', 'add'],
      ['all', 'yes']
    ])
    const page = await answer.text()
    expect(page).toContain('A tag has 60 letters at most.')
    expect(page).toMatch(/name="all" value="yes" checked=""/)
  })
})
