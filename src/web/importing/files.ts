import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Below the data folder; only this program reads it. */
export function importFolder(dataFolder: string): string {
  return join(dataFolder, 'imports')
}

export function uploadPath(folder: string, id: string): string {
  return join(folder, `${id}.upload`)
}

/** The rows of a file that were refused, with their reasons. */
export function refusedPath(folder: string, id: string): string {
  return join(folder, `${id}.refused`)
}

/** Whether the file lies on this machine. */
export function isHere(folder: string, id: string): boolean {
  return existsSync(uploadPath(folder, id))
}

export async function deleteUpload(folder: string, id: string): Promise<void> {
  await rm(uploadPath(folder, id), { force: true })
}

export async function deleteFiles(folder: string, id: string): Promise<void> {
  await deleteUpload(folder, id)
  await rm(refusedPath(folder, id), { force: true })
}

/** The imports of which something lies here. */
export async function idsHere(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const ids = (await readdir(folder)).map((name) => name.replace(/\.\w+$/, ''))
  return [...new Set(ids)]
}
