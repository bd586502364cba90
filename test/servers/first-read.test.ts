import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeMails } from '#test/mails.ts'
import { testDatabase } from '#test/setup/database.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { fillMaildir } from './maildir.ts'
import { ADDRESS, addMailbox, PASSWORD, sync, testWorld } from './mailbox-world.ts'

const database = await testDatabase()
const world = testWorld(database)
let dovecot: Dovecot

beforeAll(async () => {
  dovecot = await startDovecot({ users: { [ADDRESS]: PASSWORD } })
})
afterAll(() => dovecot.stop())

describe('the first reading of a mailbox on Dovecot', () => {
  it('stores every mail once with the place where it lies, and finds nothing to do the second time', async () => {
    await fillMaildir(dovecot, ADDRESS, makeMails(600, { attachmentSize: 60_000 }))
    const mailbox = await addMailbox(world, { host: '127.0.0.1', port: dovecot.port, tls: 'none' })
    expect(await sync(world, mailbox)).toBe(600)
    expect(await database.prisma.message.count()).toBe(600)
    expect(await database.prisma.messagePlace.count({ where: { goneAt: null, flags: { has: '\\Seen' } } })).toBe(600)
    expect(await sync(world, mailbox)).toBe(0)
  })
})
