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
 * Whether a process of that id exists and is not at home in that folder, as a PostgreSQL server is in its data directory.
 * Where this cannot be told (no /proc, or it has ended in this moment), the answer is no: then nothing is cleared away.
 */
export function worksElsewhere(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(folder)
  } catch (error) {
    const isSomeoneElses = errorCode(error) === 'EACCES'
    return isSomeoneElses
  }
}
