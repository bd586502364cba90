import type { Command } from 'commander'
import { checkAnswers } from '#src/campaigns/sending/health.ts'
import { checkDkim } from '#src/delivery/dkim-key.ts'
import { checkMailboxes } from '#src/mailbox/health.ts'
import { failed, look, type Finding } from '#src/platform/health/finding.ts'
import { checkDatabase, checkMigrations } from '#src/platform/health/database.ts'
import { checkDataFolder, checkDisk, checkKeyFile } from '#src/platform/health/machine.ts'
import { checkEffects, checkFirm, checkQueue } from '#src/platform/health/work.ts'
import type { Cli } from './context.ts'

type Check = (cli: Cli) => Promise<Finding>

/** Parts that can be looked at without the database. */
const OUTSIDE: Record<string, Check> = {
  'data folder': (cli) => checkDataFolder(cli.config()),
  disk: (cli) => checkDisk(cli.config())
}

/** Parts that need it; a room adds its own as a line. */
const INSIDE: Record<string, Check> = {
  database: async (cli) => checkDatabase(await cli.database(), cli.config()),
  migrations: async (cli) => checkMigrations(await cli.database()),
  key: async (cli) => {
    await cli.secrets()
    return checkKeyFile(cli.config())
  },
  queue: async (cli) => checkQueue(cli.config(), await cli.database()),
  effects: async (cli) => checkEffects((await cli.database()).prisma, cli.clock),
  mailboxes: async (cli) => checkMailboxes((await cli.database()).prisma),
  answers: async (cli) => checkAnswers((await cli.database()).prisma),
  dkim: async (cli) => checkDkim((await cli.database()).prisma),
  firm: async (cli) => checkFirm((await cli.database()).prisma)
}

export function register(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Check every part of the program and say what to do')
    .action(async () => {
      const findings = await examine(cli)
      cli.print(findings, () => findings.map(asText).join('\n'))
      process.exitCode = findings.some((finding) => finding.state === 'failed') ? 1 : 0
    })
}

async function examine(cli: Cli): Promise<Finding[]> {
  const outside = await lookAt(OUTSIDE, cli)
  try {
    await cli.database()
  } catch {
    // Said once, where the database itself is looked at; the rest cannot be seen without it.
    const [part = 'database', check] = Object.entries(INSIDE)[0] ?? []
    const finding = check ? await look(part, () => check(cli)) : failed(part, 'not checked', '')
    return [...outside, finding]
  }
  return [...outside, ...(await lookAt(INSIDE, cli))]
}

async function lookAt(checks: Record<string, Check>, cli: Cli): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [part, check] of Object.entries(checks)) findings.push(await look(part, () => check(cli)))
  return findings
}

const MARKS = { ok: '✓', warning: '!', failed: '✗' }

function asText({ part, state, detail, advice }: Finding): string {
  const line = `${MARKS[state]} ${part}: ${detail}`
  return advice ? `${line}\n    ${advice}` : line
}
