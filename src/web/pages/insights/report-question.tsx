import { capital } from '#src/web/format.ts'
import type { Parameter, Report } from '#src/insights/reports/report.ts'
import type { Segment } from '#src/insights/segment-store.ts'
import { Check, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { insightsText } from '#src/web/text/insights.ts'
import type { View } from '#src/web/view.ts'

/** What was asked, by the names of the fields. */
export type Given = Record<string, string>

interface QuestionProps {
  view: View
  report: Report
  given: Given
  segments: Segment[]
  isWrong: boolean
}

/** Folded away until something else than usual is asked: the answer comes first. */
export function Question({ view, report, given, segments, isWrong }: QuestionProps) {
  const text = insightsText[view.language]
  const everyone = { value: '', label: text.everyone }
  const isAsked = Object.entries(given).some(([name, value]) => name !== 'fresh' && value !== '')
  return (
    <details class="opens" open={isAsked || isWrong}>
      <summary>{report.parameters.length > 0 ? text.askMore : text.askPeriod}</summary>
      <Sheet>
        <form class="ask" action={`/insights/${report.name}`}>
          <FormErrors view={view} wrong={isWrong ? text.wrong : undefined} />
          <TextField label={text.from} name="from" type="date" value={given['from']} />
          <TextField label={text.to} name="to" type="date" value={given['to']} />
          {segments.length > 0 ? (
            <SelectField
              label={text.segment}
              name="segment"
              value={given['segment']}
              options={[everyone, ...segments.map(({ name }) => ({ value: name, label: name }))]}
            />
          ) : null}
          {report.parameters.map((parameter) => (
            <ParameterField view={view} parameter={parameter} given={given} />
          ))}
          <button class="button">{text.show}</button>
        </form>
      </Sheet>
    </details>
  )
}

interface ParameterProps {
  view: View
  parameter: Parameter
  given: Given
}

function ParameterField({ view, parameter: { name, takes, about, usual }, given }: ParameterProps) {
  const text = insightsText[view.language]
  const { label, hint } = labelAndHint(about[view.language])
  if (takes.kind === 'switch') return <Check name={name} label={label} checked={given[name] !== undefined} />
  if (takes.kind === 'choice')
    return (
      <SelectField
        label={label}
        hint={hint}
        name={name}
        value={given[name] ?? usual}
        options={[
          ...(usual === undefined ? [{ value: '', label: text.everyone }] : []),
          ...takes.among.map((choice) => ({ value: choice, label: text.choices[choice] ?? choice }))
        ]}
      />
    )
  return <TextField label={label} hint={hint} name={name} inputmode="decimal" value={given[name] ?? usual ?? ''} />
}

/** What a parameter is, and below its field what holds where nothing is said: `coût d’un client ; celui des réglages`. */
function labelAndHint(about: string): { label: string; hint: string | undefined } {
  const [what = about, rest] = about.split(/\s?[;:]\s/, 2)
  return { label: capital(what), hint: rest === undefined ? undefined : `${capital(rest)}.` }
}
