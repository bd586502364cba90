import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { startCuttingProxy } from './cutting-proxy.ts'
import { inMailProgram } from './mail-program.ts'
import { addMailbox, differences, mail, sync, until, watch } from './mailbox-world.ts'

/** A mail server as these tests need it. */
export interface ImapServer {
  port: number
  /** The addresses of users without mail; each test takes one. */
  users: string[]
  password: string
  /** Delivers one mail to a user's inbox. */
  deliver(user: string, raw: string): Promise<void>
  setPassword(user: string, password: string): Promise<void>
  /** Gives a folder new UIDs and another UIDVALIDITY. */
  renumber(user: string, folder: string): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

const NOTHING = { missing: 0, extra: 0 }
/** Less than servers without IDLE are left alone. */
const REST_MS = 2000
/** All folders are looked through once a minute: a mail that waits nearly so long was found by that alone. */
const UNTOLD_MS = 30_000

/** What must hold on every mail server; each test works on a mailbox of its own. */
export function behavesOn(
  world: World,
  start: () => Promise<ImapServer>,
  /** How soon a mail is stored; servers without IDLE are asked every 10 s. */
  { storedWithinMs = 1000 }: { storedWithinMs?: number } = {}
): void {
  let server: ImapServer
  const db = world.database.prisma

  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  /** A user with so many mails in the inbox, and how a mail program reaches them. */
  async function someone(count: number) {
    const user = server.users.pop()
    if (user === undefined) throw new Error('The server has too few users')
    const name = user.split('@')[0] ?? ''
    for (let n = 1; n <= count; n++) await server.deliver(user, mail({ id: `${name}-${n}`, to: user }))
    return { user, name, to: { port: server.port, user, password: server.password } }
  }

  function connectTo(user: string, port = server.port): Promise<Mailbox> {
    const imap = { host: '127.0.0.1', port, tls: 'none' as const }
    return addMailbox(world, imap, { address: user, password: server.password })
  }

  function placesIn(mailbox: Mailbox, path: string) {
    return db.messagePlace.findMany({ where: { folder: { mailboxId: mailbox.id, path } }, orderBy: { uid: 'asc' } })
  }

  const countStored = (name: string) =>
    db.message.count({ where: { messageIdHeader: { startsWith: `${name}-`, endsWith: '@client.example' } } })

  it('reads every mail once and finds nothing to do the second time', async () => {
    const { user, name } = await someone(7)
    const mailbox = await connectTo(user)
    expect(await sync(world, mailbox)).toBe(7)
    expect(await countStored(name)).toBe(7)
    expect(await sync(world, mailbox)).toBe(0)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('stores a mail within moments of its delivery', async () => {
    const { user, name } = await someone(1)
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const watching = watch(world, mailbox)
    await server.deliver(user, mail({ id: `${name}-first`, to: user }))
    await until(async () => (await countStored(name)) === 2)
    const delays: number[] = []
    for (const id of ['second', 'third', 'fourth']) {
      await server.deliver(user, mail({ id: `${name}-${id}`, to: user }))
      const deliveredAt = Date.now()
      const stored = { where: { messageIdHeader: `${name}-${id}@client.example` } }
      await until(async () => (await db.message.count(stored)) === 1)
      delays.push((await db.message.findFirstOrThrow(stored)).storedAt.getTime() - deliveredAt)
    }
    await watching.stop()
    const [, median, longest] = delays.toSorted((a, b) => a - b)
    expect(median).toBeLessThan(storedWithinMs)
    expect(longest).toBeLessThan(UNTOLD_MS)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('rests once it has looked at what arrived', async () => {
    const { user, name } = await someone(1)
    const proxy = await startCuttingProxy(server.port)
    const mailbox = await connectTo(user, proxy.port)
    await sync(world, mailbox)
    const watching = watch(world, mailbox)
    await server.deliver(user, mail({ id: `${name}-2`, to: user }))
    await until(async () => (await countStored(name)) === 2)
    const isResting = async () => {
      const before = proxy.asked()
      await pause(REST_MS)
      return proxy.asked() === before
    }
    await until(isResting)
    // It hears of the next one all the same.
    await server.deliver(user, mail({ id: `${name}-3`, to: user }))
    await until(async () => (await countStored(name)) === 3)
    await until(isResting)
    await watching.stop()
    await proxy.stop()
  })

  it('follows flags without setting any', async () => {
    const { user, to } = await someone(3)
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const before = await placesIn(mailbox, 'INBOX')
    expect(before.flatMap(({ flags }) => flags).filter((flag) => flag === '\\Seen')).toEqual([])
    const uid = String(before[1]?.uid)
    await inMailProgram(to, 'INBOX', (program) => program.messageFlagsAdd(uid, ['\\Flagged'], { uid: true }))
    await sync(world, mailbox)
    const flags = (await placesIn(mailbox, 'INBOX')).map(({ flags }) => flags.includes('\\Flagged'))
    expect(flags).toEqual([false, true, false])
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('marks the place of a deleted mail and keeps the mail', async () => {
    const { user, name, to } = await someone(4)
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const [first] = await placesIn(mailbox, 'INBOX')
    await inMailProgram(to, 'INBOX', (program) => program.messageDelete(String(first?.uid), { uid: true }))
    await server.deliver(user, mail({ id: `${name}-5`, to: user }))
    await sync(world, mailbox)
    const places = await placesIn(mailbox, 'INBOX')
    expect(places.map(({ goneAt }) => goneAt !== null)).toEqual([true, false, false, false, false])
    expect(await countStored(name)).toBe(5)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('hears of flags and deletions while it watches', async () => {
    const { user, name, to } = await someone(1)
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const watching = watch(world, mailbox)
    for (const id of ['second', 'third']) {
      await server.deliver(user, mail({ id: `${name}-${id}`, to: user }))
      const stored = { where: { messageIdHeader: `${name}-${id}@client.example` } }
      await until(async () => (await db.message.count(stored)) === 1)
    }
    const [first, second] = await placesIn(mailbox, 'INBOX')
    await inMailProgram(to, 'INBOX', async (program) => {
      await program.messageFlagsAdd(String(second?.uid), ['\\Answered'], { uid: true })
      await program.messageDelete(String(first?.uid), { uid: true })
    })
    await until(async () => {
      const [deleted, answered] = await placesIn(mailbox, 'INBOX')
      return deleted?.goneAt != null && answered?.flags.includes('\\Answered') === true
    })
    await watching.stop()
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('follows a folder that is renamed, without storing anything twice', async () => {
    const { user, name, to } = await someone(3)
    await inMailProgram(to, 'INBOX', async (program) => {
      await program.mailboxCreate('Projects')
      await program.messageCopy('1:*', 'Projects', { uid: true })
    })
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const folders = await db.folder.findMany({ where: { mailboxId: mailbox.id, path: { endsWith: 'Projects' } } })
    const path = folders[0]?.path ?? ''
    const renamed = path.replace('Projects', 'Jobs')
    await inMailProgram(to, null, (program) => program.mailboxRename(path, renamed))
    await sync(world, mailbox)
    expect((await placesIn(mailbox, renamed)).filter(({ goneAt }) => goneAt === null)).toHaveLength(3)
    expect((await placesIn(mailbox, path)).filter(({ goneAt }) => goneAt === null)).toHaveLength(0)
    expect(await countStored(name)).toBe(3)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('matches a folder again when its UIDs lose their meaning (A1)', async () => {
    const { user, name } = await someone(5)
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const before = await placesIn(mailbox, 'INBOX')
    await server.renumber(user, 'INBOX')
    await server.deliver(user, mail({ id: `${name}-6`, to: user }))
    await sync(world, mailbox)
    const after = await placesIn(mailbox, 'INBOX')
    expect(after).toHaveLength(6)
    expect(new Set(after.map(({ uidValidity }) => uidValidity)).size).toBe(1)
    expect(after[0]?.uidValidity).not.toBe(before[0]?.uidValidity)
    expect(after.every(({ goneAt }) => goneAt === null)).toBe(true)
    expect(await countStored(name)).toBe(6)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('keeps the mails of a folder that is removed', async () => {
    const { user, name, to } = await someone(2)
    await inMailProgram(to, 'INBOX', async (program) => {
      await program.mailboxCreate('Old')
      await program.messageMove('1:*', 'Old', { uid: true })
    })
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const old = await db.folder.findFirstOrThrow({ where: { mailboxId: mailbox.id, path: { endsWith: 'Old' } } })
    await inMailProgram(to, null, (program) => program.mailboxDelete(old.path))
    await sync(world, mailbox)
    expect((await placesIn(mailbox, old.path)).every(({ goneAt }) => goneAt !== null)).toBe(true)
    expect((await db.folder.findUniqueOrThrow({ where: { id: old.id } })).goneAt).not.toBeNull()
    expect(await countStored(name)).toBe(2)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('goes on watching after the server was restarted', async () => {
    const { user, name } = await someone(2)
    const mailbox = await connectTo(user)
    const watching = watch(world, mailbox)
    await until(async () => (await countStored(name)) === 2)
    await server.restart()
    await server.deliver(user, mail({ id: `${name}-3`, to: user }))
    await until(async () => (await countStored(name)) === 3)
    await watching.stop()
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('loses and doubles nothing when the connection is cut in the middle of a FETCH', async () => {
    const { user, name } = await someone(40)
    const proxy = await startCuttingProxy(server.port)
    const mailbox = await connectTo(user, proxy.port)
    proxy.cutFetchesAfter([0, 1, 700, 3000, 9000])
    await sync(world, mailbox)
    expect(proxy.cuts()).toBe(5)
    expect(await countStored(name)).toBe(40)
    expect(await placesIn(mailbox, 'INBOX')).toHaveLength(40)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
    await proxy.stop()
  })

  it('stops after three refused logins, and resumes with the password that holds again (A10)', async () => {
    const { user, name } = await someone(2)
    const mailbox = await connectTo(user)
    await server.setPassword(user, 'another one')
    const watching = watch(world, mailbox)
    const stateOf = async () => (await db.mailbox.findUniqueOrThrow({ where: { id: mailbox.id } })).state
    await until(async () => (await stateOf()) === 'refused')
    const { loginFailures } = await db.mailbox.findUniqueOrThrow({ where: { id: mailbox.id } })
    expect(loginFailures).toBe(3)
    await watching.stop()
    await server.setPassword(user, server.password)
    await sync(world, mailbox)
    expect(await stateOf()).toBe('active')
    expect(await countStored(name)).toBe(2)
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })

  it('reads folders of any name (A11)', async () => {
    const { user, to } = await someone(1)
    const names = [
      '__proto__',
      'constructor',
      'Caf\u0065\u0301',
      'it "quotes" it\'s',
      'R&D & more',
      '受信箱 😀',
      '50% off',
      'a*b'
    ]
    const created: string[] = []
    await inMailProgram(to, 'INBOX', async (program) => {
      for (const name of names) {
        const folder = await program.mailboxCreate(name).catch(() => null)
        if (!folder) continue
        const copied = await program.messageCopy('1:*', folder.path, { uid: true })
        if (copied) created.push(folder.path)
      }
    })
    expect(created.length).toBeGreaterThan(4)
    const mailbox = await connectTo(user)
    await sync(world, mailbox)
    const counts = new Map<string, number>()
    for (const path of created) counts.set(path, (await placesIn(mailbox, path)).length)
    expect(counts).toEqual(new Map(created.map((path) => [path, 1])))
    expect(await differences(world, mailbox)).toEqual(NOTHING)
  })
}
