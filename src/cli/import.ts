import type { Command } from 'commander'
import type { Cli } from './context.ts'
import { registerMailFiles } from './import-mail.ts'
import { registerRecordFiles } from './import-records.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('import').description('Read mails, clients or purchases from files')
  registerMailFiles(verb, cli)
  registerRecordFiles(verb, cli)
}
