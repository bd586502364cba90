import type { Command } from 'commander'
import { once } from 'node:events'
import { holderId } from '#src/platform/holder.ts'
import { startRoles } from '#workers/process.ts'
import { roleName, roleNames, type RoleName } from '#workers/roles.ts'
import type { Cli } from './context.ts'

/** The system kills a service that does not end: systemd after 90 s, Docker after 10 s. */
const STOP_MS = 9500

export function register(program: Command, cli: Cli): void {
  program
    .command('start')
    .description('Run the program until it is stopped')
    .option('--role <role>', `only this role, may be repeated: ${roleNames.join(', ')}`, collect)
    .option('--port <port>', 'port of the pages (MAILLON_PORT; 3600 unless told)')
    .action(async ({ role, port }: { role?: RoleName[]; port?: string }) => {
      if (port !== undefined) cli.configure({ MAILLON_PORT: port })
      const stop = cli.stopSignal()
      const stopped = once(stop, 'abort')
      // Asked to stop while it still starts, a program that waits for a database would otherwise never end.
      stop.addEventListener('abort', () => setTimeout(giveUp, STOP_MS).unref())
      const running = await startRoles(role ?? roleNames, {
        config: cli.config(),
        database: await cli.database(),
        queue: await cli.queue(),
        secrets: await cli.secrets(),
        log: cli.log(),
        clock: cli.clock,
        random: cli.random,
        holder: holderId(cli.random)
      })
      cli.log().info({ roles: role ?? roleNames, address: running.addresses[0] }, 'Maillon is ready')
      if (running.firstVisit !== undefined) process.stdout.write(firstVisitText(running.firstVisit))
      await stopped
      cli.log().info('Maillon is stopping')
      await running.stop()
    })
}

/** Said on stdout, past the log and its levels: without it nobody gets in. */
function firstVisitText(link: string): string {
  return `\nOpen this link in a browser to make the owner's account. It works once, until tomorrow:\n\n  ${link}\n\n`
}

function collect(text: string, before: RoleName[] = []): RoleName[] {
  return [...new Set([...before, roleName(text)])]
}

/** What is left is in the database, and taken up again at the next start. */
function giveUp(): never {
  console.error('Some work did not end within 10 s; it is taken up again at the next start.')
  process.exit(1)
}
