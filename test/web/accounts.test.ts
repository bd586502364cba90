import { createHmac } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { firstRunLink, invitationLink } from '#src/web/accounts/admission.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addMailbox } from './shop.ts'
import { ownedWorld, OWNER, ownerIn, testWorld, visitor, type TestWorld, type Visitor } from './world.ts'

describe('first run', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = testWorld(await testDatabase())
  })

  test('the link that the program prints makes the owner, once', async () => {
    const link = await firstRunLink(world)
    const path = new URL(link ?? '').pathname
    const owner = visitor(world)
    expect(await owner.text(path)).toContain('Bienvenue dans Maillon')
    const made = await owner.send(path, OWNER)
    expect(made.headers.get('Location')).toBe('/first-run/mailbox')
    expect((await owner.ask('/')).status).toBe(200)
    expect((await visitor(world).ask(path)).status).toBe(410)
    expect(await firstRunLink(world)).toBeNull()
  })

  test('where a mailbox is there already, the link leads on to its reading, and to Today once all is read', async () => {
    for (const [pastUid, leadsTo] of [
      [5n, '/first-run/reading'],
      [1n, '/']
    ] as const) {
      const fresh = testWorld(await testDatabase())
      const mailboxId = await addMailbox(fresh)
      await fresh.db.folder.create({ data: { mailboxId, path: 'INBOX', reading: 'read', pastUid } })
      const path = new URL((await firstRunLink(fresh)) ?? '').pathname
      const made = await visitor(fresh).send(path, OWNER)
      expect(made.headers.get('Location')).toBe(leadsTo)
    }
  })

  test('only a hash of the link is kept', async () => {
    const rows = await world.db.admission.findMany()
    expect(rows.every((row) => /^[0-9a-f]{64}$/.test(row.tokenHash))).toBe(true)
  })

  test('a password that is too short is said beside its field, and the link is not used up', async () => {
    const fresh = testWorld(await testDatabase())
    const path = new URL((await firstRunLink(fresh)) ?? '').pathname
    const refused = await visitor(fresh).send(path, { ...OWNER, password: 'court' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('Il faut 10 caractères au moins.')
    const accepted = await visitor(fresh).send(path, OWNER)
    expect(accepted.status).toBe(303)
  })

  test('starting again replaces the link', async () => {
    const fresh = testWorld(await testDatabase())
    const first = new URL((await firstRunLink(fresh)) ?? '').pathname
    const second = new URL((await firstRunLink(fresh)) ?? '').pathname
    expect((await visitor(fresh).ask(first)).status).toBe(410)
    expect((await visitor(fresh).ask(second)).status).toBe(200)
  })
})

describe('signing in', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = testWorld(await testDatabase())
    await ownerIn(world)
  })

  test('asks for the address and password, then goes where one wanted to go', async () => {
    const someone = visitor(world)
    const sent = await someone.ask('/account?x=1')
    expect(sent.headers.get('Location')).toBe('/sign-in?to=%2Faccount%3Fx%3D1')
    const entered = await someone.send('/sign-in?to=%2Faccount%3Fx%3D1', OWNER)
    expect(entered.headers.get('Location')).toBe('/account?x=1')
    expect((await someone.ask('/account')).status).toBe(200)
  })

  test('never leads to another site', async () => {
    for (const to of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      'javascript:alert(1)'
    ]) {
      const entered = await visitor(world).send(`/sign-in?to=${encodeURIComponent(to)}`, OWNER)
      expect(entered.headers.get('Location')).toBe('/')
    }
  })

  test('a wrong password and an unknown address get the same answer', async () => {
    const wrong = await visitor(world).send('/sign-in', { email: OWNER.email, password: 'pas la bonne' })
    const unknown = await visitor(world).send('/sign-in', { email: 'nobody@x.example', password: 'pas la bonne' })
    expect([wrong.status, unknown.status]).toEqual([422, 422])
    expect(await wrong.text()).toContain('Adresse ou mot de passe inexact.')
  })

  test('guessing a password is stopped, and goes on after the window', async () => {
    const email = 'guessed@x.example'
    const statuses: number[] = []
    for (let i = 0; i < 11; i++)
      statuses.push((await visitor(world).send('/sign-in', { email, password: `guess ${i}` })).status)
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 422))
    expect(statuses[10]).toBe(429)
    world.clock.advance({ minutes: 16 })
    expect((await visitor(world).send('/sign-in', { email, password: 'x' })).status).toBe(422)
  })

  test('a link by mail signs in once; opening it alone does not use it up', async () => {
    const someone = visitor(world)
    await someone.send('/sign-in/link', { email: OWNER.email }, '/sign-in')
    const path = /http:\/\/maillon\.test(\S+)/.exec(world.letters.at(-1)?.text ?? '')?.[1] ?? ''
    await visitor(world).ask(path)
    const entered = await someone.send(path, {})
    expect(entered.headers.get('Location')).toBe('/')
    expect((await someone.ask('/account')).status).toBe(200)
    const again = await visitor(world).send(path, {})
    expect(again.status).toBe(422)
  })

  test('asking for a link tells nobody who is a member', async () => {
    const before = world.letters.length
    const known = await visitor(world).send('/sign-in/link', { email: OWNER.email }, '/sign-in')
    const unknown = await visitor(world).send('/sign-in/link', { email: 'nobody@x.example' }, '/sign-in')
    const same = (html: string) => html.replaceAll(/[\w.]+@[\w.]+/g, '')
    expect(same(await known.text())).toBe(same(await unknown.text()))
    expect(world.letters.length).toBe(before + 1)
  })

  test('signing out ends the session itself, not only the cookie', async () => {
    const someone = visitor(world)
    await someone.send('/sign-in', OWNER)
    const kept = new Map(someone.cookies)
    await someone.send('/sign-out', {}, '/account')
    const thief = visitor(world)
    for (const [name, value] of kept) thief.cookies.set(name, value)
    expect((await thief.ask('/account')).status).toBe(303)
  })

  test('other devices can be signed out', async () => {
    const [here, there] = [visitor(world), visitor(world)]
    await here.send('/sign-in', OWNER)
    await there.send('/sign-in', OWNER)
    await here.send('/account/devices/end', {}, '/account')
    expect((await there.ask('/account')).status).toBe(303)
    expect((await here.ask('/account')).status).toBe(200)
  })
})

describe('invitations', () => {
  test('an invitation makes a member, for its own address only', async () => {
    const world = testWorld(await testDatabase())
    await ownerIn(world)
    const owner = await world.db.member.findFirstOrThrow()
    const email = 'paul@boutique.example'
    const link = await invitationLink(world, { email, role: 'member', invitedBy: owner.id })
    const paul = visitor(world)
    const password = 'encore une phrase'
    await paul.send(new URL(link).pathname, { name: 'Paul', email: 'other@x.example', password })
    const member = await world.db.member.findUniqueOrThrow({ where: { email } })
    expect(member.role).toBe('member')
    expect((await paul.ask('/account')).status).toBe(200)
  })

  test('a member who has left is out at once', async () => {
    const { world, owner } = await ownedWorld()
    await world.db.member.updateMany({ data: { leftAt: new Date('2026-11-24T09:30:00Z') } })
    expect((await owner.ask('/account')).status).toBe(303)
  })
})

describe('a link that was mailed', () => {
  const linkFor = async (world: TestWorld) => {
    await visitor(world).send('/sign-in/link', { email: OWNER.email }, '/sign-in')
    return /http:\/\/maillon\.test(\S+)/.exec(world.letters.at(-1)?.text ?? '')?.[1] ?? ''
  }
  const opens = async (world: TestWorld, path: string) => {
    const someone = visitor(world)
    await someone.send(path, {})
    return (await someone.ask('/account')).status === 200
  }

  test('is dead once the second factor is on', async () => {
    const { world, owner } = await ownedWorld()
    const path = await linkFor(world)
    await switchFactorOn(owner)
    expect(await opens(world, path)).toBe(false)
    expect(await world.db.verification.count({ where: { identifier: { startsWith: 'magic-link:' } } })).toBe(0)
  })

  test('opens nothing where a link may no longer, even if it is still there', async () => {
    const { world } = await ownedWorld()
    const path = await linkFor(world)
    await world.db.member.updateMany({ data: { twoFactorEnabled: true } })
    expect(await opens(world, path)).toBe(false)
  })

  test('is dead once the password is another, or the other devices are signed out', async () => {
    const { world, owner } = await ownedWorld()
    const next = 'une autre phrase à moi'
    for (const [path, fields] of [
      ['/account/devices/end', {}],
      ['/account/password', { now: OWNER.password, next }]
    ] as [string, Record<string, string>][]) {
      const link = await linkFor(world)
      await owner.send(path, fields, '/account')
      expect(await opens(world, link)).toBe(false)
    }
  })

  test('is dead once its member was removed, also where they come back; those of others live on', async () => {
    const { world, owner } = await ownedWorld()
    const own = await linkFor(world)
    const email = 'paul@boutique.example'
    const { id } = await world.db.member.create({ data: { name: 'Paul', email, emailVerified: true } })
    await world.db.account.create({ data: { memberId: id, accountId: id, providerId: 'credential', password: 'x' } })
    await visitor(world).send('/sign-in/link', { email }, '/sign-in')
    const path = /http:\/\/maillon\.test(\S+)/.exec(world.letters.at(-1)?.text ?? '')?.[1] ?? ''
    await owner.send(`/settings/team/${id}/departure`, {}, '/settings/team')
    await world.db.member.update({ where: { id }, data: { leftAt: null } })
    expect(await opens(world, path)).toBe(false)
    expect(await opens(world, own)).toBe(true)
  })
})

describe('second factor', () => {
  // The sign-in library goes by the machine's time: it stands still, so that a half minute does not end within a test.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('a code is taken once, nor one of before it, also where two come at once', async () => {
    const { world, owner } = await ownedWorld()
    const key = await switchFactorOn(owner)
    const atTheCode = async () => {
      const someone = visitor(world)
      await someone.send('/sign-in', OWNER)
      return someone
    }
    const [first, second] = [await atTheCode(), await atTheCode()]
    for (const ago of [0, -1]) expect((await first.send('/sign-in/code', { code: codeOf(key, ago) })).status).toBe(422)
    const code = codeOf(key, 1)
    const both = await Promise.all([first, second].map(async (one) => one.send('/sign-in/code', { code })))
    expect(both.map(({ status }) => status)).toEqual(expect.arrayContaining([303, 422]))
    const third = await atTheCode()
    expect((await third.send('/sign-in/code', { code })).status).toBe(422)
  })

  test('once proved, a password alone does not let in, and no link is sent', async () => {
    const { world, owner } = await ownedWorld()
    const key = await switchFactorOn(owner)

    const someone = visitor(world)
    const asked = await someone.send('/sign-in', OWNER)
    expect(asked.headers.get('Location')).toBe('/sign-in/code?to=%2F')
    expect((await someone.ask('/account')).status).toBe(303)
    expect((await someone.send('/sign-in/code', { code: '000000' })).status).toBe(422)
    const entered = await someone.send('/sign-in/code', { code: codeOf(key, 1) })
    expect(entered.headers.get('Location')).toBe('/')
    expect((await someone.ask('/account')).status).toBe(200)

    const letters = world.letters.length
    await visitor(world).send('/sign-in/link', { email: OWNER.email }, '/sign-in')
    expect(world.letters.length).toBe(letters)
  })
})

/** @returns the key that the code app was given */
async function switchFactorOn(owner: Visitor): Promise<string> {
  const begun = await owner.send('/account/second-factor', { password: OWNER.password }, '/account')
  const key = /<code>([A-Z2-7]{16,})<\/code>/.exec(await begun.text())?.[1] ?? ''
  expect(key).not.toBe('')
  const proved = await owner.send('/account/second-factor/proof', { code: codeOf(key) }, '/account')
  expect(proved.status).toBe(303)
  return key
}

/** RFC 6238 with the machine's own time, which the sign-in library uses. @param ahead in steps of half a minute */
function codeOf(base32: string, ahead = 0): string {
  const bits = Array.from(base32)
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
