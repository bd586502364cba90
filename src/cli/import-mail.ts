import { statSync } from 'node:fs'
import type { Command } from 'commander'
import { readEml } from '#src/mailbox/files/eml.ts'
import { importFiles, type ImportResult } from '#src/mailbox/files/import.ts'
import type { MailFile } from '#src/mailbox/files/mail-file.ts'
import { readMaildir } from '#src/mailbox/files/maildir.ts'
import { readMbox } from '#src/mailbox/files/mbox.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { startUnderstanding } from '#src/message/bounded.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { addOurAddresses, loadUs } from '#src/team/store.ts'
import type { Cli } from './context.ts'

const FORMS: { name: string; what: string; read: (path: string) => AsyncIterable<MailFile> }[] = [
  { name: 'mbox', what: 'an mbox file, also of Google Takeout or Thunderbird', read: readMbox },
  { name: 'maildir', what: 'a Maildir with the folders below it', read: readMaildir },
  { name: 'eml', what: 'an .eml file, or a folder of them', read: readEml }
]

/** `maillon import mbox|maildir|eml PATH --us ADDRESS,…` */
export function registerMailFiles(verb: Command, cli: Cli): void {
  for (const { name, what, read } of FORMS) {
    verb
      .command(`${name} <path>`)
      .description(`read mails from ${what}; safe to repeat`)
      .option('--us <addresses>', 'our own addresses, separated by commas, where no mailbox is set up')
      .action(async (path: string, options: { us?: string }) => {
        const isThere = statSync(path, { throwIfNoEntry: false })
        if (!isThere) throw new Refusal('no-file', `There is no ${path}: give the path of ${what}.`)
        if (name === 'mbox' && isThere.isDirectory())
          throw new Refusal('a-folder', `${path} is a folder: give the mbox files in it, one after the other.`)
        await makeOurs(cli, options.us)
        const result = await importAll(read(path), cli)
        cli.print(result, () => summary(result))
      })
  }
}

/** Without knowing who "we" are, every mail would seem to come from a client. */
async function makeOurs(cli: Cli, list: string | undefined): Promise<void> {
  const { prisma } = await cli.database()
  if (list !== undefined) await addOurAddresses(prisma, list.split(',').map(ourAddress), 'import')
  const us = await loadUs(prisma)
  if (us.keys.size === 0)
    throw new Refusal('nobody-is-us', 'Say which addresses are yours: --us you@example.org,colleague@example.org.', {
      wrongUsage: true
    })
}

function ourAddress(written: string): string {
  const address = normalAddress(written.trim())
  if (address !== null) return address
  throw new Refusal('bad-address', `"${written}" is no mail address: separate addresses by commas.`, {
    wrongUsage: true
  })
}

async function importAll(files: AsyncIterable<MailFile>, cli: Cli): Promise<ImportResult> {
  const database = await cli.database()
  const secrets = await cli.secrets()
  const understanding = startUnderstanding()
  try {
    return await importFiles(files, {
      database,
      understanding,
      clock: cli.clock,
      secrets,
      onProgress: ({ read }) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${read} mails read`)
      }
    })
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\n')
    await understanding.close()
  }
}

function summary({ read, stored, known, skipped, quarantined }: ImportResult): string {
  const skips = Object.entries(skipped).map(([rule, count]) => `${count} passed over (${rule})`)
  const lines = [`${read} mails read: ${[`${stored} stored`, `${known} known already`, ...skips].join(', ')}.`]
  for (const { name, reason } of quarantined) lines.push(`Not understood: ${name}: ${reason}`)
  return lines.join('\n')
}
