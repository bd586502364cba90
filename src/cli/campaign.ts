import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { z } from 'zod'
import {
  activate,
  findCampaign,
  listCampaigns,
  pause,
  refuseDayOf,
  saveDefinition,
  type Activity,
  type Campaign
} from '#src/campaigns/campaign-store.ts'
import { Definition } from '#src/campaigns/definition.ts'
import { planTick, type CampaignTick } from '#src/campaigns/plan.ts'
import { previewCampaign, type PreviewLine } from '#src/campaigns/preview.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { reportOn } from '#src/campaigns/report.ts'
import { unknownNames } from '#src/campaigns/set-up/unknown-names.ts'
import { whatItDoes } from '#src/campaigns/what-it-does.ts'
import { publicIds } from '#src/clients/public-id-store.ts'
import { errorText } from '#src/platform/error.ts'
import { minorOf } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { mailsNote, mailsOption, writeMails } from './campaign-mails.ts'
import { lineOf, periodOf, PREVIEW_DAYS, previewTable, standIn } from './campaign-preview.ts'
import { reportData, reportText } from './campaign-report.ts'
import { dayOf, instantOf, nowOption, openWorld, planningClock, type World } from './campaign-world.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

const BY = 'command line'

export function register(program: Command, cli: Cli): void {
  const verb = program
    .command('campaign')
    .description('Look at campaigns, switch them on and off, see what they brought')
  registerList(verb, cli)
  registerDefine(verb, cli)
  registerPreview(verb, cli)
  registerSwitches(verb, cli)
  registerReport(verb, cli)
  registerPlan(verb, cli)
}

function registerList(verb: Command, cli: Cli): void {
  verb
    .command('list')
    .description('every campaign: what it does, and whether it is on')
    .action(async () => {
      const { prisma } = await cli.database()
      const { 'firm.currency': currency } = await readSettings(prisma)
      const campaigns = (await listCampaigns(prisma)).map((campaign) => summaryOf(campaign, currency))
      const rows = campaigns.map(({ name, state, what }) => [name, state, what.en])
      cli.print(campaigns, () => table(['campaign', 'state', 'what it does'], rows, 'There are none.'))
    })
  verb
    .command('show <name>')
    .description('one campaign with its whole definition')
    .action(async (name: string) => {
      const { prisma } = await cli.database()
      const campaign = await findCampaign(prisma, name)
      const { 'firm.currency': currency } = await readSettings(prisma)
      const shown = { ...summaryOf(campaign, currency), definition: campaign.definition }
      cli.print(
        shown,
        () => `${name} is ${stateOf(campaign.activity)}.\n${JSON.stringify(campaign.definition, null, 2)}`
      )
    })
}

function registerDefine(verb: Command, cli: Cli): void {
  verb
    .command('define <name> <file>')
    .description(
      'change what a campaign says, or make one of your own, from a JSON file; `show` prints one to start from'
    )
    .addOption(nowOption())
    .action(async (name: string, file: string, options: { now?: string }) => {
      const world = await openWorld(cli)
      const now = await planningClock(cli, options.now, world)
      const definition = await readDefinition(file)
      const faults = Object.values(await unknownNames(world.prisma, definition, null)).map(({ en }) => en)
      if (faults.length > 0) throw new Refusal('unknown-name', `${file} cannot be used: ${faults.join(' ')}`)
      const saved = await saveDefinition(world.prisma, name, { definition, by: BY, now })
      const { 'firm.currency': currency } = await readSettings(world.prisma)
      cli.print(summaryOf(saved, currency), `${name} is now at version ${saved.version.number}.`)
    })
}

function registerPreview(verb: Command, cli: Cli): void {
  verb
    .command('preview <name>')
    .description('what it would send in a period, and to whom it would not; nothing is sent or stored')
    .option('--from <day>', 'first day of sending, such as 2026-05-01; today unless told')
    .option('--to <day>', `last day of sending; ${PREVIEW_DAYS} days later unless told`)
    .option('--out <folder>', 'where the mails are written to look at; preview/<name> in the data folder unless told')
    .addOption(mailsOption())
    .addOption(nowOption())
    .action(async (name: string, options: PreviewOptions) => {
      const world = await openWorld(cli)
      const period = periodOf(options, instantOf(options.now, world.firm) ?? cli.clock.now(), world.firm)
      const now = instantOf(options.now, world.firm) ?? standIn(cli.clock.now(), period, world.firm)
      const campaign = await findCampaign(world.prisma, name)
      const lines = await previewCampaign(world.prisma, campaign, { period, now, ...world })
      const ids = await idsOf(world, lines)
      cli.print(
        lines.map((line) => lineOf(line, ids)),
        () => previewTable(lines, period)
      )
      const writing = { folder: options.out ?? null, limit: options.mails }
      const rendering = { ...world, now, publicUrl: cli.config().publicUrl }
      const written = await writeMails(cli, world.prisma, { campaign, lines, rendering, writing })
      // Apart from the data, which scripts read from stdout.
      process.stderr.write(`${mailsNote(written)}\n`)
    })
}

function idsOf({ prisma }: World, lines: readonly PreviewLine[]): Promise<Map<string, string>> {
  return publicIds(
    prisma,
    lines.map(({ clientId }) => clientId)
  )
}

interface PreviewOptions {
  from?: string
  to?: string
  out?: string
  mails: number
  now?: string
}

/** Canada asks for a postal address by law, and everywhere it shows who writes (SEMANTICS J2). */
function addressNote({ definition }: Campaign, { settings }: World): string {
  if (definition.purpose !== 'marketing' || settings['firm.postalAddress'] !== '') return ''
  return 'Their foot has no postal address, which the law wants: `maillon settings set firm.postalAddress "12 rue …"`.\n'
}

function registerSwitches(verb: Command, cli: Cli): void {
  verb
    .command('activate <name>')
    .description('show the dry run, ask, and switch it on')
    .option('--yes', 'switch it on without asking')
    .option('--on <day>', 'for a mailing: the day it goes out')
    .addOption(mailsOption())
    .addOption(nowOption())
    .action(async (name: string, options: { yes?: boolean; on?: string; mails: number; now?: string }) => {
      const world = await openWorld(cli)
      const now = await planningClock(cli, options.now, world)
      const found = await findCampaign(world.prisma, name)
      const campaign = options.on === undefined ? found : onDay(found, options.on)
      refuseDayOf(campaign, now)
      const period = periodOf({}, now, world.firm)
      const lines = await previewCampaign(world.prisma, campaign, { period, now, activeSince: now, ...world })
      const rendering = { ...world, now, publicUrl: cli.config().publicUrl }
      const writing = { folder: null, limit: options.mails }
      const mails = await writeMails(cli, world.prisma, { campaign, lines, rendering, writing })
      if (!cli.json)
        process.stdout.write(`${previewTable(lines, period)}\n${mailsNote(mails)}\n${addressNote(campaign, world)}`)
      if (!options.yes) await confirm(`Switch ${name} on?`)
      const ids = await idsOf(world, lines)
      if (campaign !== found) await saveDefinition(world.prisma, name, { definition: campaign.definition, by: BY, now })
      const { activity } = await activate(world.prisma, name, { now, by: BY })
      const state = stateOf(activity)
      cli.print(
        { name, state, preview: lines.map((line) => lineOf(line, ids)), mails },
        `${name} is ${state}. Nothing due before now will be sent.`
      )
    })
  verb
    .command('pause <name>')
    .description('switch it off; what falls due meanwhile will not be sent')
    .addOption(nowOption())
    .action(async (name: string, options: { now?: string }) => {
      const world = await openWorld(cli)
      const now = await planningClock(cli, options.now, world)
      const { activity } = await pause(world.prisma, name, { now, by: BY })
      cli.print({ name, state: stateOf(activity) }, `${name} is ${stateOf(activity)}.`)
    })
}

function registerReport(verb: Command, cli: Cli): void {
  verb
    .command('report <name>')
    .description('what it sent and what it brought')
    .addOption(nowOption())
    .action(async (name: string, options: { now?: string }) => {
      const { prisma, firm, settings } = await openWorld(cli)
      const now = instantOf(options.now, firm) ?? cli.clock.now()
      const campaign = await findCampaign(prisma, name)
      const costPerMail = minorOf(settings['costs.followUp'], firm.currency)
      const report = await reportOn(prisma, campaign, { now, currency: firm.currency, costPerMail })
      cli.print(reportData(report), () => reportText(report))
    })
}

function registerPlan(verb: Command, cli: Cli): void {
  verb
    .command('plan')
    .description('plan once, now: what `maillon start` does every minute')
    .addOption(nowOption())
    .action(async (options: { now?: string }) => {
      const world = await openWorld(cli)
      const now = await planningClock(cli, options.now, world)
      const done = await planTick(await cli.database(), { ...world, now })
      if (done === null) throw new Refusal('planning-elsewhere', 'Another process is planning: try again in a moment.')
      cli.print(done, () => table(['campaign', 'done'], done.map(tickRow), 'No campaign is on.'))
    })
}

function summaryOf(campaign: Campaign, currency: string) {
  const { name, title, version, definition, activity } = campaign
  const shipped = readyMade(name)
  return {
    name,
    title: title ?? shipped?.title ?? name,
    state: stateOf(activity),
    since: activity.kind === 'never-on' ? null : activity.since.toString(),
    version: version?.number ?? null,
    readyMade: shipped !== undefined,
    what: {
      fr: whatItDoes(campaign, { language: 'fr', currency }),
      en: whatItDoes(campaign, { language: 'en', currency })
    },
    forWhom: shipped?.forWhom ?? null,
    whyItPays: shipped?.whyItPays ?? null,
    trigger: definition.trigger,
    steps: definition.steps.length,
    priority: definition.priority
  }
}

function stateOf(activity: Activity): 'on' | 'paused' | 'off' {
  return activity.kind === 'never-on' ? 'off' : activity.kind
}

function tickRow(tick: CampaignTick): string[] {
  if (tick.kind === 'refused') return [tick.campaign, tick.reason]
  const { planned, skipped, moved, givenUp } = tick
  return [tick.campaign, `${planned} planned, ${skipped} skipped, ${moved} moved, ${givenUp} given up`]
}

/** A mailing as it would go out on that day. Nothing is stored before a person has seen it. */
function onDay(campaign: Campaign, on: string): Campaign {
  const { name, definition } = campaign
  const { trigger } = definition
  if (trigger.kind !== 'once')
    throw new Refusal('no-mailing', `--on is for mailings that go out once; "${name}" goes by each client's own dates.`)
  const day = dayOf(on, '--on').toString()
  return { ...campaign, definition: Definition.parse({ ...definition, trigger: { ...trigger, on: day } }) }
}

async function readDefinition(file: string): Promise<Definition> {
  const parsed = Definition.safeParse(await readJson(file))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'} ${faultIn(issue)}`)
  throw new Refusal(
    'bad-definition',
    `${file} is no campaign: ${faults.join('; ')}. "maillon campaign show birthday --json" shows one that is.`
  )
}

type Issue = z.core.$ZodIssue

/** What is wrong at one place of a definition, as the end of a sentence. */
function faultIn(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be there, as ${issue.expected}`
    case 'too_small':
      return `must ${sizeOf(issue)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      return `must ${sizeOf(issue)} at most ${issue.maximum}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'unrecognized_keys':
      return `has what no campaign has: ${issue.keys.join(', ')}`
    case 'invalid_union':
      return 'is of no known kind'
    default:
      return `is not written as it must be (${issue.message})`
  }
}

function sizeOf({ origin }: { origin: string }): string {
  return origin === 'array' ? 'hold' : origin === 'string' ? 'have letters,' : 'be'
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new Refusal('bad-file', `${file} cannot be read as JSON: ${errorText(cause)}.`, { cause })
  }
}

async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new Refusal('not-confirmed', 'Nobody is here to ask: add --yes to switch it on.')
  const { confirm: ask } = await import('@inquirer/prompts')
  const isSure = await ask({ message: question, default: false })
  if (!isSure) throw new Refusal('not-confirmed', 'Nothing was changed.')
}
