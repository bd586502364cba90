import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds package.json, templates/, prisma/ and public/, whether run from source or from dist/. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

/** The program's version, as in package.json. */
export const version = readVersion()

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder))
}

function readVersion(): string {
  const contents: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  const isManifest = typeof contents === 'object' && contents !== null && 'version' in contents
  return isManifest ? String(contents.version) : 'unknown'
}
