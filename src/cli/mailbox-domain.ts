import { domainToASCII } from 'node:url'
import type { Command } from 'commander'
import { claimDomain, disclaimDomain, firmDomain } from '#src/clients/our-domain.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit, COMMAND_LINE } from '#src/team/audit-store.ts'
import { ourDomains } from '#src/team/store.ts'
import type { Cli } from './context.ts'

/** All mails of the people concerned are looked at again. */
const CHANGE_LIMIT_MS = 10 * 60_000

/** `maillon mailbox domain list|add|remove`: whose addresses are all ours. */
export function domainVerbs(verb: Command, cli: Cli): void {
  const domains = verb.command('domain').description('domains of which every address is yours')
  domains
    .command('list')
    .description('which they are')
    .action(async () => {
      const list = await ourDomains((await cli.database()).prisma)
      cli.print(list, list.length > 0 ? list.join('\n') : 'None: only addresses that you named are yours.')
    })
  domains
    .command('add <domain>')
    .description('whoever writes from it is a colleague, not a client; suggestions from it go')
    .action(async (given: string) => {
      const domain = asDomain(given)
      if (firmDomain(`anyone@${domain}`) === null) throw notOurs(domain)
      const mistaken = await change(cli, { domain, action: 'domain.add', act: claimDomain })
      cli.print(
        { domain, ours: true, mistaken },
        `Every address of ${domain} is yours. Taken for clients until now: ${mistaken}.`
      )
    })
  domains
    .command('remove <domain>')
    .description('who writes from it is somebody else, and suggested as a client')
    .action(async (given: string) => {
      const domain = asDomain(given)
      await change(cli, { domain, action: 'domain.remove', act: disclaimDomain })
      cli.print({ domain, ours: false }, `Only addresses of ${domain} that you named are yours.`)
    })
}

async function change<T>(
  cli: Cli,
  { domain, action, act }: { domain: string; action: string; act: (db: Db, domain: string, now: Date) => Promise<T> }
): Promise<T> {
  const { prisma } = await cli.database()
  const at = dateOf(cli.clock.now())
  const both = async (tx: Db) => {
    const outcome = await act(tx, domain, at)
    await audit(tx, { at, by: COMMAND_LINE, action, subject: { kind: 'domain', id: domain }, after: { domain } })
    return outcome
  }
  return prisma.$transaction(both, { timeout: CHANGE_LIMIT_MS })
}

function asDomain(written: string): string {
  const domain = domainToASCII(written.trim().replace(/^@/, ''))
  if (/^[\w-]+(\.[\w-]+)+$/.test(domain)) return domain
  throw new Refusal('bad-domain', `"${written}" is no domain: give one such as example.org.`, { wrongUsage: true })
}

function notOurs(domain: string): Refusal {
  return new Refusal(
    'mail-provider',
    `Anybody may have an address of ${domain}: name your own addresses with \`maillon user add\`.`
  )
}
