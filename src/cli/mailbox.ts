import type { Command } from 'commander'
import type { Cli } from './context.ts'
import { addVerb } from './mailbox-add.ts'
import { listVerb } from './mailbox-list.ts'
import { syncVerb } from './mailbox-sync.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('mailbox').description('Connect mailboxes and see how they stand')
  for (const add of [addVerb, listVerb, syncVerb]) add(verb, cli)
}
