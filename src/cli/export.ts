import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { currentClient } from '#src/clients/client-store.ts'
import { clientCard } from '#src/clients/vcard/card-store.ts'
import { exportAll } from '#src/export/export-all.ts'
import { personFile } from '#src/export/person-file.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit, COMMAND_LINE } from '#src/team/audit-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

export function register(program: Command, cli: Cli): void {
  program
    .command('export [folder]')
    .description('write everything out again: clients and purchases as CSV, the rest as JSON lines')
    .option('--client <id>', 'only what is held on one person, as one JSON file (an id or an address)')
    .option('--vcard', 'of that person, only the card for an address book')
    .option('--file <file>', 'where the file of one person goes; without it, it is printed')
    .action(async (folder: string | undefined, options: ExportFlags) => {
      if (options.client !== undefined && options.vcard) return exportCard(cli, options.client, options.file)
      if (options.client !== undefined) return exportPerson(cli, options.client, options.file)
      if (folder === undefined)
        throw new Refusal('no-folder', 'Name the folder to write to, or a person with --client ID.', {
          wrongUsage: true
        })
      const exported = await exportAll(await cli.database(), folder)
      const rows = exported.map(({ file, rows }) => [file, String(rows)])
      cli.print({ folder, files: exported }, () => table(['file', 'rows'], rows, 'There is nothing to export.'))
    })
}

interface ExportFlags {
  client?: string
  vcard?: true
  file?: string
}

async function exportCard(cli: Cli, client: string, file: string | undefined): Promise<void> {
  const card = await clientCard((await cli.database()).prisma, client)
  if (file === undefined) process.stdout.write(card)
  else {
    writeFileSync(file, card, { mode: 0o600 })
    cli.print({ client, file }, `The card is in ${file}.`)
  }
}

async function exportPerson(cli: Cli, client: string, file: string | undefined): Promise<void> {
  const { prisma } = await cli.database()
  const id = await currentClient(prisma, client)
  const held = await personFile(prisma, id)
  await audit(prisma, {
    at: dateOf(cli.clock.now()),
    by: COMMAND_LINE,
    action: 'client.export',
    subject: { kind: 'client', id }
  })
  const text = `${JSON.stringify(held, null, 2)}\n`
  if (file === undefined) process.stdout.write(text)
  else {
    writeFileSync(file, text, { mode: 0o600 })
    cli.print({ client: id, file }, `All that is held on this person is in ${file}.`)
  }
}
