import type { Command } from 'commander'
import type { Cli } from './context.ts'
import { registerMailFiles } from './import-mail.ts'
import { registerMappings } from './import-mappings.ts'
import { registerRecordFiles } from './import-records.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('import').description('Read mails, clients, purchases or their states from files')
  registerMailFiles(verb, cli)
  registerRecordFiles(verb, cli)
  registerMappings(verb, cli)
}
