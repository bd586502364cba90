import type { Command } from 'commander'
import { ruleSchema, ruleWords } from '#src/offers/points/rule.ts'
import {
  addRule,
  endRule,
  readRewards,
  readRules,
  removeReward,
  saveReward,
  type Reward
} from '#src/offers/points/rule-store.ts'
import { firmDay, runPoints } from '#src/offers/points/programme.ts'
import { discountText } from '#src/offers/wording.ts'
import { dateOf } from '#src/platform/clock.ts'
import { readAmount } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { wholeNumber } from './values.ts'

const EXAMPLES = `
A rule is JSON, such as
  '{"kind":"spend","points":1,"per":1}'                      1 point for each unit of money paid
  '{"kind":"spend","points":2,"per":1,"types":["Laine"]}'    2 more for each paid on wool
  '{"kind":"birthday","points":50}'
  '{"kind":"welcome","points":20}'                           once, for the first purchase`

export function registerPointsRules(verb: Command, cli: Cli): void {
  registerRules(verb, cli)
  registerRewards(verb, cli)
}

function registerRules(verb: Command, cli: Cli): void {
  verb
    .command('rules')
    .description('how points are earned')
    .action(async () => {
      const { prisma } = await cli.database()
      const currency = (await readSettings(prisma))['firm.currency']
      const rules = (await readRules(prisma)).map((rule) => ({
        ...rule,
        words: ruleWords(rule.definition, currency).en
      }))
      const rows = rules.map(({ words, validFrom, validUntil, id }) => [words, validFrom, validUntil ?? '', id])
      cli.print(rules, () =>
        table(['rule', 'from', 'until', 'id'], rows, 'There are no rules: "points add-rule" makes one.')
      )
    })
  verb
    .command('add-rule <rule>')
    .description('begin a rule; purchases since its first day earn at once')
    .option('--from <day>', 'first day whose purchases earn; today unless told')
    .addHelpText('after', EXAMPLES)
    .action(async (written: string, { from }: { from?: string }) => {
      const definition = ruleSchema.safeParse(fromJson(written))
      if (!definition.success)
        throw new Refusal('bad-rule', 'That is no rule: "maillon points add-rule --help" shows what one looks like.', {
          wrongUsage: true,
          cause: definition.error
        })
      const { prisma } = await cli.database()
      const settings = await readSettings(prisma)
      const first = from === undefined ? firmDay(cli.clock.now(), settings).toString() : dayFrom(from)
      const rule = { definition: definition.data, from: first, by: 'command', at: dateOf(cli.clock.now()) }
      const id = await addRule(prisma, rule)
      await runPoints(prisma, { now: cli.clock.now(), settings })
      const words = ruleWords(rule.definition, settings['firm.currency']).en
      cli.print({ id, from: first, definition: rule.definition, words }, `${words}, from ${first} on.`)
    })
  verb
    .command('end-rule <id>')
    .description('end a rule with today; what it gave stays')
    .action(async (id: string) => {
      const { prisma } = await cli.database()
      const today = firmDay(cli.clock.now(), await readSettings(prisma)).toString()
      if (!(await endRule(prisma, id, today)))
        throw new Refusal('unknown-rule', `There is no rule ${id} in force: "points rules" shows them.`)
      cli.print({ id, until: today }, `The rule ends with ${today}.`)
    })
}

function registerRewards(verb: Command, cli: Cli): void {
  verb
    .command('rewards')
    .description('what points are exchanged for')
    .action(async () => {
      const { prisma } = await cli.database()
      const settings = await readSettings(prisma)
      const rewards = (await readRewards(prisma)).map((reward) => rewardData(reward, settings))
      const rows = rewards.map(({ name, points, gives, validDays }) => [
        name,
        String(points),
        gives,
        `${validDays} days`
      ])
      cli.print(rewards, () =>
        table(['reward', 'points', 'gives', 'valid'], rows, 'There are none: "points add-reward" makes one.')
      )
    })
  verb
    .command('add-reward <name>')
    .description('offer a reward; one of the same name is replaced')
    .requiredOption('--points <number>', 'what it takes', wholeNumber)
    .requiredOption('--gives <discount>', 'what the coupon takes off: 5.00 or 10%')
    .option('--valid <days>', 'how long the coupon is valid', wholeNumber, 90)
    .action(async (name: string, { points, gives, valid }: { points: number; gives: string; valid: number }) => {
      const { prisma } = await cli.database()
      const settings = await readSettings(prisma)
      const reward = { name: name.trim(), points, validDays: valid, discount: discountFrom(gives, settings) }
      await saveReward(prisma, reward, { by: 'command', at: dateOf(cli.clock.now()) })
      const data = rewardData(reward, settings)
      cli.print(data, `${data.name}: ${data.gives} for ${points} points.`)
    })
  verb
    .command('remove-reward <name>')
    .description('offer a reward no more; coupons that were given stay valid')
    .action(async (name: string) => {
      if (!(await removeReward((await cli.database()).prisma, name)))
        throw new Refusal('unknown-reward', `There is no reward "${name}": "points rewards" shows them.`)
      cli.print({ removed: name }, `${name} is offered no more.`)
    })
}

function rewardData({ name, points, validDays, discount }: Reward, settings: Settings) {
  return { name, points, validDays, gives: discountText(discount, settings['firm.currency'], 'en') }
}

function discountFrom(written: string, settings: Settings): Reward['discount'] {
  const percent = /^(\d{1,3}(?:[.,]\d{1,2})?)\s*%$/.exec(written.trim())?.[1]
  const basisPoints = percent === undefined ? 0 : Math.round(Number(percent.replace(',', '.')) * 100)
  if (basisPoints > 0 && basisPoints <= 10_000) return { kind: 'percent', basisPoints }
  const amount = percent === undefined ? readAmount(written, settings['firm.currency']) : null
  if (amount !== null && amount > 0n) return { kind: 'amount', amount }
  throw new Refusal('bad-discount', `--gives takes 5.00 or 10%, not "${written}".`, { wrongUsage: true })
}

function dayFrom(written: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(Date.parse(written))
  if (isDay) return written
  throw new Refusal('bad-day', `--from takes a day such as 2026-01-31, not "${written}".`, { wrongUsage: true })
}

function fromJson(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
