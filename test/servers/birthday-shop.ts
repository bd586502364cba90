import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { sendDueFollowUps } from '#src/campaigns/sending/send.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { setPace } from '#src/delivery/pace-store.ts'
import { openPostOffice } from '#src/delivery/post-office.ts'
import { connectMailbox } from '#src/mailbox/add.ts'
import type { World } from '#src/mailbox/session.ts'
import { readConfig } from '#src/platform/config.ts'
import type { Database } from '#src/platform/database/database.ts'
import { runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { secureRandom } from '#src/platform/random.ts'
import { addClient } from '#test/campaigns/people.ts'
import { birthdayToday, planBirthdaysOfToday } from '#test/campaigns/sending/shop.ts'
import { freePort } from '#test/setup/port.ts'
import { effectHandlers } from '#workers/effects.ts'
import { startDovecot } from './dovecot.ts'
import { sync, testWorld } from './mailbox-world.ts'
import { authForPostfix, startPostfix } from './postfix.ts'

export const CONTACT = 'contact@shop.example'
const PASSWORD = 'secret'

/** A shop on real Dovecot and Postfix, whose clients all have their birthday today. */
export type BirthdayShop = Awaited<ReturnType<typeof openBirthdayShop>>

/** @param clients addresses at client.example; those named in `boxes` have a mailbox, the others are not there */
export async function openBirthdayShop(database: Database, { clients, boxes }: { clients: string[]; boxes: string[] }) {
  const world = testWorld(database)
  const authPort = await freePort()
  const users = Object.fromEntries([CONTACT, ...boxes].map((address) => [address, PASSWORD]))
  const dovecot = await startDovecot({ users, configuration: authForPostfix(authPort) })
  const postfix = await startPostfix(dovecot, { domains: ['shop.example', 'client.example'], authPort })
  const door = await openDoor(postfix.port)
  const loopback = { host: '127.0.0.1', tls: 'none' } as const
  const { mailbox } = await connectMailbox(world, {
    address: CONTACT,
    imap: { ...loopback, port: dovecot.port },
    smtp: { ...loopback, port: door.port },
    username: CONTACT,
    credential: { kind: 'password', password: PASSWORD },
    capabilitiesOff: []
  })
  // More of them are in hand than the pace of a new account lets go in the first minute.
  await setPace(database.prisma, mailbox.id, { perMinute: 1_000, perDay: 10_000 })
  for (const address of clients) await addClient(database, { address, birthday: birthdayToday() })
  return {
    world,
    dovecot,
    /** Makes the server's greeting wait; the mail that is to go waits with it. */
    closeDoor: door.close,
    /** Each later campaign goes before those that wrote today already. */
    planBirthdays: (name: string, priority = 50) =>
      planBirthdaysOfToday(database, { name, more: { priority, caps: { in7Days: 9, in30Days: 9 } } }),
    send: () => send(database, world),
    /** Reads the shop's mailbox, and does what its mails ask for. */
    async readAndWork(): Promise<void> {
      await sync(world, mailbox)
      const handlers = effectHandlers({ ...world, config: readConfig({}, {}) })
      await runEffects(database, handlers, { clock: world.clock, log: silentLog })
    },
    /** The mails of a folder, once there are so many. */
    async mailsIn(user: string, folder: string, count: number): Promise<string[]> {
      for (;;) {
        const text = await dovecot.doveadm('fetch', '-u', user, 'text', 'mailbox', folder)
        const mails = text.split(/^text:$/m).filter((each) => each.trim() !== '')
        if (mails.length >= count) return mails
        await pause(50)
      }
    },
    async stop(): Promise<void> {
      await door.stop()
      await postfix.stop()
      await dovecot.stop()
    }
  }
}

async function send(database: Database, world: World): Promise<void> {
  const common = { clock: world.clock, log: silentLog, holder: 'test' }
  const postOffice = openPostOffice({ db: database.prisma, secrets: world.secrets, ...common })
  const publicUrl = 'https://crm.shop.example'
  const holidaysOf = async () => noHolidays
  await sendDueFollowUps({ database, postOffice, random: secureRandom, publicUrl, holidaysOf, ...common })
  postOffice.close()
}

/** A field of a mail, unfolded; empty where it has none. */
export function fieldOf(mail: string, name: string): string {
  const unfolded = mail.replaceAll(/\r?\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? ''
}

/** A door before a server: while it is closed, those who knock wait and hear nothing. */
async function openDoor(port: number) {
  let isOpen = Promise.resolve()
  const server = createServer((knocking) => {
    knocking.on('error', () => undefined)
    void letIn(knocking, isOpen)
  })
  const letIn = async (knocking: Socket, opened: Promise<void>): Promise<void> => {
    await opened
    const inside = connect(port, '127.0.0.1').on('error', () => knocking.destroy())
    knocking.pipe(inside).pipe(knocking)
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the door has no port')
  return {
    port: address.port,
    /** @returns when somebody knocks first, and how it is opened */
    close() {
      let open = (): void => undefined
      isOpen = new Promise((resolve) => (open = resolve))
      const knocked = new Promise<void>((resolve) => server.once('connection', () => resolve()))
      return { knocked, open: () => open() }
    },
    stop: () => new Promise<void>((done) => server.close(() => done()))
  }
}
