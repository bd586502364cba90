import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { Refusal } from '#src/platform/refusal.ts'

/** The system user that the server runs as when maillon runs as root. */
export interface Owner {
  uid: number
  gid: number
}

const run = promisify(execFile)
const USER = 'postgres'

/**
 * PostgreSQL refuses to run as root: then it runs as the user `postgres`, made here if there is none.
 * @returns undefined for an ordinary user, who runs the server as themself
 */
export async function findOwner(): Promise<Owner | undefined> {
  if (userInfo().uid !== 0) return undefined
  const known = await idsOf(USER)
  if (known) return known
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER])
  } catch (cause) {
    throw new Refusal(
      'no-postgres-user',
      'The built-in PostgreSQL does not run as root, and the user `postgres` could not be made: run maillon as an ordinary user, or make that user with `useradd --system postgres`.',
      { cause }
    )
  }
  return idsOf(USER)
}

async function idsOf(user: string): Promise<Owner | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, user])))
    return uid && gid && { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}
