import type { Child } from 'hono/jsx'
import type { Definition } from '#src/campaigns/definition.ts'
import { CHOICE_FIELDS, type ChoiceField, type Choices } from '#src/campaigns/set-up/choices.ts'
import type { Faults } from '#src/campaigns/set-up/reader.ts'
import type { Overtaken, Told } from '#src/web/components/drawn.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import {
  ChoiceBlank,
  filled,
  InputBlank,
  NumberBlank,
  Sentence,
  TicksBlank,
  type Option
} from '#src/web/components/sentence.tsx'
import type { Drawn } from '#src/web/drawn.ts'
import { currencySign } from '#src/web/format.ts'
import { setUpText } from '#src/web/text/campaign-set-up.ts'
import type { View } from '#src/web/view.ts'

/** A set-up as it is shown: what the campaign says, or what was just written and does not fit. */
export interface SetUpShown {
  definition: Definition
  choices: Choices
  faults: Faults
  overtaken: Overtaken | null
  drawn: Drawn
  /** What there is to choose from. */
  segments: Option[]
  letters: Option[]
  dateFields: Option[]
  /** The condition of the audience in words, where it has one of its own. */
  conditionWords: string | null
}

interface Props {
  view: View
  shown: SetUpShown
}

/** What a campaign does, for whom, when and with what, as sentences. */
export function Sentences({ view, shown }: Props) {
  const text = setUpText[view.language]
  const isFaulty = CAUTIOUS.some((field) => shown.faults[field] !== undefined)
  return (
    <>
      <ul class="sentences">
        <Occasion view={view} shown={shown} />
        <Who view={view} shown={shown} />
        {shown.definition.steps.map((step, index) => (
          <LetterOf {...{ view, shown, step, index }} />
        ))}
        <OfferSentences view={view} shown={shown} />
      </ul>
      <details class="opens" open={isFaulty}>
        <summary>{text.precautions}</summary>
        <ul class="sentences">
          <Precautions view={view} shown={shown} />
        </ul>
      </details>
    </>
  )
}

const CAUTIOUS: ChoiceField[] = [
  'opens',
  'closes',
  'weekdays',
  'holidays',
  'perWeek',
  'perMonth',
  'stopsOn',
  'approval',
  'holdOut'
]

/** Blanks of one set-up: each knows its value and whether it is wrong. */
function blanksOf({ view, shown }: Props) {
  const text = setUpText[view.language]
  const one = (name: ChoiceField, index = 0): string => listed(shown.choices, name)[index] ?? ''
  const isWrong = (name: ChoiceField): boolean => shown.faults[name] !== undefined
  const common = (name: ChoiceField, label: string, index = 0) => ({
    name,
    label,
    value: local(view, one(name, index)),
    isWrong: isWrong(name)
  })
  return {
    text,
    one,
    wrong: (...names: ChoiceField[]) => names.map((name) => shown.faults[name]?.[view.language]),
    number: (
      name: ChoiceField,
      label: string,
      about: { index?: number; long?: boolean; placeholder?: string } = {}
    ) => <NumberBlank {...common(name, label, about.index)} {...about} />,
    input: (
      name: ChoiceField,
      label: string,
      type: 'date' | 'time' | 'text',
      about: { index?: number; placeholder?: string } = {}
    ) => <InputBlank {...common(name, label, about.index)} value={one(name, about.index)} type={type} {...about} />,
    choice: (name: ChoiceField, label: string, options: Option[], index?: number) => (
      <ChoiceBlank {...common(name, label, index)} value={one(name, index)} options={options} />
    ),
    ticks: (name: ChoiceField, label: string, options: Option[]) => (
      <TicksBlank name={name} label={label} values={listed(shown.choices, name)} options={options} />
    )
  }
}

function Occasion({ view, shown }: Props) {
  const { text, one, wrong, number, input, choice } = blanksOf({ view, shown })
  const { kind } = shown.definition.trigger
  const countsFromSide = kind === 'birthday' || kind === 'first-purchase-anniversary' || kind === 'date-field'
  const days = countsFromSide ? (
    <span class="apart-from-day">{filled(text.daysAnd, { n: number('days', text.days) })} </span>
  ) : (
    number('days', text.days)
  )
  const blanks: Record<string, Child> = {
    days,
    side: choice('side', text.side, optionsOf(text.sides)),
    dateField: choice('dateField', text.dateField, withOwn(shown.dateFields, one('dateField'))),
    yearly: choice('yearly', text.yearly, optionsOf(text.yearlies)),
    silentDays: number('silentDays', text.silentDays),
    types: (
      <InputBlank
        name="types"
        label={text.types}
        value={listed(shown.choices, 'types').join(', ')}
        type="text"
        placeholder={text.typesAny}
      />
    ),
    entered: choice('entered', text.entered, withOwn(shown.segments, one('entered'))),
    on: input('on', text.on, 'date')
  }
  return (
    <Sentence wrong={wrong('days', 'side', 'dateField', 'yearly', 'silentDays', 'types', 'entered', 'on')}>
      {filled(text.occasions[kind] ?? '', blanks)}
    </Sentence>
  )
}

function Who({ view, shown }: Props) {
  const { text, one, wrong, choice } = blanksOf({ view, shown })
  const { everyone = '', segment = '', condition = '' } = text.whos
  const hasOwnCondition = shown.conditionWords !== null
  const whos = [
    { value: 'everyone', label: everyone },
    ...(shown.segments.length > 0 ? [{ value: 'segment', label: segment }] : []),
    ...(hasOwnCondition ? [{ value: 'condition', label: condition }] : [])
  ]
  const segments = [{ value: '', label: text.segmentNone }, ...withOwn(shown.segments, one('segment'))]
  const blanks = {
    who: choice('who', text.whoLabel, whos),
    segment:
      shown.segments.length > 0 ? <span class="of-segment"> {choice('segment', text.segment, segments)}</span> : ''
  }
  return (
    <Sentence wrong={wrong('who', 'segment', 'condition')}>
      {filled(text.who, blanks)}
      {shown.conditionWords === null ? null : <span class="soft"> {text.condition(shown.conditionWords)}</span>}
    </Sentence>
  )
}

/** Days are sent for every letter, also where the sentence does not ask: the lists go by place. */
function LetterOf({ view, shown, step, index }: Props & { step: Definition['steps'][number]; index: number }) {
  const { text, one, wrong, number, input, choice } = blanksOf({ view, shown })
  const { kind } = shown.definition.trigger
  const isFirst = index === 0 && kind !== 'unanswered'
  const says = isFirst
    ? text.first
    : kind === 'unanswered'
      ? step.to === 'team'
        ? text.toTeam
        : text.toClient
      : text.next
  const letter = one('letters', index)
  const options = shown.letters.some(({ value }) => value === letter)
    ? shown.letters
    : [...shown.letters, { value: letter, label: letter }]
  const blanks = {
    letter: choice('letters', text.letter, options, index),
    letterDays: number('letterDays', text.letterDays, { index }),
    at: input('at', text.at, 'time', { index })
  }
  return (
    <Sentence wrong={index === 0 ? wrong('letters', 'letterDays', 'at') : []}>
      {filled(says, blanks)}{' '}
      {isFirst ? <input type="hidden" name="letterDays" value={one('letterDays', index)} /> : null}
      <a class="small nowrap iconed" href={`/letters/${letter}/${view.language}`}>
        <Icon name="note" /> {text.edit}
      </a>
    </Sentence>
  )
}

function OfferSentences({ view, shown }: Props) {
  const { text, wrong, number, input, choice } = blanksOf({ view, shown })
  const sum = { long: true }
  const unit = currencySign(view)
  const blanks = {
    offer: choice('offer', text.offerLabel, optionsOf(text.offers)),
    percent: <span class="of-percent">{filled(text.percentPart, { percent: number('percent', text.percent) })}</span>,
    amount: (
      <span class="of-amount">
        {filled(text.amountPart, { amount: number('amount', text.amount, sum) })} {unit}
      </span>
    ),
    terms: (
      <span class="of-offer">
        {filled(text.terms, {
          validDays: number('validDays', text.validDays),
          minimum: [number('minimum', text.minimum, { ...sum, placeholder: text.minimumNone }), ` ${unit}`]
        })}
      </span>
    )
  }
  return (
    <>
      <Sentence wrong={wrong('offer', 'percent', 'amount', 'validDays', 'minimum', 'prefix')}>
        {filled(text.offer, blanks)}
      </Sentence>
      <Sentence wrong={wrong('endsOn', 'budget')}>
        <span class="of-offer">
          {filled(text.budget, {
            budget: [number('budget', text.budgetLabel, { ...sum, placeholder: text.budgetNone }), ` ${unit}`]
          })}{' '}
          {filled(text.endsOn, { endsOn: input('endsOn', text.endsOnLabel, 'date') })}
        </span>
      </Sentence>
    </>
  )
}

function Precautions({ view, shown }: Props) {
  const { text, wrong, number, input, choice, ticks } = blanksOf({ view, shown })
  const { purpose, steps } = shown.definition
  const window = {
    opens: input('opens', text.opens, 'time'),
    closes: input('closes', text.closes, 'time'),
    weekdays: ticks('weekdays', text.weekdays, weekdayOptions(view)),
    holidays: choice('holidays', text.holidays, optionsOf(text.holidayRules))
  }
  return (
    <>
      <Sentence wrong={wrong('opens', 'closes', 'weekdays', 'holidays')}>{filled(text.window, window)}</Sentence>
      {purpose === 'marketing' ? (
        <Sentence wrong={wrong('perWeek', 'perMonth')}>
          {filled(text.caps, {
            perWeek: number('perWeek', text.perWeek),
            perMonth: number('perMonth', text.perMonth)
          })}
        </Sentence>
      ) : null}
      {steps.length > 1 ? (
        <Sentence wrong={wrong('stopsOn')}>
          {filled(text.stops, { stopsOn: ticks('stopsOn', text.stopsLabel, optionsOf(text.stopNames)) })}
        </Sentence>
      ) : null}
      <Sentence wrong={wrong('approval')}>
        {filled(text.approval, { approval: choice('approval', text.approvalLabel, optionsOf(text.approvals)) })}{' '}
        <span class="of-batch">{text.approvalWhere}</span>
      </Sentence>
      <Sentence wrong={wrong('holdOut')}>
        {filled(text.holdOut, { holdOut: number('holdOut', text.holdOutLabel) })}
      </Sentence>
    </>
  )
}

function listed(choices: Choices, name: ChoiceField): readonly string[] {
  const value = choices[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

/** How a blank and what it holds are called where they stand in no sentence. */
export function toldIn(view: View, { letters, dateFields }: Pick<SetUpShown, 'letters' | 'dateFields'>) {
  const text = setUpText[view.language]
  const labels: Partial<Record<ChoiceField, string>> = {
    days: text.days,
    side: text.side,
    dateField: text.dateField,
    yearly: text.yearly,
    silentDays: text.silentDays,
    types: text.types,
    entered: text.entered,
    on: text.on,
    segment: text.segment,
    at: text.at,
    letterDays: text.letterDays,
    percent: text.percent,
    amount: text.amount,
    minimum: text.minimum,
    validDays: text.validDays,
    opens: text.opens,
    closes: text.closes,
    weekdays: text.weekdays,
    holidays: text.holidays,
    perWeek: text.perWeek,
    perMonth: text.perMonth,
    who: text.whoLabel,
    letters: text.letter,
    offer: text.offerLabel,
    endsOn: text.endsOnLabel,
    budget: text.budgetLabel,
    stopsOn: text.stopsLabel,
    approval: text.approvalLabel,
    holdOut: text.holdOutLabel
  }
  const options: Partial<Record<ChoiceField, Option[]>> = {
    letters,
    dateField: dateFields,
    side: optionsOf(text.sides),
    yearly: optionsOf(text.yearlies),
    who: optionsOf(text.whos),
    offer: optionsOf(text.offers),
    weekdays: weekdayOptions(view),
    holidays: optionsOf(text.holidayRules),
    stopsOn: optionsOf(text.stopNames),
    approval: optionsOf(text.approvals)
  }
  return (name: string): Told | null => {
    const field = CHOICE_FIELDS.find((each) => each === name)
    const label = field && labels[field]
    return label === undefined ? null : { label, options: options[field ?? 'who'] ?? [] }
  }
}

function weekdayOptions({ language }: View): Option[] {
  return setUpText[language].weekdayNames.split(' ').map((label, index) => ({ value: String(index + 1), label }))
}

function optionsOf(labels: Record<string, string>): Option[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }))
}

/** What there is to choose from, and what stands there now even if it is gone. */
function withOwn(options: Option[], own: string): Option[] {
  const isThere = own === '' || options.some(({ value }) => value === own)
  return isThere ? options : [{ value: own, label: own }, ...options]
}

/** Numbers are kept with a point; in French they are read with a comma. */
function local({ language }: View, value: string): string {
  return language === 'fr' && /^\d+\.\d+$/.test(value) ? value.replace('.', ',') : value
}
