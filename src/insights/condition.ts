import { z } from 'zod'

/**
 * The one language in which an audience is told: saved segments, campaign audiences and report filters are all conditions.
 * A condition is plain JSON. `condition-sql.ts` turns it into SQL, `condition-words.ts` into a French or English sentence.
 */
export type Condition =
  | { kind: 'all'; of: Condition[] }
  | { kind: 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition }
  | Fact

/** One thing that holds of a client or does not. */
export type Fact = z.infer<typeof fact>

/** A stretch of days: counted back from today, or between calendar days (both included). */
export type Period = z.infer<typeof period>

/** Groups may stand in groups to this depth. */
const DEPTH_MAX = 8
const PARTS_MAX = 100

const words = z.array(z.string().trim().min(1).max(200)).min(1).max(200)
const day = z.iso.date()
const days = z.number().int().min(0).max(36_500)
const minor = z.number().int().safe()
const currency = z.string().regex(/^[A-Z]{3}$/, 'a currency code such as EUR')

const period = z.union([
  z.strictObject({ withinDays: days }),
  z.strictObject({ olderThanDays: days }),
  z
    .strictObject({ from: day.optional(), to: day.optional() })
    .refine((range) => range.from !== undefined || range.to !== undefined, 'give the first day, the last day or both')
])

/** Which purchases are meant: each property narrows. */
const purchaseFilter = {
  period: period.optional(),
  products: words.optional(),
  types: words.optional(),
  brands: words.optional(),
  channels: words.optional(),
  paymentMeans: words.optional()
}

function bounded(number: z.ZodNumber) {
  return { atLeast: number.optional(), atMost: number.optional() }
}

function hasBound(fact: { atLeast?: number | undefined; atMost?: number | undefined }): boolean {
  return fact.atLeast !== undefined || fact.atMost !== undefined
}
const NEEDS_BOUND = 'give atLeast, atMost or both'

const group = z.number().int().min(1).max(5)

const fact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tag'), is: words }),
  /** `fr` or `en`; a client without one speaks the firm's, and answers to `null`. */
  z.strictObject({ kind: z.literal('language'), is: z.array(z.enum(['fr', 'en']).nullable()).min(1) }),
  z.strictObject({ kind: z.literal('zone'), is: words }),
  z.strictObject({ kind: z.literal('state'), is: z.array(z.enum(['suggested', 'active', 'ignored'])).min(1) }),
  /** By name; without `is`: belongs to any company. */
  z.strictObject({ kind: z.literal('company'), is: words.optional() }),
  z.strictObject({ kind: z.literal('city'), is: words }),
  z.strictObject({ kind: z.literal('birthday-month'), is: z.array(z.number().int().min(1).max(12)).min(1) }),
  /**
   * A field of the client or their company (clients/fields). Texts, and the keys of choices, compare without case; numbers,
   * money (in minor units) and dates by `atLeast` and `atMost`. Without any: the field is filled in.
   */
  z.strictObject({
    kind: z.literal('field'),
    key: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
    is: z
      .array(z.union([z.string().max(500), z.number(), z.boolean()]))
      .min(1)
      .optional(),
    atLeast: z.union([z.number(), day]).optional(),
    atMost: z.union([z.number(), day]).optional()
  }),
  /** What the last entry of the consent ledger says for a purpose; `unknown`: there is none. */
  z.strictObject({
    kind: z.literal('consent'),
    purpose: z.string().min(1).max(60),
    is: z.enum(['given', 'withdrawn', 'unknown'])
  }),
  /** Number of purchases, refunds not counted. */
  z
    .strictObject({ kind: z.literal('bought'), ...bounded(z.number().int().min(0)), ...purchaseFilter })
    .refine(hasBound, NEEDS_BOUND),
  /** Paid in all, refunds taken off, in minor units of `currency`. */
  z
    .strictObject({
      kind: z.literal('spent'),
      currency,
      ...bounded(minor),
      ...purchaseFilter
    })
    .refine(hasBound, NEEDS_BOUND),
  z.strictObject({ kind: z.literal('first-purchase'), period }),
  z.strictObject({ kind: z.literal('last-purchase'), period }),
  z.strictObject({ kind: z.literal('tier'), is: z.array(z.enum(['A', 'B', 'C'])).min(1) }),
  z.strictObject({
    kind: z.literal('rfm'),
    recency: z.array(group).min(1).optional(),
    frequency: z.array(group).min(1).optional(),
    money: z.array(group).min(1).optional()
  }),
  /** Late against their own rhythm (SEMANTICS K4). */
  z.strictObject({ kind: z.literal('late') }),
  z
    .strictObject({ kind: z.literal('chance-alive'), ...bounded(z.number().min(0).max(1)) })
    .refine(hasBound, NEEDS_BOUND),
  /** Forecast value, in minor units of `currency`. */
  z.strictObject({ kind: z.literal('value'), currency, ...bounded(minor) }).refine(hasBound, NEEDS_BOUND),
  /** The last mail of theirs (in) or of ours (out). Who never wrote matches no period. */
  z.strictObject({ kind: z.literal('last-mail'), direction: z.enum(['in', 'out']), period })
])

const nested: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ kind: z.literal('all'), of: z.array(nested) }),
    z.strictObject({ kind: z.literal('any'), of: z.array(nested).min(1) }),
    z.strictObject({ kind: z.literal('not'), of: nested }),
    fact
  ])
)

/**
 * Parses a condition from JSON: `conditionSchema.parse(value)`. `{ kind: 'all', of: [] }` is everyone.
 * Depth and size are bounded before anything is parsed, since a condition may come from outside.
 */
export const conditionSchema = z
  .unknown()
  .refine((value) => size(value, 0) <= PARTS_MAX, `at most ${PARTS_MAX} parts, ${DEPTH_MAX} deep`)
  .pipe(nested)

/** Everyone. */
export const EVERYONE: Condition = { kind: 'all', of: [] }

/** The number of groups and facts; infinite where groups nest too deep. */
function size(value: unknown, depth: number): number {
  if (depth > DEPTH_MAX) return Infinity
  const isGroup = typeof value === 'object' && value !== null && 'of' in value
  if (!isGroup) return 1
  const parts = Array.isArray(value.of) ? value.of : [value.of]
  return parts.reduce<number>((sum, part) => sum + size(part, depth + 1), 1)
}
