import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { Refusal } from '#src/platform/refusal.ts'
import { LARGEST_MAIL_BYTES } from './mail-file.ts'
import type { MailFile, SkipRule } from './mail-file.ts'

/**
 * Reads a Maildir (https://cr.yp.to/proto/maildir.html) with the folders below it, as Dovecot (`.Sent`), Courier or mbsync
 * (plain sub-folders) lay them out.
 * @throws Refusal where no folder with `cur` or `new` is found
 */
export async function* readMaildir(root: string): AsyncGenerator<MailFile> {
  const folders = await maildirsBelow(root)
  if (folders.length === 0)
    throw new Refusal(
      'not-a-maildir',
      `${root} is no Maildir: it has no folder "cur" or "new"; give the folder that holds them.`
    )
  for (const folder of folders) {
    const rule = folderRule(relative(root, folder))
    for (const part of ['cur', 'new']) {
      for (const file of await filesIn(join(folder, part)))
        yield await readFileAsMail(join(folder, part, file), root, rule)
    }
  }
}

async function maildirsBelow(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder)
  const isMaildir = entries.some((entry) => entry.isDirectory() && ['cur', 'new'].includes(entry.name))
  const below = entries.filter((entry) => entry.isDirectory() && !['cur', 'new', 'tmp'].includes(entry.name))
  const deeper = await Promise.all(below.map((entry) => maildirsBelow(join(folder, entry.name))))
  return [...(isMaildir ? [folder] : []), ...deeper.flat()]
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.sort((a, b) => a.name.localeCompare(b.name))
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await entriesOf(folder)
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name)
  } catch {
    return []
  }
}

const FOLDER_RULES: [RegExp, SkipRule][] = [
  [/(?:^|[./])(?:Trash|Corbeille|Deleted[ _-]?(?:Items|Messages)?|[ÉE]l[ée]ments supprim[ée]s)$/i, 'deleted'],
  [/(?:^|[./])(?:Drafts?|Brouillons?)$/i, 'draft'],
  [/(?:^|[./])(?:Junk|Spam|Ind[ée]sirables?)$/i, 'junk']
]

function folderRule(folder: string): SkipRule | null {
  return FOLDER_RULES.find(([name]) => name.test(folder))?.[1] ?? null
}

async function readFileAsMail(path: string, root: string, rule: SkipRule | null): Promise<MailFile> {
  const name = relative(root, path)
  const { size, mtime } = await stat(path)
  if (size > LARGEST_MAIL_BYTES)
    return { kind: 'unreadable', name, reason: `larger than ${LARGEST_MAIL_BYTES / 1024 / 1024} MiB` }
  const receivedAt = (arrivalOf(basename(path)) ?? mtime).toISOString()
  return { kind: 'mail', name, bytes: await readFile(path), receivedAt, skip: rule ?? flagRule(basename(path)) }
}

/** A Maildir file's name begins with the seconds since 1970 at which the mail arrived. */
function arrivalOf(file: string): Date | null {
  const seconds = /^(\d{9,10})[._]/.exec(file)?.[1]
  return seconds === undefined ? null : new Date(Number(seconds) * 1000)
}

/** Flags stand after `:2,` (`!2,` or `;2,` on other file systems): T trashed, D draft. */
function flagRule(file: string): SkipRule | null {
  const flags = /[:;!]2,([A-Za-z]*)$/.exec(file)?.[1] ?? ''
  if (flags.includes('T')) return 'deleted'
  return flags.includes('D') ? 'draft' : null
}
