import { createRoute, z } from '@hono/zod-openapi'
import { currentClient } from '#src/clients/client-store.ts'
import { decimalText, readAmount } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { recordPurchases, type GivenPurchase, type Recorded } from '#src/purchases/store.ts'
import { audit } from '#src/team/audit-store.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once } from './once.ts'
import { purchasesPart, type PurchaseRow } from './listing-store.ts'
import { amountField, body, cursorField, cursorOf, json, needs, partSchema, PROBLEMS, type Api } from './operation.ts'

const name = z.string().trim().min(1).max(200)

const Line = z.strictObject({
  product: name.optional(),
  type: name.optional(),
  brand: name.optional(),
  quantity: z
    .string()
    .regex(/^-?\d{1,9}(\.\d{1,3})?$/)
    .optional()
    .openapi({ example: '2', description: 'Decimal text.' }),
  amount: amountField.optional(),
  discount: amountField.optional(),
  cost: amountField.optional()
})

const NewPurchase = z
  .strictObject({
    client: z.string().max(320).openapi({ description: 'Id of the client, or one of their addresses.' }),
    source: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .default('api')
      .openapi({ description: 'The system that the purchase comes from; external ids are unique within it.' }),
    externalId: name.openapi({ description: 'The order number: the same again changes the purchase and adds none.' }),
    on: z.iso.date().refine((day) => writtenDay(day) !== null, 'there is no such day'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .openapi({ description: "ISO 4217; the firm's unless told." }),
    amount: amountField.openapi({ description: 'Before the discount; negative for a refund.' }),
    discount: amountField.optional().openapi({ description: 'Taken off the amount, without a sign.' }),
    cost: amountField.optional().openapi({ description: 'Of the goods, without a sign.' }),
    paymentMeans: name.optional(),
    channel: name.optional(),
    refundOf: name.optional().openapi({ description: 'External id of the purchase that a refund gives back.' }),
    lines: z.array(Line).max(200).default([])
  })
  .openapi('NewPurchase')

const RecordedPurchase = z
  .object({
    client: z.string(),
    source: z.string(),
    externalId: z.string(),
    outcome: z.enum(['created', 'updated', 'unchanged'])
  })
  .openapi('RecordedPurchase')

const recording = createRoute({
  method: 'post',
  path: '/purchases',
  operationId: 'recordPurchase',
  summary: 'Record a purchase or a refund',
  tags: ['Purchases'],
  ...needs('purchases:write'),
  request: { headers: keyHeader, body: body(NewPurchase) },
  responses: { 200: json(RecordedPurchase, 'It is recorded, and on the timeline.'), ...PROBLEMS }
})

const LineRead = z.object({
  product: z.string().nullable(),
  type: z.string().nullable(),
  brand: z.string().nullable(),
  quantity: z.string().nullable(),
  amount: z.string().nullable(),
  discount: z.string(),
  cost: z.string().nullable()
})

const Purchase = z
  .object({
    id: z.string(),
    client: z.string(),
    source: z.string(),
    externalId: z.string(),
    on: z.iso.date(),
    currency: z.string(),
    amount: z.string(),
    discount: z.string(),
    cost: z.string().nullable(),
    paymentMeans: z.string().nullable(),
    channel: z.string().nullable(),
    refundOf: z.string().nullable(),
    lines: z.array(LineRead)
  })
  .openapi('Purchase')

const listing = createRoute({
  method: 'get',
  path: '/purchases',
  operationId: 'listPurchases',
  summary: 'Purchases and refunds, the latest day first, in parts of 100',
  tags: ['Purchases'],
  ...needs('purchases:read'),
  request: {
    query: z.strictObject({
      client: z.string().max(320).optional().openapi({ description: 'Id or address of a client.' }),
      source: z.string().max(40).optional(),
      externalId: z.string().max(200).optional(),
      cursor: cursorField
    })
  },
  responses: { 200: json(partSchema(Purchase, 'PurchasePart'), 'One part of the list.'), ...PROBLEMS }
})

export function addPurchases(api: Api, world: World): void {
  api.openapi(listing, async (asked) => {
    const { client, source, externalId, cursor } = asked.req.valid('query')
    const { rows, next } = await purchasesPart(world.db, {
      clientId: client === undefined ? null : await currentClient(world.db, client),
      source: source ?? null,
      externalId: externalId ?? null,
      after: cursorOf(cursor, 'day')
    })
    return asked.json({ items: rows.map(purchaseShown), next }, 200)
  })
  api.openapi(recording, async (asked) => {
    const given = asked.req.valid('json')
    const { currency } = await world.firm(world.db)
    const recorded = await once(asked, world, {
      schema: RecordedPurchase,
      async work(tx, doing) {
        const client = await currentClient(tx, given.client)
        const purchase = purchaseOf(given, client, given.currency ?? currency)
        const { source, externalId } = given
        const outcome = outcomeOf(await recordPurchases(tx, source, [purchase]))
        const after = { source, externalId, on: given.on, amount: given.amount, outcome }
        await audit(tx, { ...doing, action: 'purchase.record', subject: { kind: 'client', id: client }, after })
        return { client, source, externalId, outcome }
      }
    })
    return asked.json(recorded, 200)
  })
}

function purchaseShown({ clientId, on, lines, amount, discount, cost, ...row }: PurchaseRow) {
  const text = (minor: bigint) => decimalText(minor, row.currency)
  const given = (minor: string | null) => (minor === null ? null : text(BigInt(minor)))
  return {
    ...row,
    client: clientId,
    on: on.toISOString().slice(0, 10),
    amount: text(amount),
    discount: text(discount),
    cost: cost === null ? null : text(cost),
    lines: lines.map((line) => ({
      ...line,
      amount: given(line.amount),
      discount: text(BigInt(line.discount)),
      cost: given(line.cost)
    }))
  }
}

function purchaseOf(given: z.infer<typeof NewPurchase>, clientId: string, currency: string): GivenPurchase {
  const { externalId, on, paymentMeans, channel, refundOf } = given
  const read = (written: string) => amountOf(written, currency)
  const amount = read(given.amount)
  if (refundOf !== undefined && amount > 0n)
    throw new Refusal('refund-not-negative', 'What gives a purchase back has a negative amount, or none.')
  const discount = given.discount === undefined ? 0n : withSignOf(amount, read(given.discount))
  if (magnitude(discount) > magnitude(amount))
    throw new Refusal('discount-too-large', 'The discount is larger than the amount, which is the price before it.')
  return {
    clientId,
    externalId,
    on,
    currency,
    amount,
    discount,
    paymentMeans,
    channel,
    refundOf,
    cost: given.cost === undefined ? undefined : withSignOf(amount, read(given.cost)),
    lines: given.lines.map(({ product, type, brand, quantity, ...sums }) => ({
      product,
      type,
      brand,
      quantity,
      amount: sums.amount === undefined ? undefined : read(sums.amount),
      discount: sums.discount === undefined ? undefined : read(sums.discount),
      cost: sums.cost === undefined ? undefined : read(sums.cost)
    }))
  }
}

/** @throws Refusal `bad-amount` */
export function amountOf(written: string, currency: string): bigint {
  const amount = readAmount(written, currency)
  if (amount === null)
    throw new Refusal('bad-amount', `"${written}" is no amount in ${currency}: write it like 45.00.`, {
      wrongUsage: true
    })
  return amount
}

/** A refund gives discount and cost back. */
function withSignOf(amount: bigint, given: bigint): bigint {
  return amount < 0n ? -magnitude(given) : magnitude(given)
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}

function outcomeOf({ created, updated }: Recorded): z.infer<typeof RecordedPurchase>['outcome'] {
  if (created > 0) return 'created'
  return updated > 0 ? 'updated' : 'unchanged'
}
