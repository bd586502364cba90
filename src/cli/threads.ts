import type { Command } from 'commander'
import { listThreads, type ListedThread } from '#src/threads/thread-store.ts'
import { listClients } from '#src/clients/client-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { shownDate, wholeNumber } from './values.ts'

const SHOWN = 40

export function register(program: Command, cli: Cli): void {
  program
    .command('threads')
    .description('Mails that answer each other')
    .option('--limit <count>', `only the latest so many; ${SHOWN} on a terminal, all with --json`, wholeNumber)
    .action(async ({ limit }: { limit?: number }) => {
      const { prisma } = await cli.database()
      const threads = await listThreads(prisma, { latest: limit ?? (cli.json ? undefined : SHOWN) })
      const among = [...new Set(threads.flatMap(({ clients }) => clients))]
      const names = cli.json ? [] : await listClients(prisma, { state: 'all', among })
      const nameOf = new Map(names.map(({ id, name }) => [id, name]))
      const latestLast = threads.toSorted((a, b) => a.lastAt.getTime() - b.lastAt.getTime())
      const data = threads.map(({ id, subject, tags, clients, messages }) => ({ id, subject, tags, clients, messages }))
      cli.print(data, () =>
        table(
          ['last mail', 'mails', 'waits', 'client', 'subject'],
          latestLast.map((thread) => row(thread, nameOf)),
          'No mails are stored yet: add a mailbox, or import some.'
        )
      )
    })
}

function row(thread: ListedThread, nameOf: ReadonlyMap<string, string>): string[] {
  const names = thread.clients.map((id) => nameOf.get(id) ?? '?')
  const tags = thread.tags.map((tag) => `#${tag}`)
  return [
    shownDate(thread.lastAt),
    String(thread.messages.length),
    thread.waitingSince ? `since ${shownDate(thread.waitingSince)}` : '',
    names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(', '),
    [thread.subject || '(no subject)', ...tags].join(' ').slice(0, 80)
  ]
}
