import type { Child } from 'hono/jsx'
import type { Field } from '#src/clients/fields/definition.ts'
import { describeCondition } from '#src/insights/condition-words.ts'
import type { Blank, Knowing, Line, LineFault } from '#src/insights/lines/line.ts'
import { conditionOfLines } from '#src/insights/lines/lines.ts'
import {
  ChoiceBlank,
  filled,
  InputBlank,
  NumberBlank,
  Sentence,
  TicksBlank,
  type Option
} from '#src/web/components/sentence.tsx'
import { currencySign } from '#src/web/format.ts'
import { segmentText } from '#src/web/text/segment.ts'
import type { View } from '#src/web/view.ts'

interface Props {
  view: View
  line: Line
  index: number
  knowing: Knowing
  fault: LineFault | undefined
}

/** One condition as a sentence with blanks; their names begin with the line's place. */
export function LineSentence({ view, line, index, knowing, fault }: Props) {
  const text = segmentText[view.language]
  const { kind } = line
  const field = knowing.fields.find(({ key }) => key === line.blanks.field)
  const isTold = kind !== 'whole' && (kind !== 'field' || field !== undefined)
  return (
    <Sentence wrong={fault ? [text.faults[fault]] : []}>
      <input type="hidden" name={`${index}.kind`} value={kind} />
      {line.blanks.field ? <input type="hidden" name={`${index}.field`} value={line.blanks.field} /> : null}
      {isTold ? (
        <Told {...{ view, line, index, knowing, fault, field }} />
      ) : (
        <Whole {...{ view, line, index, knowing }} />
      )}{' '}
      <Drop view={view} index={index} />
    </Sentence>
  )
}

function Told({ view, line, index, knowing, fault, field }: Props & { field: Field | undefined }) {
  const text = segmentText[view.language]
  const [yes = '', no = ''] = (text.verbs[line.kind] ?? '').split('|')
  const verb = (
    <ChoiceBlank
      name={`${index}.is`}
      label={text.holds}
      value={line.is}
      options={[
        { value: 'yes', label: yes },
        { value: 'no', label: no }
      ]}
    />
  )
  const rest = text.rests[field ? `field-${field.type}` : line.kind] ?? ''
  return (
    <>
      {verb} {filled(rest, blanksOf({ view, line, index, knowing, fault, field }))}
    </>
  )
}

function blanksOf({ view, line, index, knowing, fault, field }: Props & { field: Field | undefined }) {
  const text = segmentText[view.language]
  const common = (name: Blank) => ({
    name: `${index}.${name}`,
    label: text.blanks[name] ?? name,
    value: line.blanks[name] ?? '',
    isWrong: fault !== undefined
  })
  const words = (name: Blank, placeholder?: string) => (
    <InputBlank {...common(name)} type="text" placeholder={placeholder ?? text.placeholders[name]} />
  )
  const limit = (name: 'atLeast' | 'atMost') =>
    field?.type === 'date' ? (
      <InputBlank {...common(name)} value={line.blanks[name] ?? ''} type="date" />
    ) : (
      <NumberBlank {...common(name)} long placeholder={text.placeholders[name]} />
    )
  const needsDays = line.kind !== 'bought' && line.kind !== 'spent'
  const blanks: Record<string, Child> = {
    words: words('words', text.placeholders[line.kind]),
    types: words('types'),
    brands: words('brands'),
    atLeast: limit('atLeast'),
    atMost: limit('atMost'),
    unit: currencySign({ ...view, currency: knowing.currency }),
    days: <NumberBlank {...common('days')} placeholder={needsDays ? '' : text.placeholders['days']} />,
    side: <ChoiceBlank {...common('side')} options={optionsOf(text.sides)} />,
    direction: <ChoiceBlank {...common('direction')} options={optionsOf(text.directions)} />,
    consent: <ChoiceBlank {...common('choices')} options={optionsOf(text.consents)} />,
    choices: (
      <TicksBlank
        name={`${index}.choices`}
        label={text.blanks['choices'] ?? ''}
        values={(line.blanks.choices ?? '').split(',').map((choice) => choice.trim())}
        options={choicesOf(view, line, field)}
      />
    ),
    label: field?.label[view.language] ?? ''
  }
  return blanks
}

function choicesOf(view: View, { kind }: Line, field: Field | undefined): Option[] {
  const text = segmentText[view.language]
  if (field) return field.choices.map(({ key, label }) => ({ value: key, label: label[view.language] }))
  if (kind === 'tier') return ['A', 'B', 'C'].map((tier) => ({ value: tier, label: tier }))
  if (kind === 'language') return optionsOf(text.languages)
  const month = new Intl.DateTimeFormat(view.language, { month: 'short', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, nth) => ({ value: String(nth + 1), label: month.format(Date.UTC(2000, nth)) }))
}

/** What a form has no blanks for, in words. */
function Whole({ view, line, index, knowing }: Omit<Props, 'fault'>) {
  const text = segmentText[view.language]
  const understood = conditionOfLines({ join: 'all', lines: [line] }, knowing)
  const words = understood.kind === 'right' ? describeCondition(understood.condition, view.language) : line.kind
  return (
    <>
      <input type="hidden" name={`${index}.json`} value={line.blanks.json ?? ''} />
      {text.wholeLead(words)} <span class="soft small">{text.wholeHint}</span>
    </>
  )
}

function Drop({ view, index }: { view: View; index: number }) {
  const text = segmentText[view.language]
  return (
    <button
      class="button slim quiet"
      name="drop"
      value={index}
      formaction="/segments/draft"
      formnovalidate
      hx-post="/segments/draft"
      hx-target="#segment-form"
      hx-swap="outerHTML"
    >
      {text.drop}
      <span class="sr"> ({text.line(index + 1)})</span>
    </button>
  )
}

function optionsOf(labels: Record<string, string>): Option[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }))
}
