import { beforeAll, describe, expect, test } from 'vitest'
import { stopAddress } from '#src/campaigns/permission-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { useToken } from '#src/web/api/token-store.ts'
import { listEndpoints } from '#src/web/webhooks/endpoint-store.ts'
import { addMailbox, CLAIRE, receive } from './shop.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
let claire: string

beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await addMailbox(world)
  await receive(world, CLAIRE)
  claire = (await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })).id
})

/** Does something on a page. @returns where it leads, and the way back that its page offers */
async function does(path: string, fields: Record<string, string>, from: string) {
  const answer = await owner.send(path, fields, from)
  expect(answer.status).toBe(303)
  const to = answer.headers.get('Location') ?? ''
  const undo = /action="(\/acts\/[^"]+\/undo)"/.exec(await owner.text(to))?.[1] ?? 'no undo was offered'
  return { to: to.split('?')[0] ?? '', undo }
}

async function undone(path: string) {
  const answer = await owner.send(path, {}, '/account')
  return answer.status === 303 ? 'undone' : /<h1[^>]*>([^<]+)</.exec(await answer.text())?.[1]
}

describe('that a client was added', () => {
  const add = (name: string, address: string) => does('/clients', { name, address }, '/clients/new')
  const count = (name: string) => world.db.client.count({ where: { name } })

  test('is taken back while nothing came to the record', async () => {
    const { undo } = await add('Paul Faux', 'paul@faux.example')
    expect(await undone(undo)).toBe('undone')
    expect(await count('Paul Faux')).toBe(0)
    await add('Paul Vrai', 'paul@faux.example')
    expect(await count('Paul Vrai')).toBe(1)
  })

  test('leads from the page that is gone to the list', async () => {
    const { to, undo } = await add('Rita Sol', 'rita@sol.example')
    const proof = /name="_proof" value="([^"]+)"/.exec(await owner.text(to))?.[1] ?? ''
    const answer = await owner.ask(undo, {
      method: 'POST',
      body: new URLSearchParams({ _proof: proof }).toString(),
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: world.publicUrl,
        Referer: `${world.publicUrl}${to}`
      }
    })
    expect(answer.headers.get('Location')).toMatch(/^\/clients(?:\?|$)/)
  })

  test.each([
    ['a note', (path: string) => does(`${path}/entries`, { kind: 'note', title: 'Aime le chêne' }, path)],
    ['a tag', (path: string) => does(`${path}/tags`, { tag: 'pro', action: 'add' }, path)],
    [
      'a correction',
      (path: string) =>
        does(`${path}/details`, { name: 'Léa', phone: '0612', birthday: '', language: '', owner: '' }, `${path}/edit`)
    ]
  ])('is not once %s is on it: that would go too', async (what, write) => {
    const name = `Léa ${what}`
    const { to, undo } = await add(name, `${what.replaceAll(' ', '-')}@lea.example`)
    await write(to)
    expect(await undone(undo)).toBe('Cela a changé depuis')
    expect(await world.db.client.count({ where: { id: to.split('/')[2] ?? '' } })).toBe(1)
  })
})

describe('a noted consent', () => {
  const note = () =>
    does(`/clients/${claire}/consent`, { method: 'spoken', wording: 'Oui aux offres' }, `/clients/${claire}`)
  const ledger = () => world.db.consentEntry.count({ where: { clientId: claire } })
  const standing = async () =>
    (
      await world.db.$queryRaw<{ state: string }[]>`
        SELECT state FROM standing_consent WHERE client_id = ${claire}::uuid ORDER BY at DESC, recorded_at DESC`
    ).map(({ state }) => state)

  test('is taken back by a row of its own: the proof stays, and nothing is said of the client (J1)', async () => {
    const { undo } = await note()
    expect(await standing()).toEqual(['given'])
    expect(await undone(undo)).toBe('undone')
    expect(await standing()).toEqual([])
    expect(await ledger()).toBe(2)
    expect(await owner.text(`/clients/${claire}`)).toContain('Aucun consentement enregistré')
    expect(await undone(undo)).toBe('Cela a changé depuis')
    expect(await ledger()).toBe(2)
  })

  test('leaves what the client said before: who had left has left', async () => {
    const stop = { address: 'claire@mail.example', matchKey: 'claire@mail.example', by: 'stop-reply' } as const
    await stopAddress(world.db, { ...stop, wording: 'STOP', evidence: 'a mail', now: world.clock.now() })
    world.clock.advance({ minutes: 1 })
    const { undo } = await note()
    expect(await standing()).toEqual(['given', 'withdrawn'])
    expect(await undone(undo)).toBe('undone')
    expect(await standing()).toEqual(['withdrawn'])
  })

  test('and what the client said after: leaving is not undone by undoing something else', async () => {
    world.clock.advance({ minutes: 1 })
    const { undo } = await note()
    world.clock.advance({ minutes: 1 })
    const stop = { address: 'claire@mail.example', matchKey: 'claire@mail.example', by: 'stop-reply' } as const
    await stopAddress(world.db, { ...stop, wording: 'STOP', evidence: 'another mail', now: world.clock.now() })
    expect(await undone(undo)).toBe('undone')
    expect((await standing())[0]).toBe('withdrawn')
    const marketing = await world.db.suppression.count({ where: { address: stop.address, liftedAt: null } })
    expect(marketing).toBeGreaterThan(0)
  })
})

describe('what the owner removed in the settings', () => {
  test('a field comes back with its values', async () => {
    await does('/settings/fields', { label: 'Pointure', type: 'text', subject: 'client' }, '/settings/fields')
    const { key } = await world.db.fieldDefinition.findFirstOrThrow({ where: { labelFr: 'Pointure' } })
    await does(`/clients/${claire}/fields`, { [key]: 'Quarante-deux' }, `/clients/${claire}/fields`)
    const { undo } = await does(`/settings/fields/${key}/removal`, {}, '/settings/fields')
    expect(await owner.text(`/clients/${claire}`)).not.toContain('Quarante-deux')
    expect(await undone(undo)).toBe('undone')
    expect(await owner.text(`/clients/${claire}`)).toContain('Quarante-deux')
    expect(await undone(undo)).toBe('Cela a changé depuis')
  })

  /** Its secret is kept as a hash only, but nobody needs it again: the other program has it still. */
  test('a token works again within the day, and not later: it may have been revoked because somebody found it', async () => {
    const make = async (name: string) => {
      const page = await (await owner.send('/settings/tokens', { name, scopes: 'clients:read' })).text()
      const { id, hash } = await world.db.apiToken.findFirstOrThrow({ where: { name } })
      expect(page).toContain(name)
      return { id, isInForce: async () => (await useToken(world.db, hash, dateOf(world.clock.now()))) !== null }
    }
    const slip = await make('Caisse')
    const first = await does(`/settings/tokens/${slip.id}/revocation`, {}, '/settings/tokens')
    expect(await slip.isInForce()).toBe(false)
    expect(await undone(first.undo)).toBe('undone')
    expect(await slip.isInForce()).toBe(true)
    const second = await does(`/settings/tokens/${slip.id}/revocation`, {}, '/settings/tokens')
    world.clock.advance({ hours: 25 })
    expect(await undone(second.undo)).toBe('Cela ne s’annule pas')
    expect(await slip.isInForce()).toBe(false)
  })

  test('a program that is told of events comes back as it was, with the secret that it knows', async () => {
    const form = { name: 'Compta', url: 'https://compta.example/hook', events: 'client.created' }
    await owner.send('/settings/webhooks', form)
    const [made] = await listEndpoints(world.db)
    const secretOf = async () => (await world.db.webhookEndpoint.findFirstOrThrow()).secret
    const secret = await secretOf()
    const path = `/settings/webhooks/${made?.id}`
    const removal = () => does(`${path}/removal`, {}, path)
    const first = await removal()
    expect(await listEndpoints(world.db)).toEqual([])
    expect(await undone(first.undo)).toBe('undone')
    expect(await listEndpoints(world.db)).toEqual([made])
    expect(await secretOf()).toBe(secret)
    expect(await undone(first.undo)).toBe('Cela a changé depuis')
    await owner.send(`${path}/stop`, {}, path)
    const second = await removal()
    await undone(second.undo)
    expect(await listEndpoints(world.db)).toMatchObject([{ disabledWhy: 'by-hand' }])
  })
})
