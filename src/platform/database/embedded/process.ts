import { readlinkSync, realpathSync } from 'node:fs'
import { errorCode } from '#src/platform/error.ts'

/** Whether a process of that id exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/**
 * Whether a process works in that folder, as a PostgreSQL server does in its data directory.
 * Where this cannot be told (no /proc), the answer is yes: then nothing is cleared away.
 */
export function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder)
  } catch (error) {
    const isGone = errorCode(error) === 'ENOENT' && process.platform === 'linux'
    const isSomeoneElses = errorCode(error) === 'EACCES'
    return !isGone && !isSomeoneElses
  }
}
