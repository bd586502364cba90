import { describe, expect, test } from 'vitest'
import { describeCondition } from '#src/insights/condition-words.ts'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { conditionSchema, type Condition } from '#src/insights/condition.ts'
import type { Prisma } from '#src/platform/database/generated/client.ts'
import { testDatabase } from '#test/setup/database.ts'

const TODAY = '2026-06-15'
const database = await testDatabase()
const db = database.prisma

const [atelier] = await db.company.createManyAndReturn({ data: [{ name: 'Atelier Brun' }] })
const anna = await db.client.create({
  data: {
    name: 'Anna',
    state: 'active',
    stateReason: 'import',
    language: 'fr',
    zone: 'Europe/Paris',
    birthdayMonth: 6,
    birthdayDay: 20,
    companyId: atelier?.id ?? null,
    fields: { city: 'Lyon', children: 2, interests: ['Voile', 'Ski'], since: '2019-03-01', vip: true },
    lastInboundAt: new Date('2026-06-01T10:00:00Z'),
    tags: { create: [{ tag: 'architecte', by: 'test' }] },
    consents: {
      create: [consent('given', '2025-01-01'), { ...consent('withdrawn', '2026-01-01'), purpose: 'profiling' }]
    },
    purchases: {
      create: [
        purchase('1', '2026-06-10', 12_000n, { channel: 'web' }, [
          { position: 1, product: 'Lampe', type: 'light', brand: 'Iris', amount: 12_000n, discount: 2_000n }
        ]),
        purchase('2', '2025-01-10', 5_000n, { channel: 'shop', paymentMeans: 'Cash' }, []),
        { ...purchase('3', '2026-06-12', -3_000n, {}, []), refundOf: '1' }
      ]
    },
    insight: {
      create: {
        computedOn: new Date(TODAY),
        methodVersion: 1,
        currency: 'EUR',
        purchaseCount: 2,
        purchaseDays: 2,
        firstOn: new Date('2025-01-10'),
        lastOn: new Date('2026-06-10'),
        paid: 12_000n,
        paidInYear: 7_000n,
        tier: 'A',
        rfmRecency: 5,
        rfmFrequency: 2,
        rfmMoney: 3,
        lateFrom: new Date('2026-06-15'),
        chanceAlive: 0.8,
        value: 9_000n
      }
    }
  }
})
await db.client.create({ data: { name: 'Blank', state: 'active', stateReason: 'import' } })

function consent(state: string, at: string) {
  return { purpose: 'marketing', state, basis: 'express', method: 'form', at: new Date(at), recordedBy: 'test' }
}

function purchase(
  externalId: string,
  on: string,
  amount: bigint,
  more: { channel?: string; paymentMeans?: string },
  lines: Omit<Prisma.PurchaseLineCreateManyInput, 'purchaseId'>[]
) {
  const discount = lines.reduce((sum, line) => sum + BigInt(line.discount ?? 0), 0n)
  return {
    on: new Date(on),
    currency: 'EUR',
    amount,
    discount,
    source: 'test',
    externalId,
    linesDigest: '',
    ...more,
    lines: { create: lines }
  }
}

async function matches(condition: unknown): Promise<string[]> {
  const parsed = conditionSchema.parse(condition)
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM client WHERE ${compileCondition(parsed, { today: TODAY })} ORDER BY name`
  return rows.map((row) => row.name)
}

/** Each holds for Anna and not for a client of whom nothing is known. */
const OF_ANNA: Condition[] = [
  { kind: 'tag', is: ['architecte'] },
  { kind: 'language', is: ['fr'] },
  { kind: 'zone', is: ['Europe/Paris'] },
  { kind: 'company' },
  { kind: 'company', is: ['ATELIER brun'] },
  { kind: 'city', is: ['lyon', 'Nice'] },
  { kind: 'birthday-month', is: [6] },
  { kind: 'field', key: 'children', atLeast: 2, atMost: 2 },
  { kind: 'field', key: 'interests', is: ['ski'] },
  { kind: 'field', key: 'since', atMost: '2019-03-01' },
  { kind: 'field', key: 'vip', is: [true] },
  { kind: 'field', key: 'vip' },
  { kind: 'consent', purpose: 'marketing', is: 'given' },
  { kind: 'consent', purpose: 'profiling', is: 'withdrawn' },
  { kind: 'bought', atLeast: 2, atMost: 2 },
  { kind: 'bought', atLeast: 1, atMost: 1, brands: ['iris'], types: ['light'], products: ['lampe'] },
  { kind: 'bought', atLeast: 1, channels: ['Web'], period: { withinDays: 30 } },
  { kind: 'bought', atLeast: 1, paymentMeans: ['cash'], period: { to: '2025-12-31' } },
  { kind: 'spent', currency: 'EUR', atLeast: 12_000, atMost: 12_000 },
  { kind: 'spent', currency: 'EUR', brands: ['Iris'], atLeast: 10_000, atMost: 10_000 },
  { kind: 'first-purchase', period: { olderThanDays: 365 } },
  { kind: 'last-purchase', period: { from: '2026-06-10', to: '2026-06-10' } },
  { kind: 'tier', is: ['A', 'B'] },
  { kind: 'rfm', recency: [4, 5], money: [3] },
  { kind: 'late' },
  { kind: 'chance-alive', atLeast: 0.8 },
  { kind: 'value', currency: 'EUR', atLeast: 9_000 },
  { kind: 'last-mail', direction: 'in', period: { withinDays: 14 } }
]

describe('a condition as SQL', () => {
  test.each(OF_ANNA.map((condition) => [JSON.stringify(condition), condition]))(
    '%s picks the one client it is true of, and its denial the other',
    async (_, condition) => {
      expect(await matches(condition)).toEqual(['Anna'])
      expect(await matches({ kind: 'not', of: condition })).toEqual(['Blank'])
    }
  )

  test('facts that hold of nobody here pick nobody', async () => {
    const nobody: Condition[] = [
      { kind: 'tag', is: ["'; DROP TABLE client; --"] },
      { kind: 'bought', atLeast: 3 },
      { kind: 'spent', currency: 'CAD', atLeast: 1 },
      { kind: 'field', key: 'city', atLeast: 3 },
      { kind: 'rfm', frequency: [5] },
      { kind: 'value', currency: 'CAD', atLeast: 0 },
      { kind: 'state', is: ['ignored'] },
      { kind: 'any', of: [{ kind: 'late' }, { kind: 'tier', is: ['C'] }].slice(1) as Condition[] }
    ]
    const found = await Promise.all(nobody.map(matches))
    expect(found).toEqual(nobody.map(() => []))
  })

  test('groups nest, and an empty group is everyone', async () => {
    expect(await matches({ kind: 'all', of: [] })).toEqual(['Anna', 'Blank'])
    const either = { kind: 'any', of: [{ kind: 'late' }, { kind: 'language', is: [null] }] }
    expect(await matches(either)).toEqual(['Anna', 'Blank'])
    expect(await matches({ kind: 'all', of: [either, { kind: 'company' }] })).toEqual(['Anna'])
  })

  test('one client is asked about by adding their id', async () => {
    const late = compileCondition({ kind: 'late' }, { today: '2026-06-14' })
    const rows = await db.$queryRaw`SELECT id FROM client WHERE id = ${anna.id}::uuid AND ${late}`
    expect(rows).toEqual([])
  })
})

describe('a condition from outside', () => {
  test.each([
    { kind: 'nonsense' },
    { kind: 'tag', is: [] },
    { kind: 'late', extra: 1 },
    { kind: 'bought' },
    { kind: 'field', key: "x' OR 1=1" },
    { kind: 'birthday-month', is: [13] },
    { kind: 'last-purchase', period: {} },
    nestedNots(9)
  ])('%j is refused', (condition) => {
    expect(conditionSchema.safeParse(condition).success).toBe(false)
  })
})

function nestedNots(depth: number): unknown {
  return depth === 0 ? { kind: 'late' } : { kind: 'not', of: nestedNots(depth - 1) }
}

describe('a condition in words', () => {
  test.each(OF_ANNA.map((condition) => [condition.kind, condition]))('%s reads in both languages', (_, condition) => {
    for (const language of ['fr', 'en'] as const) {
      const yes = describeCondition(condition, language)
      const no = describeCondition({ kind: 'not', of: condition }, language)
      expect(yes).not.toBe(no)
      expect(`${yes} ${no}`).not.toMatch(/undefined|null|NaN|\[object/)
    }
  })

  test('denial is carried to the facts, and groups keep their brackets', () => {
    const condition: Condition = {
      kind: 'all',
      of: [
        { kind: 'tag', is: ['vip', 'pro'] },
        { kind: 'not', of: { kind: 'any', of: [{ kind: 'late' }, { kind: 'spent', currency: 'EUR', atMost: 5_000 }] } }
      ]
    }
    expect(describeCondition(condition, 'en')).toBe(
      'have the tag “vip” or “pro” and (are not late against their own rhythm and have not spent at most €50.00)'
    )
    expect(describeCondition(condition, 'fr').replace(/\s/g, ' ')).toBe(
      'portent l’étiquette « vip » ou « pro » et (ne sont pas en retard sur leur propre rythme et n’ont pas dépensé au plus 50,00 €)'
    )
  })
})
