import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '#src/platform/database/database.ts'
import { makeMails, randomFrom } from '#test/mails.ts'
import { startDovecot, type Dovecot } from './dovecot.ts'
import { fillMaildir } from './maildir.ts'
import { maillon, startMaillon } from './maillon.ts'
import { mail } from './mailbox-world.ts'
import { storedRows } from './stored-rows.ts'

const USER = 'contact@example.org'
const MAILS = 5000
const PROGRAM_KILLS = 50
const DATABASE_KILLS = 10
/** From the first stored batch on: kills fall anywhere in what is under way then, in the first reading and after it. */
const LONGEST_LIFE_MS = 300

let dovecot: Dovecot
let folder: string

beforeAll(async () => {
  dovecot = await startDovecot({ users: { [USER]: 'secret' } })
  folder = await mkdtemp(join(tmpdir(), 'maillon-killed-'))
  await writeFile(join(folder, 'password'), 'secret\n')
  await fillMaildir(dovecot, USER, makeMails(MAILS, { attachmentSize: 40_000 }))
})
afterAll(async () => {
  await dovecot.stop()
  await rm(folder, { recursive: true, force: true })
})

const where = (name: string) => ({ MAILLON_DATA: join(folder, name) })

async function connect(name: string): Promise<void> {
  const servers = ['--imap', `127.0.0.1:${dovecot.port}`, '--tls', 'none']
  const password = ['--password-file', join(folder, 'password')]
  const { code, complaint } = await maillon(where(name), 'mailbox', 'add', USER, ...servers, ...password, '--yes')
  expect(complaint).toBe('')
  expect(code).toBe(0)
}

async function rowsOf(name: string) {
  const database = await openDatabase({ databaseUrl: undefined, dataFolder: join(folder, name) })
  try {
    return await storedRows(database.pool)
  } finally {
    await database.close()
  }
}

/** The main process of the embedded PostgreSQL, of which the others are children. */
function databasePid(name: string): number {
  return Number(readFileSync(join(folder, name, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
}

/** Chance decides when a kill falls: here, and only here, a test lets time pass. */
function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

it(
  'leaves the rows of an undisturbed run, however often program and database are killed (A18)',
  { timeout: 3_600_000 },
  async () => {
    const random = randomFrom(18)
    await connect('disturbed')
    let delivered = 0
    const deliverSome = async () => {
      for (let n = 0; n < 4; n++)
        await dovecot.deliver(
          USER,
          mail({ id: `live-${++delivered}`, to: USER, from: `c${delivered % 9}@live.example` })
        )
    }
    for (let kill = 0; kill < PROGRAM_KILLS + DATABASE_KILLS; kill++) {
      const program = startMaillon(where('disturbed'), '--role', 'watcher')
      await Promise.all([deliverSome(), program.logged('mails stored')])
      await delay(random() * LONGEST_LIFE_MS)
      const isDatabase = kill % 6 === 5
      if (isDatabase) process.kill(databasePid('disturbed'), 'SIGKILL')
      if (isDatabase) await delay(random() * LONGEST_LIFE_MS)
      await program.kill()
    }
    expect(await maillon(where('disturbed'), 'mailbox', 'sync', '--once')).toMatchObject({ code: 0 })
    expect(await maillon(where('disturbed'), 'mailbox', 'reconcile')).toMatchObject({ code: 0 })
    await connect('undisturbed')
    expect(await maillon(where('undisturbed'), 'mailbox', 'sync', '--once')).toMatchObject({ code: 0 })
    const disturbed = await rowsOf('disturbed')
    expect(disturbed['messages']).toHaveLength(MAILS + delivered)
    expect(disturbed).toEqual(await rowsOf('undisturbed'))
  }
)
