import { z } from 'zod'
import { conditionSchema } from '#src/insights/condition.ts'
import type { Discount } from '#src/offers/discount.ts'

/**
 * What a campaign is: data that a person reads, changes and switches on. Every change is a new version, and a follow-up keeps
 * the version it was planned by (SEMANTICS G7). Days and hours are the client's own.
 */

/** Folder of templates/, or the name of a template of the owner's. */
export const LETTER_NAME = /^[a-z0-9-]+$/

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:00')
const day = z.iso.date()
const minorUnits = z.int().nonnegative()
const leapDay = z.enum(['feb-28', 'mar-1']).default('feb-28')

/** Calendar distance; negative is before. */
const shift = z
  .strictObject({ months: z.int().min(-24).max(24).default(0), days: z.int().min(-366).max(366).default(0) })
  .default({ months: 0, days: 0 })

/** What makes a campaign think of a client. */
export const Trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('birthday'), shift, leapDay }),
  z.strictObject({ kind: z.literal('first-purchase-anniversary'), shift, leapDay }),
  /** A date that the owner keeps for each client: every year, or once. */
  z.strictObject({
    kind: z.literal('date-field'),
    field: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
    yearly: z.boolean(),
    shift,
    leapDay
  }),
  /** Late against their own rhythm (K4), and not heard from in between. */
  z.strictObject({ kind: z.literal('late'), silentDays: z.int().min(0).max(365).default(30), shift }),
  /** Days after a purchase; `types` narrows it to product types, none means any. */
  z.strictObject({ kind: z.literal('after-purchase'), types: z.array(z.string().min(1)).default([]), shift }),
  /** A thread nobody answered. Steps to the team are for clients who wait for us, steps to the client for the reverse. */
  z.strictObject({ kind: z.literal('unanswered'), shift }),
  z.strictObject({ kind: z.literal('segment-entered'), segment: z.string().min(1), shift }),
  /** One mail on one day; null while the day is not chosen. */
  z.strictObject({ kind: z.literal('once'), on: day.nullable() })
])
export type Trigger = z.infer<typeof Trigger>

export const Step = z.strictObject({
  template: z.string().regex(LETTER_NAME),
  to: z.enum(['client', 'team']).default('client'),
  /** Counted from the trigger's own day of sending; the first step is usually 0. */
  after: shift,
  at: clockTime.default('09:00'),
  /** Facts without which the mail would make no sense: without one of them it is not sent (H10). */
  requires: z.array(z.enum(['name', 'company', 'years', 'language'])).default([])
})
export type Step = z.infer<typeof Step>

export const Offer = z.strictObject({
  discount: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('percent'), percent: z.number().gt(0).max(100) }),
    z.strictObject({ kind: z.literal('amount'), amount: minorUnits.min(1) })
  ]),
  /** Least amount of the purchase, in minor units of the firm's currency. */
  minimumSpend: minorUnits.default(0),
  codePrefix: z.string().regex(/^[A-Z]{2,10}$/),
  /** Valid to the end of the local day, counted from the actual sending (I2). */
  validDays: z.int().min(1).max(366),
  /** Last day on which it is valid for anyone; a follow-up never goes out after it. */
  endsOn: day.nullable().default(null)
})
export type Offer = z.infer<typeof Offer>

/** What an offer takes off, as coupons keep it. */
export function discountOf({ discount }: Offer): Discount {
  return discount.kind === 'percent'
    ? { kind: 'percent', basisPoints: Math.round(discount.percent * 100) }
    : { kind: 'amount', amount: BigInt(discount.amount) }
}

const Window = z.strictObject({
  opens: clockTime.default('08:00'),
  /** At or before `opens`: on the next day. */
  closes: clockTime.default('20:00'),
  /** ISO weekdays, 1 Monday to 7 Sunday. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5, 6, 7]),
  holidays: z.enum(['send', 'avoid']).default('send')
})

/** A saved segment by its name, or a condition of its own. */
export const Audience = z.union([
  z.strictObject({ kind: z.literal('segment'), name: z.string().min(1) }),
  conditionSchema
])
export type Audience = z.infer<typeof Audience>

export const Definition = z
  .strictObject({
    /** Service mail concerns a business under way: it needs no marketing consent and counts in no cap (H6). */
    purpose: z.enum(['marketing', 'service']),
    trigger: Trigger,
    /** Who is written to; null: every client. */
    audience: Audience.nullable().default(null),
    steps: z.array(Step).min(1).max(12),
    offer: Offer.nullable().default(null),
    window: Window,
    /** Marketing mails that a client may have had in the 7 and 30 days before, this one included, from any campaign (H6). */
    caps: z
      .strictObject({ in7Days: z.int().min(1).default(1), in30Days: z.int().min(1).default(3) })
      .default({ in7Days: 1, in30Days: 3 }),
    /** When two campaigns want the same client on the same day, the higher one writes (H6). */
    priority: z.int().min(0).max(100),
    /** Share of clients who are never written to, so that the effect can be measured (H11). */
    holdOut: z.number().min(0).max(0.5).default(0),
    /** batch: a person looks at each day's mails before they go. */
    approval: z.enum(['automatic', 'batch']).default('automatic'),
    /** Most that the offers may cost, in minor units; null: no limit. */
    budget: minorUnits.nullable().default(null),
    /** What the client does between two steps that ends the sequence (F6). Leaving and bouncing always do. */
    stopsOn: z.array(z.enum(['reply', 'purchase', 'meeting'])).default(['reply', 'purchase', 'meeting']),
    /** Also when somebody else of the same company answers or buys (H5). */
    stopsForCompany: z.boolean().default(false)
  })
  .superRefine((definition, context) => {
    for (const message of contradictions(definition)) context.addIssue({ code: 'custom', message })
  })
export type Definition = z.infer<typeof Definition>

/** A definition as it is written by hand or in code: what has a default may be left out. */
export type DefinitionInput = z.input<typeof Definition>

function contradictions(definition: { trigger: Trigger; steps: Step[]; offer: Offer | null }): string[] {
  const found: string[] = []
  const { trigger, steps } = definition
  const asksForYears = steps.some((step) => step.requires.includes('years'))
  const isYearly =
    trigger.kind === 'birthday' || trigger.kind === 'first-purchase-anniversary' || trigger.kind === 'date-field'
  if (asksForYears && !isYearly) found.push('only a yearly trigger knows a number of years')
  const toTeam = steps.some((step) => step.to === 'team')
  if (toTeam && trigger.kind !== 'unanswered') found.push('only the unanswered trigger writes to the team')
  if (!isInOrder(steps)) found.push('each step comes later than the one before')
  return found
}

function isInOrder(steps: Step[]): boolean {
  return (['client', 'team'] as const).every((to) => {
    const days = steps.filter((step) => step.to === to).map((step) => step.after.months * 31 + step.after.days)
    return days.every((value, index) => index === 0 || value > (days[index - 1] ?? 0))
  })
}
