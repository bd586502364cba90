import { cp } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where scripts/test-servers.sh has unpacked a mail server that cannot be installed beside Dovecot, copied to a folder
 * that the server's own user may read.
 */
export async function unpackedCopy(name: 'cyrus' | 'courier', folder: string): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const source = join(cache, 'maillon-test-servers', name)
  if (!existsSync(source)) throw new Error(`${name} is not unpacked yet: run scripts/test-servers.sh --install`)
  const copy = join(folder, name)
  await cp(source, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.includes('/usr/share/') })
  return copy
}

/** For LD_LIBRARY_PATH: the libraries that were unpacked with it. */
export function libraryPath(root: string): string {
  const folders = [
    'usr/lib',
    'usr/lib/x86_64-linux-gnu',
    'lib/x86_64-linux-gnu',
    'usr/lib/courier-authlib',
    'usr/lib/cyrus'
  ]
  return folders.map((folder) => join(root, folder)).join(':')
}
