import { z } from 'zod'
import { count } from '#src/platform/i18n.ts'

const points = z.number().int().min(1).max(1_000_000)

/**
 * How points are earned, as data that is checked before it is stored. Points of a purchase are rounded down: nobody is
 * promised a point for less than its price.
 */
export const ruleSchema = z.discriminatedUnion('kind', [
  /** For what is paid: so many points for each `per` units of the firm's currency, on all purchases or on kinds of product. */
  z.strictObject({
    kind: z.literal('spend'),
    points,
    per: z.number().min(0.01).max(1_000_000),
    types: z.array(z.string().trim().min(1).max(200)).min(1).max(100).optional()
  }),
  /** Each year on the birthday, for who has bought before. */
  z.strictObject({ kind: z.literal('birthday'), points }),
  /** Once, for the first purchase. */
  z.strictObject({ kind: z.literal('welcome'), points })
])
export type RuleDefinition = z.output<typeof ruleSchema>

export interface PointsRule {
  id: string
  definition: RuleDefinition
  /** Days, `YYYY-MM-DD`, both included; null: still in force. */
  validFrom: string
  validUntil: string | null
}

/** What a rule gives, in a phrase. */
export function ruleWords(definition: RuleDefinition, currency: string): { fr: string; en: string } {
  const FORMS = { one: 'point', other: 'points' }
  const points = { fr: count('fr', definition.points, FORMS), en: count('en', definition.points, FORMS) }
  switch (definition.kind) {
    case 'spend': {
      const types = definition.types?.join(', ')
      return {
        fr: `${points.fr} par ${definition.per} ${currency}${types ? ` de ${types}` : ' d’achat'}`,
        en: `${points.en} for each ${definition.per} ${currency} ${types ? `of ${types}` : 'paid'}`
      }
    }
    case 'birthday':
      return { fr: `${points.fr} à l’anniversaire`, en: `${points.en} on the birthday` }
    case 'welcome':
      return { fr: `${points.fr} au premier achat`, en: `${points.en} for the first purchase` }
  }
}
