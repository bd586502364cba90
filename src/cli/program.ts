import { Command, CommanderError } from 'commander'
import { Refusal } from '#src/platform/refusal.ts'
import { version } from '#src/platform/package.ts'

/** A verb's module: declares its arguments on the program and acts when called. */
interface VerbModule {
  register(program: Command): void
}

/** Every verb with its one-line summary. A verb's module is loaded only when it is called or its help is asked for. */
const VERBS: Record<string, { summary: string; load: () => Promise<VerbModule> }> = {}

/**
 * Runs one command line.
 * @param args what follows `maillon` on the command line
 * @returns the exit code: 0 done, 1 refused or failed, 2 wrong usage
 */
export async function run(args: string[]): Promise<number> {
  const program = new Command('maillon')
    .description("The client-relationship manager that lives in a small team's mailbox")
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneSentence(text)) })
  const named = args.find((arg) => !arg.startsWith('-'))
  const verb = named === undefined ? undefined : VERBS[named]
  if (verb) (await verb.load()).register(program)
  for (const [name, { summary }] of Object.entries(VERBS))
    if (name !== named) program.command(name).description(summary)
  if (named === undefined && !args.some((arg) => arg.startsWith('-'))) program.help({ error: true })
  try {
    await program.parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return explain(error)
  }
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
