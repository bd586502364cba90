import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Refusal } from '#src/platform/refusal.ts'
import { LARGEST_MAIL_BYTES } from './mail-file.ts'
import type { MailFile } from './mail-file.ts'

/**
 * Reads one .eml file, or all that lie in a folder and below it.
 * @throws Refusal where there is none
 */
export async function* readEml(path: string): AsyncGenerator<MailFile> {
  const files = (await stat(path)).isDirectory() ? await emlBelow(path) : [path]
  if (files.length === 0) throw new Refusal('no-eml', `${path} holds no .eml file.`)
  for (const file of files) {
    const { size } = await stat(file)
    const name = files.length === 1 ? basename(file) : file.slice(path.length + 1)
    if (size > LARGEST_MAIL_BYTES)
      yield { kind: 'unreadable', name, reason: `larger than ${LARGEST_MAIL_BYTES / 1024 / 1024} MiB` }
    else yield { kind: 'mail', name, bytes: await readFile(file), receivedAt: null, skip: null }
  }
}

async function emlBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && /\.eml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
