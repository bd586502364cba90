import { z } from 'zod'
import {
  FIELD_SUBJECTS,
  FIELD_TYPES,
  keyFromLabel,
  newFieldSchema,
  readChoices,
  readLabel,
  takesChoices,
  type Field
} from '#src/clients/fields/definition.ts'
import { addField, findField, listFields, removeField } from '#src/clients/fields/definition-store.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { Act, Form, FormErrors, SelectField, TextArea, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Badge, Empty, Sheet } from '#src/web/components/sheet.tsx'
import { readForm } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import { dataText } from '#src/web/text/data.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** What is kept of clients and companies besides the built-in fields. */
export const fieldsPages: Route[] = [
  get('/settings/fields', 'owner', (visit) => show(visit)),
  post('/settings/fields', 'owner', add),
  post('/settings/fields/:key/removal', 'owner', remove)
]

const fieldForm = z.object({
  label: z.string().max(200).default(''),
  type: z.enum(FIELD_TYPES).default('text'),
  choices: z.string().max(10_000).default(''),
  subject: z.enum(FIELD_SUBJECTS).default('client')
})
type Given = Partial<z.infer<typeof fieldForm>>

/** What is wrong with a field that was asked for. */
interface WrongField {
  label?: string
  choices?: string
}

async function show(visit: Visit, given: Given | Record<string, string> = {}, wrong: WrongField | null = null) {
  const { view, world } = visit.var
  const fields = await listFields(world.db)
  return page(visit, <FieldsPage {...{ view, fields, given, wrong }} />, wrong ? 422 : 200)
}

async function add(visit: Visit) {
  const { view } = visit.var
  const form = await readForm(visit, fieldForm)
  const text = dataText[view.language]
  if (form.kind === 'wrong') return show(visit, form.given, { label: text.wrongLabel })
  const { type, subject, ...written } = form.value
  const label = readLabel(written.label)
  const choices = takesChoices(type) ? readChoices(written.choices) : []
  const field = newFieldSchema.safeParse({ key: keyFromLabel(label.fr), label, type, choices, subject })
  if (!field.success) return show(visit, form.value, whatIsWrong(text, field.error.issues))
  try {
    await act(visit, async (tx) => {
      const { key } = await addField(tx, field.data)
      return { action: 'field.add', subject: { kind: 'field', id: key }, after: { label, type, subject } }
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return show(visit, form.value, { label: text.taken[error.code] ?? text.wrongLabel })
  }
  return done(visit, { to: '/settings/fields', toast: { text: text.added(label[view.language]) } })
}

function whatIsWrong(text: (typeof dataText)['fr'], issues: { path: PropertyKey[] }[]): WrongField {
  const isOfLabel = issues.some(({ path }) => path[0] === 'label' || path[0] === 'key')
  return isOfLabel ? { label: text.wrongLabel } : { choices: text.wrongChoices }
}

async function remove(visit: Visit) {
  const { view, world } = visit.var
  const { key, label } = await findField(world.db, visit.req.param('key') ?? '')
  const line = await act(visit, async (tx, { at }) => {
    const values = await removeField(tx, key, { at })
    return { action: 'field.remove', subject: { kind: 'field', id: key }, before: { values }, after: { values } }
  })
  const text = dataText[view.language].removed(label[view.language])
  return done(visit, { to: '/settings/fields', toast: { text, ...undoOf(line) } })
}

interface FieldsPageProps {
  view: View
  fields: Field[]
  given: Given | Record<string, string>
  wrong: WrongField | null
}

function FieldsPage({ view, fields, given, wrong }: FieldsPageProps) {
  const text = dataText[view.language]
  return (
    <Framed view={view} title={text.fieldsTitle}>
      <Head
        title={text.fieldsTitle}
        lead={text.fieldsLead}
        back={{ href: '/settings', label: settingsText[view.language].title }}
      />
      <Sheet flush>
        {fields.length === 0 ? (
          <Empty icon="note" title={text.noFields}>
            <p>{text.noFieldsText}</p>
          </Empty>
        ) : (
          <ul class="rows">
            {fields.map((field) => (
              <FieldRow view={view} field={field} />
            ))}
          </ul>
        )}
      </Sheet>
      <AddSheet view={view} given={given} wrong={wrong} />
    </Framed>
  )
}

function FieldRow({ view, field }: { view: View; field: Field }) {
  const text = dataText[view.language]
  const { key, label, type, subject, choices } = field
  return (
    <li class="row plain">
      <div class="what">
        <p class="title line">
          {label[view.language]} <Badge>{text.types[type]}</Badge>
        </p>
        {choices.length > 0 ? (
          <p class="soft small">{choices.map((choice) => choice.label[view.language]).join(', ')}</p>
        ) : null}
        <p class="meta">
          <span>{text.subjects[subject]}</span>
          <code>{key}</code>
        </p>
      </div>
      <div class="acts">
        <Act
          view={view}
          action={`/settings/fields/${key}/removal`}
          label={text.remove}
          describe={label[view.language]}
          class="button slim quiet"
        />
      </div>
    </li>
  )
}

function AddSheet({ view, given, wrong }: Omit<FieldsPageProps, 'fields'>) {
  const text = dataText[view.language]
  const options = (values: readonly string[], names: Record<string, string>) =>
    values.map((value) => ({ value, label: names[value] ?? value }))
  return (
    <Sheet title={text.add} id="add">
      <Form view={view} action="/settings/fields">
        <FormErrors view={view} wrong={wrong !== null} />
        <TextField
          label={text.label}
          name="label"
          value={given['label']}
          hint={text.labelHint}
          wrong={wrong?.label}
          required
        />
        <SelectField label={text.type} name="type" value={given['type']} options={options(FIELD_TYPES, text.types)} />
        <TextArea
          label={text.choices}
          name="choices"
          value={given['choices']}
          hint={text.choicesHint}
          wrong={wrong?.choices}
          rows={3}
        />
        <SelectField
          label={text.subject}
          name="subject"
          value={given['subject']}
          options={options(FIELD_SUBJECTS, text.subjects)}
        />
        <button class="button first">{text.addGo}</button>
      </Form>
    </Sheet>
  )
}
