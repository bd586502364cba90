import { Temporal } from 'temporal-polyfill'
import {
  Definition,
  LETTER_NAME,
  type Audience,
  type Offer,
  type Step,
  type Trigger
} from '#src/campaigns/definition.ts'
import { conditionSchema } from '#src/insights/condition.ts'
import { codePrefixOf } from '#src/offers/code.ts'
import type { Choices } from './choices.ts'
import { readerOf, timeIn, type ChoiceReader, type Faults, type Writing } from './reader.ts'
import { wrong } from './words.ts'

export type Drafted = { kind: 'right'; definition: Definition } | { kind: 'wrong'; faults: Faults }

/**
 * What a campaign would say with these choices: everything that can be checked without looking into the database.
 * @param base what it says now; what is not chosen stays
 */
export function definitionFrom(
  base: Definition,
  choices: Choices,
  about: Writing & { today: Temporal.PlainDate; title: string }
): Drafted {
  const reader = readerOf(choices, about)
  const trigger = triggerFrom(base.trigger, reader, about.today)
  const window = windowFrom(base.window, reader)
  const steps = stepsFrom(base.steps, reader, window)
  const offer = offerFrom(base.offer, reader, { ...about, trigger })
  const draft: Definition = {
    ...base,
    trigger,
    window,
    steps,
    audience: audienceFrom(base.audience, reader),
    offer,
    caps: capsFrom(base.caps, reader),
    holdOut: reader.number('holdOut', { least: 0, most: 50 }, base.holdOut * 100) / 100,
    approval: reader.oneOf('approval', ['automatic', 'batch'], base.approval),
    budget: budgetFrom(base.budget, reader, offer),
    stopsOn: reader.manyOf('stopsOn', ['reply', 'purchase', 'meeting'], base.stopsOn),
    priority: reader.whole('priority', { least: 0, most: 100 }, base.priority)
  }
  if (Object.keys(reader.faults).length > 0) return { kind: 'wrong', faults: reader.faults }
  return { kind: 'right', definition: Definition.parse(draft) }
}

const DAYS = { least: 0, most: 365 }

function triggerFrom(base: Trigger, reader: ChoiceReader, today: Temporal.PlainDate): Trigger {
  if (base.kind === 'once') return { ...base, on: dayToCome('on', base.on, { reader, today }) }
  const shift = { ...base.shift, days: daysFrom(base.shift.days, reader) }
  switch (base.kind) {
    case 'late':
      return { ...base, shift, silentDays: reader.whole('silentDays', DAYS, base.silentDays) }
    case 'after-purchase':
      return { ...base, shift, types: typesFrom(base.types, reader) }
    case 'segment-entered':
      return { ...base, shift, segment: reader.text('entered') ?? base.segment }
    case 'date-field': {
      const yearly = reader.oneOf('yearly', ['yes', 'no'], base.yearly ? 'yes' : 'no') === 'yes'
      return { ...base, shift, field: fieldFrom(base.field, reader), yearly }
    }
    default:
      return { ...base, shift }
  }
}

/** A day that was chosen earlier stays, past or not. */
function dayToCome(
  field: 'on' | 'endsOn',
  base: string | null,
  { reader, today }: { reader: ChoiceReader; today: Temporal.PlainDate }
): string | null {
  const day = reader.day(field, base)
  const isPast = day !== null && day !== base && Temporal.PlainDate.compare(Temporal.PlainDate.from(day), today) < 0
  if (isPast)
    reader.fault(
      field,
      wrong((words) => words.past)
    )
  return day
}

/** A number with its side: "7 days before" is -7. */
function daysFrom(base: number, reader: ChoiceReader): number {
  const usual = base === 0 ? 'on' : base < 0 ? 'before' : 'after'
  const days = reader.whole('days', DAYS, Math.abs(base))
  const side = reader.oneOf('side', ['before', 'on', 'after'], usual)
  if (side === 'on') return reader.text('side') === null ? days : 0
  return side === 'before' && days > 0 ? -days : days
}

function typesFrom(base: string[], reader: ChoiceReader): string[] {
  const given = reader.list('types')
  if (given === null) return base
  return given.flatMap((text) => text.split(',')).flatMap((type) => type.trim() || [])
}

function fieldFrom(base: string, reader: ChoiceReader): string {
  const field = reader.text('dateField') ?? base
  if (/^[a-z][a-z0-9_]{0,62}$/.test(field)) return field
  reader.fault(
    'dateField',
    wrong((words) => words.field)
  )
  return base
}

function windowFrom(base: Definition['window'], reader: ChoiceReader): Definition['window'] {
  const days = reader.manyOf('weekdays', ['1', '2', '3', '4', '5', '6', '7'], base.weekdays.map(String))
  if (days.length === 0)
    reader.fault(
      'weekdays',
      wrong((words) => words.weekdays)
    )
  const opens = reader.time('opens', base.opens)
  const closes = reader.time('closes', base.closes)
  const isNew = opens !== base.opens || closes !== base.closes
  if (opens === closes && isNew)
    reader.fault(
      'closes',
      wrong((words) => words.shut)
    )
  return {
    opens,
    closes,
    weekdays: days.map(Number),
    holidays: reader.oneOf('holidays', ['send', 'avoid'], base.holidays)
  }
}

function stepsFrom(base: Step[], reader: ChoiceReader, window: Definition['window']): Step[] {
  const letters = reader.list('letters') ?? base.map((step) => step.template)
  const steps = letters.flatMap((template, index) => {
    if (template === '') return []
    const before = base[index] ?? { to: 'client' as const, after: { months: 0, days: 0 }, at: '09:00', requires: [] }
    if (!LETTER_NAME.test(template)) {
      reader.fault(
        'letters',
        wrong((words) => words.letter)
      )
      return []
    }
    const days = daysOfLetter(before.after.days, index, reader)
    return [{ ...before, template, after: { ...before.after, days }, at: hourOf(before.at, index, { reader, window }) }]
  })
  if (steps.length === 0)
    reader.fault(
      'letters',
      wrong((words) => words.letters)
    )
  const isInOrder = steps.every((step, index) =>
    steps.slice(0, index).every((before) => before.to !== step.to || distance(before) < distance(step))
  )
  if (!isInOrder)
    reader.fault(
      'letterDays',
      wrong((words) => words.order)
    )
  return steps
}

function distance({ after }: Step): number {
  return after.months * 31 + after.days
}

function daysOfLetter(base: number, index: number, reader: ChoiceReader): number {
  const given = reader.list('letterDays')?.[index]
  if (given === undefined || given === '') return base
  const days = Number(given)
  if (Number.isInteger(days) && days >= 0 && days <= 365) return days
  reader.fault(
    'letterDays',
    wrong((words) => words.whole(0, 365))
  )
  return base
}

/** One hour for all letters, or one each; inside the window, for a letter that could never go at its hour would go at another. */
function hourOf(
  base: string,
  index: number,
  { reader, window }: { reader: ChoiceReader; window: Definition['window'] }
): string {
  const hours = reader.list('at')
  const given = hours?.[index] ?? hours?.[0]
  const at = given === undefined ? base : timeIn(given)?.is
  if (at === undefined) {
    reader.fault(
      'at',
      wrong((words) => words.time)
    )
    return base
  }
  const { opens, closes } = window
  const isOvernight = closes <= opens
  const isInside = isOvernight ? at >= opens || at < closes : at >= opens && at < closes
  if (!isInside)
    reader.fault(
      'at',
      wrong((words) => words.outside(opens, closes))
    )
  return at
}

function audienceFrom(base: Audience | null, reader: ChoiceReader): Audience | null {
  const usual = base === null ? 'everyone' : base.kind === 'segment' ? 'segment' : 'condition'
  const who = reader.oneOf('who', ['everyone', 'segment', 'condition'], usual)
  if (who === 'everyone') return null
  if (who === 'segment') {
    const name = reader.text('segment') ?? (base?.kind === 'segment' ? base.name : '')
    if (name === '')
      reader.fault(
        'segment',
        wrong((words) => words.segment)
      )
    return { kind: 'segment', name }
  }
  const given = reader.text('condition')
  return given === null && base !== null ? base : conditionFrom(given ?? '', reader)
}

function conditionFrom(text: string, reader: ChoiceReader): Audience | null {
  const parsed = conditionSchema.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  reader.fault(
    'condition',
    wrong((words) => words.condition)
  )
  return null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function offerFrom(
  base: Offer | null,
  reader: ChoiceReader,
  { title, trigger, today }: { title: string; trigger: Trigger; today: Temporal.PlainDate }
): Offer | null {
  const kind = reader.oneOf('offer', ['none', 'percent', 'amount'], base?.discount.kind ?? 'none')
  if (kind === 'none') return null
  const endsOn = dayToCome('endsOn', base?.endsOn ?? null, { reader, today })
  const endsTooSoon = endsOn !== null && trigger.kind === 'once' && trigger.on !== null && endsOn < trigger.on
  if (endsTooSoon)
    reader.fault(
      'endsOn',
      wrong((words) => words.offerOver)
    )
  return {
    discount: discountFrom(kind, base, reader),
    minimumSpend: reader.money('minimum', base?.minimumSpend ?? null) ?? 0,
    codePrefix: prefixFrom(base, reader, title),
    validDays: reader.whole('validDays', { least: 1, most: 366 }, base?.validDays ?? 30),
    endsOn
  }
}

function discountFrom(kind: 'percent' | 'amount', base: Offer | null, reader: ChoiceReader): Offer['discount'] {
  if (kind === 'percent') {
    const usual = base?.discount.kind === 'percent' ? base.discount.percent : 10
    const percent = reader.number('percent', { least: 0.5, most: 100 }, usual)
    return { kind, percent: Math.round(percent * 100) / 100 }
  }
  const usual = base?.discount.kind === 'amount' ? base.discount.amount : null
  const amount = reader.money('amount', usual) ?? 0
  if (amount === 0)
    reader.fault(
      'amount',
      wrong((words) => words.positive)
    )
  return { kind, amount: Math.max(amount, 1) }
}

/** A budget that pays for no coupon would keep every mail from going out. */
function budgetFrom(base: number | null, reader: ChoiceReader, offer: Offer | null): number | null {
  const budget = reader.money('budget', base)
  const least = offer?.discount.kind === 'amount' ? offer.discount.amount : 1
  if (budget !== null && budget < least)
    reader.fault(
      'budget',
      wrong((words) => words.budget)
    )
  return budget
}

function prefixFrom(base: Offer | null, reader: ChoiceReader, title: string): string {
  const given = reader.text('prefix')
  if (given === null || given === '') return base?.codePrefix ?? codePrefixOf(title)
  const prefix = given.toUpperCase()
  if (/^[A-Z]{2,10}$/.test(prefix)) return prefix
  reader.fault(
    'prefix',
    wrong((words) => words.prefix)
  )
  return base?.codePrefix ?? 'BON'
}

function capsFrom(base: Definition['caps'], reader: ChoiceReader): Definition['caps'] {
  const in7Days = reader.whole('perWeek', { least: 1, most: 7 }, base.in7Days)
  const in30Days = reader.whole('perMonth', { least: 1, most: 31 }, base.in30Days)
  if (in30Days < in7Days)
    reader.fault(
      'perMonth',
      wrong((words) => words.caps)
    )
  return { in7Days, in30Days }
}
