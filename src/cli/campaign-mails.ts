import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Option } from 'commander'
import type { Campaign } from '#src/campaigns/campaign-store.ts'
import type { PreviewLine } from '#src/campaigns/preview.ts'
import { renderLine, type Rendering, type ShownMail } from '#src/campaigns/render-preview.ts'
import { writeMime } from '#src/delivery/mime.ts'
import type { Db } from '#src/platform/database/database.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Cli } from './context.ts'

/** The mails of a dry run as files to look at. */
export interface WrittenMails {
  /** Null where none were wanted. */
  folder: string | null
  written: number
  /** Mails beyond the limit, which were not written. */
  left: number
}

interface Writing {
  /** Null: a folder of the program's own, emptied first. */
  folder: string | null
  /** At most that many. */
  limit: number
}

/**
 * Writes the mails that a preview would send, each as .eml and .html, with a page that lists them. Nothing is sent or stored
 * in the database; the codes of coupons are stand-ins.
 */
export async function writeMails(
  cli: Cli,
  db: Db,
  about: { campaign: Campaign; lines: readonly PreviewLine[]; rendering: Rendering; writing: Writing }
): Promise<WrittenMails> {
  const { campaign, lines, rendering, writing } = about
  if (writing.limit === 0) return { folder: null, written: 0, left: 0 }
  const folder = await openFolder(cli, campaign.name, writing.folder)
  const going = lines.filter(({ refusal }) => refusal === null)
  const index: Entry[] = []
  for (const line of going.slice(0, writing.limit)) {
    const mail = await renderLine(db, campaign.definition, line, rendering)
    if (mail.kind !== 'mail') continue
    const name = fileName(index.length + 1, line)
    await writeFile(join(folder, `${name}.html`), mail.letter.html)
    await writeFile(join(folder, `${name}.eml`), await mimeOf(mail, name))
    index.push({ name, line, subject: mail.letter.subject })
  }
  await writeFile(join(folder, 'index.html'), indexPage(campaign.name, index))
  return { folder, written: index.length, left: Math.max(0, going.length - writing.limit) }
}

const MAILS_WRITTEN = 200

/** `--mails`. */
export function mailsOption(): Option {
  return new Option('--mails <number>', 'write at most that many mails to look at; 0: none')
    .default(MAILS_WRITTEN)
    .argParser((text) => {
      const number = Number(text)
      if (Number.isInteger(number) && number >= 0) return number
      throw new Refusal('bad-limit', `--mails takes a whole number, not "${text}".`, { wrongUsage: true })
    })
}

/** What is said of them. */
export function mailsNote({ folder, written, left }: WrittenMails): string {
  if (folder === null) return 'No mail was written to look at.'
  const rest = left > 0 ? ` (${left} more are not; --mails tells how many)` : ''
  return `${written} ${written === 1 ? 'mail is' : 'mails are'} in ${folder} to look at, as .eml and .html${rest}.`
}

interface Entry {
  name: string
  line: PreviewLine
  subject: string
}

/** They hold what clients would read: for this user's eyes alone. */
const OWN_EYES = 0o700

async function openFolder(cli: Cli, campaign: string, chosen: string | null): Promise<string> {
  const folder = chosen === null ? join(cli.config().dataFolder, 'preview', campaign) : resolve(chosen)
  if (chosen === null) await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: OWN_EYES })
  return folder
}

/** `0001-2026-05-12-zoe-example-org`. */
function fileName(number: number, { sendAt, address, to, step }: PreviewLine): string {
  const whom = (to === 'team' ? 'team' : (address ?? 'nobody'))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
  const which = step === 1 ? '' : `-step-${step}`
  return `${String(number).padStart(4, '0')}-${sendAt.toPlainDate().toString()}-${whom}${which}`
}

function mimeOf({ letter, from, to, headers, sendAt }: Extract<ShownMail, { kind: 'mail' }>, name: string) {
  const content = {
    ...letter,
    from,
    to,
    headers,
    messageId: `preview.${name}@maillon.invalid`,
    inReplyTo: null,
    references: [],
    automatic: true,
    date: dateOf(sendAt.toInstant())
  }
  return writeMime(content, null)
}

function indexPage(campaign: string, entries: Entry[]): string {
  const rows = entries.map(({ name, line, subject }) => {
    const when = line.sendAt.toString({ timeZoneName: 'never' })
    return `<li>${when} <a href="${name}.html">${escaped(subject)}</a> ${escaped(line.address ?? line.to)} (<a href="${name}.eml">.eml</a>)</li>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${campaign}</title><h1>${campaign}</h1><ol>${rows.join('\n')}</ol></html>\n`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
