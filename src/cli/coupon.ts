import type { Command } from 'commander'
import { campaignName } from '#src/campaigns/campaign-store.ts'
import { publicIds } from '#src/clients/public-id-store.ts'
import { shownCode } from '#src/offers/code.ts'
import type { Coupon } from '#src/offers/coupon-store.ts'
import { cancel, check, redeem, type OfferRules, type RedeemOutcome, type Till } from '#src/offers/redeem.ts'
import { discountText, limitSentence, refusalSentence } from '#src/offers/wording.ts'
import type { Database } from '#src/platform/database/database.ts'
import { decimalText, readAmount } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import type { Cli } from './context.ts'
import { usedCoupons, type UsedCoupon } from './coupon-file.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('coupon').description('Check, redeem and cancel coupons')
  verb
    .command('check <code>')
    .description('show what a code gives and whether it is valid')
    .action(async (code: string) => {
      const { database, settings } = await open(cli)
      const outcome = await check(database.prisma, code, till(cli))
      if (outcome.kind === 'refused') throw refused(outcome, settings)
      const data = await couponData(database, outcome.coupon)
      cli.print(
        { ...data, state: 'valid' },
        `${data.code} gives ${gift(outcome.coupon)}; valid before ${data.expiresAt}.`
      )
    })
  verb
    .command('redeem [code]')
    .description('use a coupon for an order; the same order again gives the same answer')
    .option('--order <id>', "the order's number")
    .option('--amount <amount>', 'price of the order before the discount, such as 45.00')
    .option('--cost <amount>', 'cost of the goods: the discount then leaves the least margin')
    .option('--csv <file>', 'redeem many: columns code, order, amount')
    .action(async (code: string | undefined, options: RedeemOptions) => {
      if (options.csv !== undefined) return redeemFile(options.csv, cli)
      const { database, settings } = await open(cli)
      const outcome = await redeemOne(database, settings, { code, ...options }, cli)
      if (outcome.kind !== 'redeemed') throw refused(outcome, settings)
      const client = await clientOf(database, outcome.coupon)
      const data = redemptionData(outcome, { client, settings })
      const limit = data.limit === null ? '' : ` ${data.limit.reason}`
      cli.print(
        data,
        `${data.discount} ${data.currency} off: ${data.total} ${data.currency} to pay for order ${data.order}.${limit}`
      )
    })
  verb
    .command('cancel <code>')
    .description('take the use of a coupon back, because the order was cancelled')
    .requiredOption('--order <id>', "the order's number")
    .action(async (code: string, { order }: { order: string }) => {
      const { database, settings } = await open(cli)
      if (!(await cancel(database.prisma, code, order, till(cli))))
        throw await notInUse(database, settings, { code, order }, cli)
      cli.print({ code: shownCode(code), order, cancelled: true }, `${code} is free again.`)
    })
}

interface RedeemOptions {
  order?: string
  amount?: string
  cost?: string
  csv?: string
}

async function open(cli: Cli): Promise<{ database: Database; settings: Settings }> {
  const database = await cli.database()
  return { database, settings: await readSettings(database.prisma) }
}

function till(cli: Cli): Till {
  return { channel: 'command', by: 'command', source: 'command', now: cli.clock.now() }
}

async function redeemOne(
  database: Database,
  settings: Settings,
  given: RedeemOptions & { code: string | undefined },
  cli: Cli,
  channel: Till['channel'] = 'command'
): Promise<RedeemOutcome> {
  const { code, order: orderId } = given
  if (!code || !orderId || given.amount === undefined)
    throw new Refusal('missing-argument', 'Give the code, --order ID and --amount 45.00.', { wrongUsage: true })
  const currency = settings['firm.currency']
  const amount = amountOf(given.amount, currency)
  const cost = given.cost === undefined ? {} : { cost: amountOf(given.cost, currency) }
  return database.prisma.$transaction((tx) =>
    redeem(tx, { code, orderId, amount, currency, ...cost }, rulesOf(settings), { ...till(cli), channel })
  )
}

function rulesOf(settings: Settings): OfferRules {
  return { stacking: settings['offers.stacking'], marginFloorPercent: settings['offers.marginFloorPercent'] }
}

function amountOf(written: string, currency: string): bigint {
  const amount = readAmount(written, currency)
  if (amount !== null && amount >= 0n) return amount
  throw new Refusal('bad-amount', `"${written}" is no amount in ${currency}: write it like 45.00.`, {
    wrongUsage: true
  })
}

function refused(outcome: RedeemOutcome, settings: Settings): Refusal {
  if (outcome.kind !== 'refused') throw new TypeError('only a refusal is refused')
  return new Refusal(outcome.refusal.code, refusalSentence(outcome.refusal, 'en', settings['firm.zone']))
}

/** Why a use cannot be taken back: the code is unknown, or it was used otherwise, or not at all. */
async function notInUse(
  { prisma }: Database,
  settings: Settings,
  { code, order }: { code: string; order: string },
  cli: Cli
): Promise<Refusal> {
  const outcome = await check(prisma, code, till(cli))
  if (outcome.kind === 'refused' && outcome.refusal.code !== 'expired') {
    const sentence = refused(outcome, settings).message
    if (outcome.refusal.code !== 'used') return new Refusal(outcome.refusal.code, sentence)
    return new Refusal('other-order', `${sentence} It cannot be taken back for order ${order}.`)
  }
  return new Refusal('not-redeemed', `${code} is not in use: there is nothing to take back for order ${order}.`)
}

/** What scripts call the client of a coupon. */
async function clientOf({ prisma }: Database, { clientId }: Coupon): Promise<string> {
  return (await publicIds(prisma, [clientId])).get(clientId) ?? clientId
}

async function couponData(database: Database, coupon: Coupon) {
  const { campaignId } = coupon
  return {
    code: shownCode(coupon.code),
    client: await clientOf(database, coupon),
    campaign: campaignId === null ? null : await campaignName(database.prisma, campaignId),
    discount: gift(coupon),
    minimumSpend: decimalText(coupon.minimumSpend, coupon.currency),
    currency: coupon.currency,
    issuedAt: coupon.issuedAt.toISOString(),
    expiresAt: coupon.expiresAt.toISOString()
  }
}

function gift(coupon: Coupon): string {
  return discountText(coupon.discount, coupon.currency, 'en')
}

function redemptionData(
  { coupon, redemption, repeated, isLimited }: Extract<RedeemOutcome, { kind: 'redeemed' }>,
  { client, settings }: { client: string; settings: Settings }
) {
  const { amount, discount, currency, orderId, at } = redemption
  return {
    code: shownCode(coupon.code),
    client,
    order: orderId,
    amount: decimalText(amount, currency),
    discount: decimalText(discount, currency),
    total: decimalText(amount - discount, currency),
    currency,
    redeemedAt: at.toISOString(),
    repeated,
    limit: isLimited ? { code: 'margin-floor', reason: limitSentence(rulesOf(settings), 'en') } : null
  }
}

/** Each line is redeemed or refused by itself: one bad line stops no other. */
async function redeemFile(path: string, cli: Cli): Promise<void> {
  const { database, settings } = await open(cli)
  const result = { read: 0, redeemed: 0, repeated: 0, refused: [] as { line: number; reason: string }[] }
  for await (const used of usedCoupons(path)) {
    result.read += 1
    const reason = await redeemLine(database, settings, used, cli).then(
      (outcome) => count(outcome, result, settings),
      (error: unknown) => (error instanceof Refusal ? error.message : Promise.reject(error))
    )
    if (reason !== null) result.refused.push({ line: used.line, reason })
  }
  const human = [`${result.redeemed} redeemed, ${result.repeated} known already, ${result.refused.length} refused.`]
  cli.print(result, [...human, ...result.refused.map(({ line, reason }) => `Line ${line}: ${reason}`)].join('\n'))
}

function redeemLine(
  database: Database,
  settings: Settings,
  { code, order, amount }: UsedCoupon,
  cli: Cli
): Promise<RedeemOutcome> {
  const lacking = Object.entries({ code, order, amount }).flatMap(([field, text]) => (text === '' ? [field] : []))
  if (lacking.length > 0)
    return Promise.reject(new Refusal('missing-cell', `The line has no ${lacking.join(' and no ')}.`))
  return redeemOne(database, settings, { code, order, amount }, cli, 'csv')
}

function count(
  outcome: RedeemOutcome,
  result: { redeemed: number; repeated: number },
  settings: Settings
): string | null {
  if (outcome.kind === 'refused') return refused(outcome, settings).message
  if (outcome.repeated) result.repeated += 1
  else result.redeemed += 1
  return null
}
