import { describe } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { startDovecot, type DovecotOptions } from './dovecot.ts'
import { behavesOn, type ImapServer } from './imap-behaviour.ts'
import { testWorld } from './mailbox-world.ts'

const world = testWorld(await testDatabase())
const PASSWORD = 'a secret with spaces'

async function start(label: string, options: Partial<DovecotOptions> = {}): Promise<ImapServer> {
  const users = Array.from({ length: 20 }, (_, n) => `${label}${n}@shop.example`)
  const passwords = Object.fromEntries(users.map((user) => [user, PASSWORD]))
  const { port, deliver, setPassword, restart, stop, doveadm } = await startDovecot({ users: passwords, ...options })
  return {
    port,
    users,
    password: PASSWORD,
    deliver,
    setPassword,
    restart,
    stop,
    async renumber(user, folder) {
      await doveadm('mailbox', 'update', '-u', user, '--uid-validity', '4000000001', '--min-next-uid', '1000', folder)
    }
  }
}

describe('Dovecot', () => {
  behavesOn(world, () => start('whole'))
})

describe('Dovecot without CONDSTORE, QRESYNC, IDLE and their kin', () => {
  const capabilitiesOff = [
    'CONDSTORE',
    'QRESYNC',
    'IDLE',
    'LIST-STATUS',
    'SPECIAL-USE',
    'UIDPLUS',
    'MOVE',
    'ESEARCH',
    'LITERAL+'
  ]
  behavesOn(world, () => start('plain', { capabilitiesOff }), { storedWithinMs: 11_000 })
})
