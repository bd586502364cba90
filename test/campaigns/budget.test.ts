import { beforeEach, expect, test } from 'vitest'
import { activate, findCampaign, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { Definition } from '#src/campaigns/definition.ts'
import { listFollowUps } from '#src/campaigns/follow-up-store.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { previewCampaign } from '#src/campaigns/preview.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { seededRandom } from '#src/platform/random.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addPurchase, france, instant, tickAt } from './people.ts'

const database = await testDatabase()
const { prisma } = database
const random = seededRandom(3)

beforeEach(async () => {
  await prisma.$executeRaw`TRUNCATE client, purchase, campaign, coupon CASCADE`
})

type Discount = NonNullable<Definition['offer']>['discount']

/** The birthday with an offer and a limit of 25.00. */
async function switchOn(discount: Discount): Promise<string> {
  const { definition } = readyMade('birthday') ?? {}
  const offer = definition?.offer && { ...definition.offer, discount }
  const now = instant('2026-05-01T00:00[Europe/Paris]')
  const limited = Definition.parse({ ...definition, offer, budget: 2_500 })
  await saveDefinition(prisma, 'birthday', { definition: limited, by: 'owner', now })
  return (await activate(prisma, 'birthday', { now, by: 'owner' })).id
}

async function statesAfter(zoned: string): Promise<string[]> {
  await planTick(database, tickAt(zoned))
  const lines = await listFollowUps(prisma, { limit: 50 })
  return lines.map(({ state, reason }) => reason ?? state).sort()
}

async function addBirthdays(many: number, day: number): Promise<string[]> {
  const ids = Array.from({ length: many }, () => addClient(database, { birthday: { month: 5, day } }))
  return Promise.all(ids)
}

test('no more coupons are planned than the budget can pay, even if every one of them is used (O4)', async () => {
  await switchOn({ kind: 'amount', amount: 1_000 })
  await addBirthdays(4, 12)
  expect(await statesAfter('2026-05-12T09:00[Europe/Paris]')).toEqual(['budget', 'budget', 'planned', 'planned'])
})

test('a dry run says the same', async () => {
  await switchOn({ kind: 'amount', amount: 1_000 })
  await addBirthdays(4, 12)
  const campaign = await findCampaign(prisma, 'birthday')
  const day = instant('2026-05-12T00:00[Europe/Paris]').toZonedDateTimeISO('Europe/Paris').toPlainDate()
  const lines = await previewCampaign(prisma, campaign, {
    period: { from: day, to: day },
    now: instant('2026-05-11T00:00[Europe/Paris]'),
    firm: france,
    holidays: noHolidays
  })
  expect(lines.map(({ refusal }) => refusal?.code ?? 'sent').sort()).toEqual(['budget', 'budget', 'sent', 'sent'])
})

test('what is out and unused counts whole until it expires; what was used counts for what it took off', async () => {
  const campaignId = await switchOn({ kind: 'amount', amount: 1_000 })
  const [used, open] = [await addClient(database), await addClient(database)]
  const issued = { prefix: 'FETE', campaignId, occurrence: '2026', minimumSpend: 0n, currency: 'EUR', issuedBy: 'test' }
  const dates = { issuedAt: new Date('2026-05-02'), expiresAt: new Date('2026-05-20T00:00:00Z') }
  const discount = { kind: 'amount' as const, amount: 1_000n }
  const coupon = await issueCoupon(prisma, { ...issued, ...dates, clientId: used, discount }, random)
  await issueCoupon(prisma, { ...issued, ...dates, clientId: open, discount }, random)
  await prisma.couponRedemption.create({
    data: {
      couponId: coupon.id,
      orderId: 'F-1',
      amount: 400n,
      discount: 400n,
      currency: 'EUR',
      at: new Date('2026-05-03'),
      channel: 'counter',
      by: 'test'
    }
  })
  // 25.00 less 4.00 used and 10.00 out: one more.
  await addBirthdays(2, 12)
  expect(await statesAfter('2026-05-12T09:00[Europe/Paris]')).toEqual(['budget', 'planned'])
  // On 22 May the open one has expired, and the planned one was never promised: two more.
  await addBirthdays(2, 22)
  await prisma.followUp.updateMany({ where: { state: 'planned' }, data: { state: 'failed', reason: 'refused' } })
  expect(await statesAfter('2026-05-22T09:00[Europe/Paris]')).toEqual(['budget', 'planned', 'planned', 'refused'])
})

test('a percentage is reckoned with what is usually bought at a time', async () => {
  await switchOn({ kind: 'percent', percent: 10 })
  const [buyer = ''] = await addBirthdays(3, 12)
  // Two purchases of 120.00 on average: a coupon of 10 % may cost 12.00.
  await addPurchase(database, buyer, { on: '2026-03-01', amount: 10_000n })
  await addPurchase(database, buyer, { on: '2026-04-01', amount: 14_000n })
  expect(await statesAfter('2026-05-12T09:00[Europe/Paris]')).toEqual(['budget', 'planned', 'planned'])
})
