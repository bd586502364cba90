import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Field } from '#src/clients/fields/definition.ts'
import { listFields } from '#src/clients/fields/definition-store.ts'
import { fieldText as writtenValue, fieldWords, readFieldValue } from '#src/clients/fields/value.ts'
import { heldFields, setFields, type FieldValues } from '#src/clients/fields/value-store.ts'
import { writtenNumber } from '#src/platform/written-number.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { DrawnFrom, OvertakenNote, tellOvertaken, type Overtaken, type Told } from '#src/web/components/drawn.tsx'
import { Check, Form, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { drawnIn, drawnNow, sinceDrawn, type Drawn, type Texts } from '#src/web/drawn.ts'
import { readForm } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import type { ClientRecord } from '#src/web/reading/record-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { fieldText } from '#src/web/text/fields.ts'
import { frameText } from '#src/web/text/frame.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { recordOf } from '#src/web/reading/asked-record.ts'

/** The typed fields of a client: shown on the record, filled in on a page of their own. */
export const clientFieldPages: Route[] = [
  get('/clients/:id/fields', 'member', async (visit) => {
    const client = await recordOf(visit)
    const { db } = visit.var.world
    const [fields, held] = [await listFields(db), await heldFields(db, client.id)]
    const { view } = visit.var
    const now = writtenOf(held, view)
    return showForm(visit, { client, fields, given: now, drawn: drawnNow(view, now), wrong: new Set() })
  }),
  post('/clients/:id/fields', 'member', save)
]

/** A field that has a value, with the value. */
export interface Held {
  field: Field
  value: unknown
}

const anyTexts = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

async function save(visit: Visit) {
  const client = await recordOf(visit)
  const { view, world } = visit.var
  const fields = await listFields(world.db)
  const form = await readForm(visit, anyTexts)
  const sent = form.kind === 'right' ? form.value : {}
  // Where nothing is ticked a form sends nothing.
  const given = Object.fromEntries(fields.map(({ key }) => [key, sent[key] ?? '']))
  const now = writtenOf(await heldFields(world.db, client.id), view)
  const drawn = await drawnIn(visit)
  const { merged, contested: changed } = sinceDrawn({ drawn, given }, now)
  if (changed.length > 0) {
    const about = { subject: { kind: 'client', id: client.id }, actions: ['client.fields'], told: toldIn(view, fields) }
    const overtaken = await tellOvertaken(visit, { ...about, drawn, now, changed })
    return showForm(visit, { client, fields, given: merged, drawn: drawnNow(view, now), overtaken, wrong: new Set() })
  }
  const { values, wrong } = readAll(fields, merged, view)
  if (wrong.size > 0)
    return showForm(visit, { client, fields, given: merged, drawn: drawn ?? drawnNow(view, now), wrong })
  const line = await act(visit, async (db, { at, by }) => {
    const before = await setFields(db, client.id, values, { by, at, source: 'page' })
    const keys = Object.keys(before)
    if (keys.length === 0) return null
    const after = Object.fromEntries(keys.map((key) => [key, values[key] ?? null]))
    return { action: 'client.fields', subject: { kind: 'client', id: client.id }, before, after }
  })
  return done(visit, { to: `/clients/${client.id}`, toast: { text: fieldText[view.language].saved, ...undoOf(line) } })
}

/** What is left empty is taken away; what is not understood is named. */
function readAll(fields: Field[], given: Texts, view: View): { values: FieldValues; wrong: Set<string> } {
  const today = Temporal.Instant.fromEpochMilliseconds(view.now).toZonedDateTimeISO(view.zone).toPlainDate()
  const values: FieldValues = {}
  const wrong = new Set<string>()
  for (const field of fields) {
    const written = given[field.key] ?? ''
    if (written.length === 0) values[field.key] = null
    else {
      const reading = readFieldValue(field, typeof written === 'string' ? written : [...written], {
        days: 'day-first',
        today,
        language: view.language
      })
      if (reading.kind === 'value') values[field.key] = reading.value
      else wrong.add(field.key)
    }
  }
  return { values, wrong }
}

function writtenOf(held: Held[], view: View): Texts {
  return Object.fromEntries(held.map(({ field, value }) => [field.key, writtenForm(field, value, view)]))
}

function writtenForm(field: Field, value: unknown, { language }: View): string | string[] {
  if (Array.isArray(value)) return value.map(String)
  if (typeof value === 'number') return writtenNumber(writtenValue(field, value), language)
  const isDay = field.type === 'date' || field.type === 'yearly-date'
  if (!isDay || typeof value !== 'string') return writtenValue(field, value)
  const [, year = '-', month = '', day = ''] = /^(-|\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? []
  return [day, month, ...(year === '-' ? [] : [year])].join('/')
}

/** What is known, with the way to say more. */
export function FieldSheet({ view, client, held }: { view: View; client: ClientRecord; held: Held[] }) {
  const text = fieldText[view.language]
  return (
    <Sheet title={text.title} id="fields" aside={<a href={`/clients/${client.id}/fields`}>{text.edit}</a>}>
      {held.length === 0 ? <p class="soft small">{text.none}</p> : null}
      <dl class="facts">
        {held.map(({ field, value }) => (
          <div>
            <dt>{field.label[view.language]}</dt>
            <dd>{fieldWords(field, value, view.language)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}

interface FormState {
  client: ClientRecord
  fields: Field[]
  given: Texts
  drawn: Drawn
  overtaken?: Overtaken
  /** Keys of the fields that were not understood. */
  wrong: Set<string>
}

function showForm(visit: Visit, state: FormState) {
  const isRefused = state.wrong.size > 0 || state.overtaken !== undefined
  return page(visit, <FieldsPage view={visit.var.view} {...state} />, isRefused ? 422 : 200)
}

function FieldsPage({ view, client, fields, given, drawn, overtaken, wrong }: FormState & { view: View }) {
  const text = fieldText[view.language]
  const path = `/clients/${client.id}`
  const ofClient = fields.filter(({ subject }) => subject === 'client' || client.company === null)
  const ofCompany = fields.filter((field) => !ofClient.includes(field))
  const inputs = (some: Field[]) => some.map((field) => <FieldInput {...{ view, field, given, wrong }} />)
  return (
    <Framed view={view} title={text.formTitle(client.name)}>
      <Head title={text.formTitle(client.name)} lead={text.formLead} back={{ href: path, label: client.name }} />
      <Form view={view} action={`${path}/fields`}>
        <DrawnFrom drawn={drawn} />
        {overtaken ? <OvertakenNote view={view} overtaken={overtaken} /> : null}
        <FormErrors view={view} wrong={wrong.size > 0} />
        <Sheet title={text.ofClient} id="of-client">
          <div class="stack">{inputs(ofClient)}</div>
        </Sheet>
        {client.company && ofCompany.length > 0 ? (
          <Sheet title={text.ofCompany(client.company.name)} id="of-company">
            <div class="stack">{inputs(ofCompany)}</div>
          </Sheet>
        ) : null}
        <div class="ends">
          <button class="button first">{text.save}</button>
          <a href={path}>{frameText[view.language].cancel}</a>
        </div>
      </Form>
    </Framed>
  )
}

function FieldInput({ view, field, given, wrong }: Pick<FormState, 'given' | 'wrong'> & { view: View; field: Field }) {
  const text = fieldText[view.language]
  const label = field.label[view.language]
  const written = given[field.key] ?? ''
  if (field.type === 'choices')
    return (
      <fieldset class="choices">
        <legend>{label}</legend>
        {field.choices.map((choice) => (
          <Check
            name={field.key}
            value={choice.key}
            label={choice.label[view.language]}
            checked={written.includes(choice.key)}
          />
        ))}
      </fieldset>
    )
  const one = { label, name: field.key, value: typeof written === 'string' ? written : '' }
  if (field.type === 'choice' || field.type === 'yes-no')
    return <SelectField {...one} options={optionsOf(view, field)} />
  const said = wrong.has(field.key) ? text.wrong : undefined
  return (
    <TextField {...one} hint={hintOf(view, field)} wrong={said} inputmode={KEYBOARDS[field.type]} autocomplete="off" />
  )
}

const KEYBOARDS: Partial<Record<Field['type'], string>> = { number: 'decimal', money: 'decimal' }

/** How a field and what it holds are called. */
function toldIn(view: View, fields: Field[]) {
  return (key: string): Told | null => {
    const field = fields.find((each) => each.key === key)
    return field ? { label: field.label[view.language], options: choicesOf(view, field) } : null
  }
}

function optionsOf(view: View, field: Field): { value: string; label: string }[] {
  return [{ value: '', label: fieldText[view.language].unset }, ...choicesOf(view, field)]
}

function choicesOf(view: View, field: Field): { value: string; label: string }[] {
  const { yes, no } = fieldText[view.language]
  if (field.type !== 'yes-no')
    return field.choices.map(({ key, label }) => ({ value: key, label: label[view.language] }))
  return [
    { value: 'yes', label: yes },
    { value: 'no', label: no }
  ]
}

function hintOf(view: View, field: Field): string | undefined {
  const text = fieldText[view.language]
  if (field.type === 'date') return text.dayHint
  if (field.type === 'yearly-date') return text.yearlyHint
  return field.type === 'money' ? text.moneyHint(field.currency ?? view.currency) : undefined
}
