import type { Definition } from '#src/campaigns/definition.ts'
import { decimalText } from '#src/platform/money.ts'
import { writtenNumber } from '#src/platform/written-number.ts'
import type { Writing } from './reader.ts'

/**
 * What the owner chooses about a campaign, as the blanks of sentences: "Send it [7] days [before] at [09:00], on [Mon, Tue]".
 * Everything is text, as a form sends it.
 */
export const CHOICE_FIELDS = [
  /** The owner's own title. */
  'title',
  /** For a campaign of one's own, when it is made: a kind of trigger. */
  'trigger',
  /** For `date-field`: the key of the field, and `yes` or `no`. */
  'dateField',
  'yearly',
  /** For `late`: no word from them for so many days. */
  'silentDays',
  /** For `after-purchase`: product types, one each, or one text parted by commas; empty is any. */
  'types',
  /** For `segment-entered`: the segment that is watched. */
  'entered',
  /** `everyone`, `segment` or `condition`; and the name of the segment, or the condition as JSON. */
  'who',
  'segment',
  'condition',
  /** For `once`: the day, such as 2026-12-05; empty while it is not chosen. */
  'on',
  /** Days from the occasion to the first letter, and `before` or `after` it; `on` is the day itself. */
  'days',
  'side',
  /** Hour of each letter, such as 09:00: one for all, or one for each. */
  'at',
  /** The letters in their order, and for each the days after the occasion's sending day; an empty name drops the letter. */
  'letters',
  'letterDays',
  /** Between these hours of the client's clock. */
  'opens',
  'closes',
  /** ISO weekdays, `1` to `7`; and `send` or `avoid`. */
  'weekdays',
  'holidays',
  /** `none`, `percent` or `amount`, with its number. */
  'offer',
  'percent',
  'amount',
  /** Least purchase; empty is none. */
  'minimum',
  'validDays',
  /** Last day on which the offer is valid for anyone; empty is none. */
  'endsOn',
  /** First letters of the codes. */
  'prefix',
  /** Marketing mails a client may get in 7 and in 30 days, this one included. */
  'perWeek',
  'perMonth',
  /** Share never written to, in percent. */
  'holdOut',
  /** `automatic` or `batch`. */
  'approval',
  /** Most that the offers may cost; empty is no limit. */
  'budget',
  /** What ends the sequence: `reply`, `purchase`, `meeting`. */
  'stopsOn',
  /** 0 to 100: who writes when two campaigns want one day. */
  'priority'
] as const
export type ChoiceField = (typeof CHOICE_FIELDS)[number]

/** A field that is not there stays as it is; an empty one is "none" where that makes sense, else it is wrong. */
export type Choices = { readonly [Field in ChoiceField]?: string | readonly string[] }

/** The blanks as a definition fills them: what a form shows. */
export function choicesOf(definition: Definition, writing: Writing): Choices {
  return {
    ...whoOf(definition),
    ...whenOf(definition),
    ...offerOf(definition, writing),
    perWeek: String(definition.caps.in7Days),
    perMonth: String(definition.caps.in30Days),
    holdOut: writtenNumber(String(Math.round(definition.holdOut * 1000) / 10), writing.language),
    approval: definition.approval,
    budget: definition.budget === null ? '' : writtenSum(definition.budget, writing),
    stopsOn: definition.stopsOn,
    priority: String(definition.priority)
  }
}

function whoOf({ audience }: Definition): Choices {
  if (audience === null) return { who: 'everyone' }
  return audience.kind === 'segment'
    ? { who: 'segment', segment: audience.name }
    : { who: 'condition', condition: JSON.stringify(audience) }
}

function whenOf({ trigger, steps, window }: Definition): Choices {
  const days = trigger.kind === 'once' ? 0 : trigger.shift.days
  return {
    trigger: trigger.kind,
    ...(trigger.kind === 'once' ? { on: trigger.on ?? '' } : {}),
    ...(trigger.kind === 'late' ? { silentDays: String(trigger.silentDays) } : {}),
    ...(trigger.kind === 'after-purchase' ? { types: trigger.types } : {}),
    ...(trigger.kind === 'segment-entered' ? { entered: trigger.segment } : {}),
    ...(trigger.kind === 'date-field' ? { dateField: trigger.field, yearly: trigger.yearly ? 'yes' : 'no' } : {}),
    days: String(Math.abs(days)),
    side: days === 0 ? 'on' : days < 0 ? 'before' : 'after',
    at: steps.map((step) => step.at),
    letters: steps.map((step) => step.template),
    letterDays: steps.map((step) => String(step.after.days)),
    opens: window.opens,
    closes: window.closes,
    weekdays: window.weekdays.map(String),
    holidays: window.holidays
  }
}

function offerOf({ offer }: Definition, writing: Writing): Choices {
  if (offer === null) return { offer: 'none' }
  const { discount, minimumSpend, validDays, endsOn, codePrefix } = offer
  return {
    offer: discount.kind,
    ...(discount.kind === 'percent'
      ? { percent: writtenNumber(String(discount.percent), writing.language) }
      : { amount: writtenSum(discount.amount, writing) }),
    minimum: minimumSpend === 0 ? '' : writtenSum(minimumSpend, writing),
    validDays: String(validDays),
    endsOn: endsOn ?? '',
    prefix: codePrefix
  }
}

function writtenSum(minor: number, { currency, language }: Writing): string {
  return writtenNumber(decimalText(BigInt(minor), currency), language)
}
