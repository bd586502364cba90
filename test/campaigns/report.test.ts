import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { activate, findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { claimDue } from '#src/campaigns/claim-store.ts'
import { markSending, markSent } from './steps.ts'
import { Definition } from '#src/campaigns/definition.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { ownMessageId } from '#src/delivery/message-id.ts'
import { countOutcomes, readTrials, type Trials } from '#src/campaigns/report-store.ts'
import { reportOn, type CampaignReport } from '#src/campaigns/report.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addMail, addPurchase, instant, tickAt } from './people.ts'

const database = await testDatabase()
const { prisma } = database
const now = instant('2026-05-12T09:00[Europe/Paris]')

beforeEach(async () => {
  await prisma.followUp.deleteMany()
  await prisma.campaign.deleteMany()
  await prisma.$executeRaw`TRUNCATE client, purchase, coupon, thread, message CASCADE`
  await prisma.mailbox.deleteMany()
  await prisma.mailbox.create({
    data: {
      address: 'contact@atelier.example',
      imapHost: 'localhost',
      imapPort: 143,
      imapTls: 'none',
      username: 'contact',
      secret: Buffer.from('x')
    }
  })
})

test('a campaign that was never on has brought nothing, and says that it has not enough data', async () => {
  expect(await report()).toMatchObject({
    sent: 0,
    skipped: { total: 0, byReason: {} },
    returns: { attributed: { responses: 0, revenue: 0n, net: 0n }, incremental: { kind: 'not-enough-data' } }
  })
})

test('counts what was sent, skipped and why, and what came of it; two answers to one mail are one outcome', async () => {
  await switchOn(0)
  const clients = await Promise.all([1, 2, 3].map(() => addClient(database, { birthday: { month: 5, day: 12 } })))
  await addClient(database, { birthday: { month: 5, day: 12 }, consent: null })
  await sendAll()
  await answerOf(clients[0] ?? '')
  await answerOf(clients[0] ?? '')
  await addPurchase(database, clients[1] ?? '', { on: '2026-05-20', amount: 4500n })
  await addPurchase(database, clients[2] ?? '', { on: '2026-06-20', amount: 9900n })
  await redeemCoupon(clients[1] ?? '', { amount: 5000n, discount: 500n })
  expect(await report()).toMatchObject({
    sent: 3,
    skipped: { total: 1, byReason: { 'no-consent': 1 } },
    answered: 1,
    redeemed: 1,
    revenue: 4500n,
    discount: 500n,
    cost: 6n,
    // One answered, one bought within fourteen days; the third bought too late.
    returns: { attributed: { responses: 2, revenue: 4500n, net: 4500n - 6n } }
  })
})

test('a coupon’s discount counts once, whether or not the till tells of the purchase', async () => {
  await switchOn(0)
  const [told = '', untold = '', whole = ''] = await Promise.all(
    [1, 2, 3].map(() => addClient(database, { birthday: { month: 5, day: 12 } }))
  )
  await sendAll()
  const sums = { amount: 5000n, discount: 500n }
  for (const client of [told, untold, whole]) await redeemCoupon(client, sums)
  await addPurchase(database, told, { on: '2026-05-20', amount: sums.amount })
  const ofTold = { externalId: `order of ${told}`, discount: sums.discount }
  await prisma.purchase.updateMany({ where: { clientId: told }, data: ofTold })
  await addPurchase(database, whole, { on: '2026-05-20', amount: 5000n })
  await prisma.purchase.updateMany({ where: { clientId: whole }, data: { externalId: `order of ${whole}` } })
  const { attributed } = (await report()).returns
  expect(attributed.revenue).toBe(3n * 4500n)
})

test('against the hold-out: those written to buy, those held out do not', async () => {
  await switchOn(0.5)
  const clients = await Promise.all(
    Array.from({ length: 120 }, () => addClient(database, { birthday: { month: 5, day: 12 } }))
  )
  await sendAll()
  const heldOut = await prisma.followUp.findMany({ where: { reason: 'hold-out' }, select: { clientId: true } })
  const isHeldOut = new Set(heldOut.map(({ clientId }) => clientId))
  for (const [index, client] of clients.entries())
    if (!isHeldOut.has(client))
      await addPurchase(database, client, { on: '2026-05-15', amount: index % 2 === 0 ? 4000n : 6000n })
  const { returns } = await report()
  if (returns.incremental.kind !== 'estimate') throw new Error('there is enough data')
  const { revenuePerClient, responseRate } = returns.incremental
  expect(responseRate.value).toBe(1)
  expect(revenuePerClient.low).toBeGreaterThan(4000)
  expect(revenuePerClient.high).toBeLessThan(6000)
})

test('a mail counts as come back once something proves the report of it', async () => {
  await switchOn(0)
  await addClient(database, { birthday: { month: 5, day: 12 } })
  await sendAll()
  const { id } = await prisma.campaign.findUniqueOrThrow({ where: { name: 'birthday' } })
  const bounce = { address: 'a@example.org', hard: true, reason: 'user-unknown', at: new Date(now.epochMilliseconds) }
  await prisma.addressBounce.create({ data: { ...bounce, isProven: false } })
  expect(await countOutcomes(prisma, id)).toMatchObject({ bounced: 0 })
  await prisma.addressBounce.updateMany({ data: { isProven: true } })
  expect(await countOutcomes(prisma, id)).toMatchObject({ bounced: 1 })
})

test('the groups that are counted are what one finds occurrence by occurrence', async () => {
  await switchOn(0.4)
  const clients: string[] = []
  for (let n = 0; n < 40; n++) clients.push(await addClient(database, { birthday: { month: 5, day: 12 } }))
  await sendAll()
  for (const [n, client] of clients.entries()) {
    const day = Temporal.PlainDate.from('2026-05-08').add({ days: n }).toString()
    if (n % 2 === 0) await addPurchase(database, client, { on: day, amount: BigInt(1000 + (n % 3) * 500) })
    if (n % 6 === 0) await addPurchase(database, client, { on: '2026-05-14', amount: -300n })
    const wasSent = await prisma.followUp.count({ where: { clientId: client, state: 'sent' } })
    if (n % 5 === 0 && wasSent > 0) await answerOf(client)
    if (n % 7 === 0) await redeemCoupon(client, { amount: 2000n, discount: 200n })
  }
  // Planned anew: a second event of the same kind tells of no second client.
  const [first] = await prisma.followUp.findMany({ where: { state: 'sent' } })
  await prisma.followUpEvent.create({ data: { followUpId: first?.id ?? '', at: new Date(), kind: 'planned' } })
  const { id } = await prisma.campaign.findUniqueOrThrow({ where: { name: 'birthday' } })
  const counted = await readTrials(prisma, id, { now: instant('2026-07-01T00:00[Europe/Paris]'), currency: 'EUR' })
  const found: string[] = []
  for (const client of clients) found.push(await trialOf(client))
  const told = counted.flatMap(({ many, ...trial }) => Array.from({ length: many }, () => sayTrial(trial)))
  expect(told.toSorted()).toEqual(found.toSorted())
  expect(new Set(found).size).toBeGreaterThan(5)
})

type OneTrial = Omit<Trials, 'many'>

function sayTrial({ group, wasSent, responded, revenue }: OneTrial): string {
  return `${group} ${wasSent} ${responded} ${revenue}`
}

/** What one client did in the fourteen days, read row by row. */
async function trialOf(clientId: string): Promise<string> {
  const row = await prisma.followUp.findFirstOrThrow({ where: { clientId } })
  const start = (row.sentAt ?? row.dueAt).toISOString().slice(0, 10)
  const end = Temporal.PlainDate.from(start).add({ days: 14 }).toString()
  const purchases = await prisma.purchase.findMany({ where: { clientId } })
  const inTime = purchases.filter(({ on }) => {
    const day = on.toISOString().slice(0, 10)
    return day >= start && day < end
  })
  const redemptions = await prisma.couponRedemption.findMany({ where: { coupon: { clientId } } })
  const untold = redemptions.filter(
    ({ at }) =>
      !purchases.some(
        ({ on }) => Math.abs(on.getTime() - new Date(at.toISOString().slice(0, 10)).getTime()) <= 86_400_000
      )
  )
  const answers = await prisma.interaction.count({ where: { clientId, direction: 'in' } })
  const bought = inTime.reduce((sum, { amount, discount }) => sum + amount - discount, 0n)
  const redeemed = untold.reduce((sum, { amount, discount }) => sum + amount - discount, 0n)
  return sayTrial({
    group: row.reason === 'hold-out' ? 'held-out' : 'meant',
    wasSent: row.state === 'sent',
    responded: answers > 0 || redemptions.length > 0 || inTime.some(({ amount }) => amount >= 0n),
    revenue: bought + redeemed
  })
}

async function switchOn(holdOut: number): Promise<void> {
  const definition = Definition.parse({ ...readyMade('birthday')?.definition, holdOut })
  await saveDefinition(prisma, 'birthday', { definition, by: 'owner', now })
  await activate(prisma, 'birthday', { now: instant('2026-01-01T00:00[Europe/Paris]'), by: 'owner' })
}

async function sendAll(): Promise<void> {
  await planTick(database, tickAt('2026-05-12T09:00[Europe/Paris]'))
  const ids = await claimDue(prisma, { holder: 'test', limit: 500, now })
  for (const id of ids) {
    await markSending(database.pool, id, { holder: 'test', now, address: 'a@example.org', language: 'fr' })
    await markSent(database.pool, id, { now, title: 'Bon anniversaire' })
  }
}

/** A mail of the client's in the thread that our Message-ID belongs to. */
async function answerOf(clientId: string): Promise<void> {
  const { id: followUpId } = await prisma.followUp.findFirstOrThrow({ where: { clientId } })
  const { threadId } = await addMail(database, clientId, { at: '2026-05-13T10:00[Europe/Paris]' })
  const reference = ownMessageId(followUpId, 'contact@atelier.example')
  await prisma.threadReference.upsert({ where: { reference }, create: { reference, threadId }, update: { threadId } })
}

async function redeemCoupon(
  clientId: string,
  { amount, discount }: { amount: bigint; discount: bigint }
): Promise<void> {
  const campaign = await prisma.campaign.findFirstOrThrow()
  const at = new Date('2026-05-20')
  await prisma.coupon.create({
    data: {
      code: `FETE${clientId.replaceAll('-', '').slice(-8).toUpperCase()}`,
      clientId,
      campaignId: campaign.id,
      occurrence: '2026',
      discountKind: 'percent',
      basisPoints: 1000,
      currency: 'EUR',
      issuedAt: at,
      expiresAt: new Date('2026-06-20'),
      issuedBy: 'test',
      redemptions: {
        create: {
          orderId: `order of ${clientId}`,
          amount,
          discount,
          currency: 'EUR',
          at,
          channel: 'counter',
          by: 'test'
        }
      }
    }
  })
}

async function report(): Promise<CampaignReport> {
  const campaign = await findCampaign(prisma, 'birthday')
  return reportOn(prisma, campaign, {
    now: instant('2026-07-01T00:00[Europe/Paris]'),
    currency: 'EUR',
    costPerMail: 2n
  })
}
