import type { Command } from 'commander'
import type { Cli } from './context.ts'
import { addVerb } from './mailbox-add.ts'
import { changeVerbs } from './mailbox-change.ts'
import { checkVerb } from './mailbox-check.ts'
import { domainVerbs } from './mailbox-domain.ts'
import { listVerb } from './mailbox-list.ts'
import { reconcileVerb } from './mailbox-reconcile.ts'
import { retryVerb } from './mailbox-retry-quarantine.ts'
import { syncVerb } from './mailbox-sync.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('mailbox').description('Connect mailboxes and see how they stand')
  for (const add of [addVerb, listVerb, checkVerb, syncVerb, reconcileVerb, retryVerb, changeVerbs, domainVerbs])
    add(verb, cli)
}
