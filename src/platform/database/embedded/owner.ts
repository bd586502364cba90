import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { errorCode } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'

/** The system user that the server runs as when maillon runs as root. */
export interface Owner {
  uid: number
  gid: number
  /** What it takes to reach folders that are closed to that user, such as /root; undefined where all are open. */
  capability: Capability | undefined
}

type Capability = keyof typeof CAPABILITIES

const run = promisify(execFile)
const USER = 'postgres'
/** Their numbers in capabilities(7), the lesser right first. */
const CAPABILITIES = { dac_read_search: 2, dac_override: 1 } as const

/**
 * PostgreSQL refuses to run as root: then it runs as the one who owns its data directory; at first that is the user
 * `postgres`, made here if there is none.
 * @param folder the data directory, which may not exist yet
 * @param programs what the user must reach besides
 * @returns undefined for an ordinary user, who runs the server as themself
 */
export async function findOwner(folder: string, programs: string[]): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const ids = (await ownerOf(folder)) ?? (await idsOf(USER)) ?? (await makeUser())
  for (const path of [folder, ...programs]) {
    const closed = await firstClosed(resolve(path), ids)
    if (closed !== undefined) return { ...ids, capability: await capabilityFor(closed) }
  }
  return { ...ids, capability: undefined }
}

/** How to run a program as that user: the command, its arguments and the options for `spawn`. */
export function asOwner(owner: Owner | undefined, program: string, args: string[]) {
  if (!owner) return { command: program, args, options: {} }
  const { uid, gid, capability } = owner
  if (!capability) return { command: program, args, options: { uid, gid } }
  // Without no_setuid_fixup access(2), by which PostgreSQL looks for its own programs, would not count the capability.
  const rights = [
    '--inh-caps',
    `+${capability}`,
    '--ambient-caps',
    `+${capability}`,
    '--securebits',
    '+no_setuid_fixup'
  ]
  const ids = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups']
  return { command: 'setpriv', args: [...ids, ...rights, '--', program, ...args], options: {} }
}

interface Ids {
  uid: number
  gid: number
}

async function ownerOf(folder: string): Promise<Ids | undefined> {
  const found = await stat(folder).catch(() => undefined)
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined
}

async function makeUser(): Promise<Ids> {
  let cause: unknown
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER])
  } catch (error) {
    cause = error
  }
  // Another process may have made it at the same moment.
  const ids = await idsOf(USER)
  if (ids) return ids
  throw new Refusal(
    'no-postgres-user',
    'The built-in PostgreSQL does not run as root, and the user `postgres` could not be made: run maillon as an ordinary user, or make that user with `useradd --system postgres`.',
    { cause }
  )
}

async function idsOf(user: string): Promise<Ids | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, user])))
    return uid && gid && { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** The folder on the way to a path that the user may not walk through, if any. */
async function firstClosed(path: string, { uid, gid }: Ids): Promise<string | undefined> {
  const parent = dirname(path)
  if (parent === path) return undefined
  const above = await firstClosed(parent, { uid, gid })
  if (above !== undefined) return above
  try {
    const { mode, uid: owner, gid: group } = await stat(parent)
    const mayWalk = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
    return (mode & mayWalk) === 0 ? parent : undefined
  } catch (error) {
    // It will be made by us, and open.
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

async function capabilityFor(closed: string): Promise<Capability> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const held = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  const hasSetpriv = await run('setpriv', ['--version']).then(
    () => true,
    () => false
  )
  for (const [name, number] of Object.entries(CAPABILITIES)) {
    const isHeld = ((held >> BigInt(number)) & 1n) === 1n
    if (hasSetpriv && isHeld && isCapability(name)) return name
  }
  throw new Refusal(
    'data-out-of-reach',
    `The built-in PostgreSQL runs as the user postgres, who may not enter ${closed}: run maillon as an ordinary user, or install it and its data outside of ${closed} (--data /var/lib/maillon).`
  )
}

function isCapability(name: string): name is Capability {
  return name in CAPABILITIES
}
