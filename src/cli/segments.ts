import type { Command } from 'commander'
import { removeUnusedSegment } from '#src/campaigns/segment-use-store.ts'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { describeCondition } from '#src/insights/condition-words.ts'
import { conditionSchema } from '#src/insights/condition.ts'
import { firmDay } from '#src/insights/reports/ask.ts'
import { listMembers, readSegment, readSegments, saveSegment, segmentName } from '#src/insights/segment-store.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

const EXAMPLES = `
A condition is JSON, such as
  '{"kind":"all","of":[{"kind":"tag","is":["vip"]},{"kind":"late"}]}'
  '{"kind":"bought","atLeast":2,"brands":["Iris"],"period":{"withinDays":365}}'
  '{"kind":"spent","currency":"EUR","atLeast":50000}'   (in cents)
Kinds: all, any, not, tag, language, zone, state, company, city, birthday-month, field, consent, bought, spent,
first-purchase, last-purchase, tier, rfm, late, chance-alive, value, last-mail.`

export function register(program: Command, cli: Cli): void {
  const verb = program
    .command('segments')
    .description('Saved audiences, for campaigns and reports')
    .addHelpText('after', EXAMPLES)
  verb
    .command('list')
    .description('show all segments')
    .action(async () => {
      const segments = (await readSegments((await cli.database()).prisma)).map((segment) => ({
        ...segment,
        words: `clients who ${describeCondition(segment.condition, 'en')}`
      }))
      const rows = segments.map(({ name, words }) => [name, words])
      cli.print(segments, () => table(['segment', 'who'], rows, 'There are no segments: "segments save" makes one.'))
    })
  verb
    .command('save <name> <condition>')
    .description('save a segment; one of the same name is replaced')
    .action(async (written: string, json: string) => {
      const name = segmentName(written)
      if (name === null)
        throw new Refusal('bad-name', 'A name has 1 to 60 letters and does not begin with "{".', { wrongUsage: true })
      const condition = conditionSchema.safeParse(fromJson(json))
      if (!condition.success) throw notACondition(condition.error)
      await saveSegment((await cli.database()).prisma, { name, condition: condition.data }, 'command-line')
      const words = `clients who ${describeCondition(condition.data, 'en')}`
      cli.print({ name, condition: condition.data, words }, `${name}: ${words}`)
    })
  verb
    .command('clients <name>')
    .description('show who is in a segment today')
    .action(async (name: string) => {
      const { prisma } = await cli.database()
      const { condition } = await readSegment(prisma, name)
      const today = firmDay(cli.clock, await readSettings(prisma))
      const members = await listMembers(prisma, compileCondition(condition, { today }))
      const rows = members.map((member) => [member.id, member.name, member.email ?? ''])
      cli.print({ name, clients: members }, () => table(['id', 'name', 'address'], rows, 'Nobody is in it today.'))
    })
  verb
    .command('remove <name>')
    .description('remove a segment that no campaign uses')
    .action(async (name: string) => {
      const removal = await removeUnusedSegment((await cli.database()).prisma, name)
      if (removal.kind === 'unknown')
        throw new Refusal('unknown-segment', `There is no segment "${name}": "segments list" shows them.`)
      if (removal.kind === 'used') {
        const campaigns = removal.by.map(({ campaign }) => campaign).join(', ')
        throw new Refusal('segment-in-use', `"${name}" is used by: ${campaigns}. Give them another audience first.`)
      }
      cli.print({ removed: name }, `${name} is removed.`)
    })
}

function notACondition(cause: Error): Refusal {
  return new Refusal('bad-condition', 'That is no condition: "maillon segments --help" shows what one looks like.', {
    wrongUsage: true,
    cause
  })
}

function fromJson(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
