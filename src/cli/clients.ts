import { Option, type Command } from 'commander'
import { listClients, type ListedClient } from '#src/clients/client-store.ts'
import { indexMessages, searchClients } from '#src/clients/search-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { registerChanges } from './clients-change.ts'
import { registerFields } from './clients-fields.ts'
import { registerDistinct } from './clients-distinct.ts'
import { registerLog } from './clients-log.ts'
import { registerShow } from './clients-show.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { shownDate, wholeNumber } from './values.ts'

const STATES = ['active', 'suggested', 'ignored', 'all'] as const
type AskedState = (typeof STATES)[number]

export function register(program: Command, cli: Cli): void {
  const verb = program.command('clients').description('The clients, and the people suggested as such')
  registerList(verb, cli)
  registerShow(verb, cli)
  registerChanges(verb, cli)
  registerDistinct(verb, cli)
  registerLog(verb, cli)
  registerFields(verb, cli)
}

function registerList(verb: Command, cli: Cli): void {
  verb
    .command('list')
    .description('clients, the latest interaction first')
    .addOption(new Option('--state <state>', 'which ones').choices(STATES).default('active'))
    .option('--search <words>', 'only those whose name, address, company, notes or mails hold the words')
    .option('--limit <count>', 'only so many', wholeNumber)
    .action(async ({ state, search, limit }: { state: AskedState; search?: string; limit?: number }) => {
      const { prisma } = await cli.database()
      const among = search === undefined ? undefined : await find(cli, search)
      const clients = await listClients(prisma, { state, among, limit })
      const titles = ['name', 'state', 'last', 'address', 'company', 'tags', 'id']
      cli.print(clients, () => table(titles, clients.map(row), noneOf(state, search)))
    })
}

/** Mails that came since the program last ran are made searchable first. */
async function find(cli: Cli, words: string): Promise<string[]> {
  const { prisma } = await cli.database()
  for (let isDone = false; !isDone;) ({ isDone } = await indexMessages(prisma, dateOf(cli.clock.now())))
  return searchClients(prisma, words)
}

function row({ id, name, state, lastInteractionAt, addresses, company, tags }: ListedClient): string[] {
  const more = addresses.length > 1 ? ` +${addresses.length - 1}` : ''
  const last = lastInteractionAt ? shownDate(lastInteractionAt).slice(0, 10) : ''
  return [name, state, last, `${addresses[0] ?? ''}${more}`, company ?? '', tags.map((tag) => `#${tag}`).join(' '), id]
}

function noneOf(state: AskedState, search: string | undefined): string {
  if (search !== undefined) return `Nobody is found by "${search}"; --state all looks among everybody.`
  if (state === 'active')
    return 'There are no clients yet; people who may be some: maillon clients list --state suggested'
  return state === 'all' ? 'Nobody is known yet: add a mailbox, or import mails.' : `There are no ${state} ones.`
}
