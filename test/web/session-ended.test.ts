import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NOEL, receive } from './shop.ts'
import { OWNER, ownedWorld, proofIn, visitor, type TestWorld, type Visitor } from './world.ts'

/** A session may end while somebody writes. */

let world: TestWorld
let owner: Visitor
let client: string
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await receive(world, [NOEL])
  client = `/clients/${(await world.db.client.findFirstOrThrow()).id}`
})

const WRITTEN = { kind: 'note', title: 'Fleurs', body: 'Aime les <tulipes>\r\net "le bleu"' }
let proof: string
beforeEach(async () => {
  await owner.send('/sign-in', OWNER)
  proof = proofIn(await owner.text(client))
  await world.db.session.deleteMany()
})

const post = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  owner.ask(path, {
    method: 'POST',
    body: new URLSearchParams({ _proof: proof, ...fields }).toString(),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Origin: world.publicUrl,
      Referer: `${world.publicUrl}${client}`,
      ...headers
    }
  })

describe('what was written is kept', () => {
  test('on a page of its own, with a way to sign in that leads back, and is taken once one has signed in again', async () => {
    const answer = await post(`${client}/entries`, WRITTEN)
    const html = await answer.text()
    expect(answer.status).toBe(401)
    expect(html).toContain('Vous n’êtes plus connecté')
    expect(html).toContain(`href="/sign-in?to=${encodeURIComponent(client)}" target="_blank"`)
    expect(html).toContain('Aime les &lt;tulipes&gt;')
    const kept = proofIn(html)
    expect(kept).toBe(proof)
    await owner.send('/sign-in', OWNER)
    expect((await post(`${client}/entries`, WRITTEN)).status).toBe(303)
    expect(await world.db.interaction.count({ where: { body: { contains: 'tulipes' } } })).toBe(1)
  })

  test('in the page, where only a part of it was to change: a word says so, with a way to sign in', async () => {
    const shown = { 'HX-Request': 'true', 'HX-Current-URL': `${world.publicUrl}${client}?tab=notes` }
    const answer = await post(`${client}/entries`, WRITTEN, shown)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('HX-Redirect')).toBeNull()
    expect(answer.headers.get('HX-Retarget')).toBe('#toasts')
    const html = await answer.text()
    expect(html).toContain('ce que vous avez écrit y reste')
    expect(html).toContain(`href="/sign-in?to=${encodeURIComponent(`${client}?tab=notes`)}"`)
  })
})

test('a password is not shown again; sign-in says that nothing was saved, and leads back', async () => {
  const answer = await post('/account/password', { now: 'un secret à moi', next: 'un autre secret' }, { Referer: '' })
  expect(answer.headers.get('Location')).toBe('/sign-in?to=%2Faccount')
  expect(await owner.text('/sign-in?to=%2Faccount')).toContain('ce que vous avez envoyé n’est pas enregistré')
})

test('what another site sends is not shown as if one had written it', async () => {
  const answer = await post(`${client}/entries`, WRITTEN, { Origin: 'https://elsewhere.example' })
  expect(await answer.text()).not.toContain('tulipes')
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, expect.stringContaining('/sign-in')])
})

test('whoever wants to sign out then has nothing to send again', async () => {
  const answer = await post('/sign-out', {})
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/sign-in?to=%2Fsign-out'])
})

test('another member in the same browser does not send what was kept', async () => {
  const member = { name: 'Paul', email: 'paul@boutique.example', emailVerified: true }
  const paul = await world.db.member.upsert({ where: { email: member.email }, create: member, update: {} })
  const { password } = await world.db.account.findFirstOrThrow()
  await world.db.account.create({
    data: { memberId: paul.id, accountId: paul.id, providerId: 'credential', password }
  })
  await owner.send('/sign-in', { ...OWNER, email: member.email })
  expect((await post(`${client}/entries`, WRITTEN)).status).toBe(403)
})

test('a part that is only read leads to sign-in and back to its page', async () => {
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': `${world.publicUrl}/clients?q=ann` }
  const answer = await visitor(world).ask('/clients?q=anna', { headers })
  expect(answer.headers.get('HX-Redirect')).toBe('/sign-in?to=%2Fclients%3Fq%3Dann')
})
