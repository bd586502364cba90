import { Option, type Command } from 'commander'
import { z } from 'zod'
import { approve, reject } from '#src/campaigns/approval-store.ts'
import { listFollowUps, type LedgerLine } from '#src/campaigns/follow-up-store.ts'
import { explain, isRefusalCode } from '#src/campaigns/refusals.ts'
import { readClient } from '#src/clients/client-store.ts'
import { instantOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

const BY = 'command line'
const STATES = ['planned', 'claimed', 'sending', 'sent', 'skipped', 'failed', 'unknown']

interface Filter {
  campaign?: string
  client?: string
  state?: string
  limit: string
}

export function register(program: Command, cli: Cli): void {
  const verb = program
    .command('followups')
    .description('The ledger: what is planned, what was sent, what was not and why')
    .option('--campaign <name>', 'of one campaign')
    .option('--client <client>', 'of one client, by id or address')
    .addOption(new Option('--state <state>', 'in one state').choices(STATES))
    .option('--limit <number>', 'at most that many, the latest first', '100000')
    .action(async (filter: Filter) => {
      const { prisma } = await cli.database()
      const lines = await listFollowUps(prisma, {
        ...(filter.campaign !== undefined && { campaign: filter.campaign }),
        ...(filter.client !== undefined && { clientId: (await readClient(prisma, filter.client)).id }),
        ...(filter.state !== undefined && { states: [filter.state] }),
        limit: wholeNumber(filter.limit)
      })
      const rows = lines.map(lineOf)
      cli.print(rows, () =>
        table(
          ['due', 'campaign', 'step', 'to', 'state', 'why'],
          rows.map((row) => [
            row.dueAt,
            row.campaign,
            String(row.step),
            row.address ?? '',
            row.state,
            row.reason?.code ?? ''
          ]),
          'Nothing is planned and nothing was sent: switch a campaign on first.'
        )
      )
    })
  verb
    .command('approve [ids...]')
    .description('let follow-ups go that wait for a person; all of them without an id')
    .action(async (ids: string[]) => {
      const { prisma } = await cli.database()
      const chosen = ids.length > 0 ? idsIn(ids) : await waiting(cli)
      const many = await approve(prisma, chosen, { by: BY, now: cli.clock.now() })
      if (ids.length > 0 && many === 0) throw new Refusal('not-waiting', `None of them waits for anybody: ${SEE}.`)
      cli.print({ approved: many }, `${many} approved.`)
    })
  verb
    .command('reject <ids...>')
    .description('turn planned follow-ups down')
    .action(async (ids: string[]) => {
      const many = await reject((await cli.database()).prisma, idsIn(ids), { by: BY, now: cli.clock.now() })
      if (many === 0) throw new Refusal('not-planned', `None of them is planned any more: ${SEE}.`)
      cli.print({ rejected: many }, `${many} turned down.`)
    })
}

const SEE = '`maillon followups --state planned --json` tells what is'

function idsIn(given: string[]): string[] {
  const wrong = given.find((id) => !z.uuid().safeParse(id).success)
  if (wrong === undefined) return given
  throw new Refusal('bad-id', `"${wrong}" is no id of a follow-up: ${SEE}.`, { wrongUsage: true })
}

async function waiting(cli: Cli): Promise<string[]> {
  const lines = await listFollowUps((await cli.database()).prisma, { states: ['planned'], limit: 100_000 })
  return lines.filter(({ isApproved }) => !isApproved).map(({ id }) => id)
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new Refusal('bad-limit', `--limit takes a whole number above 0, not "${text}".`, { wrongUsage: true })
}

function lineOf(line: LedgerLine) {
  return {
    id: line.id,
    campaign: line.campaign,
    client: line.publicId,
    name: line.client,
    address: line.address,
    to: line.to,
    step: line.step,
    occurrence: line.occurrence,
    state: line.state,
    since: line.stateSince.toISOString(),
    dueAt: local(line.dueAt, line.zone),
    sentAt: line.sentAt && local(line.sentAt, line.zone),
    approved: line.isApproved,
    attempts: line.attempts,
    reason: line.reason === null ? null : { code: line.reason, reason: sentenceOf(line.reason, line.detail ?? '') }
  }
}

/** On the client's own clock, with its offset. */
function local(date: Date, zone: string): string {
  return instantOf(date).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' })
}

/** Codes of the sender's own are not refusals; they carry their sentence along. */
function sentenceOf(code: string, detail: string): string {
  return isRefusalCode(code) ? explain({ code, detail }, 'en') : detail
}
