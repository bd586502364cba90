import { Command, CommanderError } from 'commander'
import { Refusal } from '#src/platform/refusal.ts'
import { version } from '#src/platform/package.ts'
import { globalFlags, openCli, type Cli } from './context.ts'

/** A verb's module: declares its arguments on the program and acts when called. */
interface VerbModule {
  register(program: Command, cli: Cli): void
}

/** Every verb with its one-line summary. A verb's module is loaded only when it is called or its help is asked for. */
const VERBS: Record<string, { summary: string; load: () => Promise<VerbModule> }> = {
  start: { summary: 'Run the program until it is stopped', load: () => import('./start.ts') },
  demo: { summary: 'Run the program with a demonstration mailbox', load: () => import('./demo.ts') },
  doctor: { summary: 'Check every part of the program and say what to do', load: () => import('./doctor.ts') },
  effects: { summary: 'Show effects that failed, and let them run again', load: () => import('./effects.ts') },
  inspect: { summary: 'Show what is understood of a mail, and why', load: () => import('./inspect.ts') },
  export: {
    summary: 'Write everything out again, or all that is held on one person',
    load: () => import('./export.ts')
  },
  import: { summary: 'Read mails, clients or purchases from files', load: () => import('./import.ts') },
  mailbox: { summary: 'Connect mailboxes and see how they stand', load: () => import('./mailbox.ts') },
  report: {
    summary: 'What the purchases say: profit, habits, value, retention, returns',
    load: () => import('./report.ts')
  },
  segments: { summary: 'Saved audiences, for campaigns and reports', load: () => import('./segments.ts') },
  fields: { summary: 'The typed fields that are kept for clients and companies', load: () => import('./fields.ts') },
  clients: { summary: 'The clients, and the people suggested as such', load: () => import('./clients.ts') },
  threads: { summary: 'Mails that answer each other', load: () => import('./threads.ts') },
  coupon: { summary: 'Check, redeem and cancel coupons', load: () => import('./coupon.ts') },
  points: { summary: 'Points: how they are earned, held and exchanged', load: () => import('./points.ts') },
  campaign: {
    summary: 'Look at campaigns, switch them on and off, see what they brought',
    load: () => import('./campaign.ts')
  },
  followups: {
    summary: 'The ledger: what is planned, what was sent, what was not and why',
    load: () => import('./followups.ts')
  },
  user: { summary: 'The people of the firm', load: () => import('./user.ts') },
  token: { summary: 'Tokens by which other programs use the API', load: () => import('./token.ts') },
  settings: { summary: 'Show and change the settings of the firm', load: () => import('./settings.ts') }
}

const GLOBAL_HELP = `
Every verb takes:
  --data DIR     folder of the database and the key (MAILLON_DATA; ./data unless told)
  --json         print data for scripts, where the verb prints data
`

/**
 * Runs one command line.
 * @param args what follows `maillon` on the command line
 * @returns the exit code: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted
 */
export async function run(args: string[]): Promise<number> {
  process.stdout.on('error', endQuietly)
  try {
    const { flags, rest } = globalFlags(args)
    const { cli, cutOff, close } = openCli(flags)
    try {
      const end = await Promise.race([runVerb(rest, cli), cutOff.then(() => 'interrupted' as const)])
      return end === 'interrupted' ? 130 : Number(process.exitCode ?? 0)
    } finally {
      await close()
    }
  } catch (error) {
    return explain(error)
  }
}

async function runVerb(args: string[], cli: Cli): Promise<void> {
  const program = new Command('maillon')
    .description("The client-relationship manager that lives in a small team's mailbox")
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText('after', GLOBAL_HELP)
    .configureOutput({ outputError: (text, write) => write(oneSentence(text)) })
  const named = args.find((arg) => !arg.startsWith('-'))
  const verb = named === undefined ? undefined : VERBS[named]
  if (verb) (await verb.load()).register(program, cli)
  for (const [name, { summary }] of Object.entries(VERBS))
    if (name !== named) program.command(name).description(summary)
  if (named === undefined && !args.some((arg) => arg.startsWith('-'))) program.help({ error: true })
  await program.parseAsync(args, { from: 'user' })
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Refusal) {
    console.error(error.message)
    return error.wrongUsage ? 2 : 1
  }
  console.error(
    `maillon stopped on a fault of its own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  )
  return 1
}

function oneSentence(text: string): string {
  return text.replace(/^error: /, '')
}

/** The reader of our output has gone (`maillon … | head`): there is nobody left to write to. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
