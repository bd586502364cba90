import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '#src/platform/config.ts'
import { errorCode } from '#src/platform/error.ts'
import { failed, ok, warning, type Finding } from './finding.ts'

const MIB = 1024 * 1024
/** Below this the database may stop before anyone looks again. */
const LITTLE_SPACE_MIB = 2048
const NO_SPACE_MIB = 200

/** Whether the data folder is there and may be written. */
export async function checkDataFolder({ dataFolder }: Pick<Config, 'dataFolder'>): Promise<Finding> {
  try {
    await access(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK)
    return ok('data folder', dataFolder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok('data folder', `${dataFolder}, made at the first start`)
    return failed(
      'data folder',
      `${dataFolder} may not be written by this user`,
      'Give it to the user that runs maillon (chown -R), or name another folder with --data or MAILLON_DATA.'
    )
  }
}

/** How much room is left on the disk of the data folder. */
export async function checkDisk({ dataFolder }: Pick<Config, 'dataFolder'>): Promise<Finding> {
  const free = Math.floor((await freeBytes(dataFolder)) / MIB)
  const detail = `${free} MiB free`
  if (free < NO_SPACE_MIB) return failed('disk', detail, `Free some space on the disk of ${dataFolder} now.`)
  if (free < LITTLE_SPACE_MIB) return warning('disk', detail, `Free some space on the disk of ${dataFolder} soon.`)
  return ok('disk', detail)
}

/** Whether the key file is its owner's alone. */
export async function checkKeyFile({ dataFolder, key }: Pick<Config, 'dataFolder' | 'key'>): Promise<Finding> {
  if (key !== undefined) return ok('key', 'from MAILLON_KEY')
  const file = join(dataFolder, 'key')
  const isOpenToOthers = ((await stat(file)).mode & 0o077) !== 0
  if (isOpenToOthers) return warning('key', `${file} can be read by other users`, `Run chmod 600 ${file}.`)
  return ok('key', `${file}; keep a copy of it with your backups, apart from the database`)
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    // The folder is made at the first start, on the disk of the one above it.
    if (errorCode(error) === 'ENOENT' && dirname(folder) !== folder) return freeBytes(dirname(folder))
    throw error
  }
}
