import { isDeepStrictEqual } from 'node:util'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { isToCome } from '#src/clients/birthday.ts'
import { addClient } from '#src/clients/client-change-store.ts'
import { clientOfAddress } from '#src/clients/client-store.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { saveDetails, type ClientDetails } from '#src/web/acts/client-details.ts'
import { done, page } from '#src/web/answer.tsx'
import { DrawnFrom, OvertakenNote, tellOvertaken, type Overtaken } from '#src/web/components/drawn.tsx'
import { Form, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { FormPage } from '#src/web/components/form-page.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { drawnIn, drawnNow, plain, sinceDrawn, type Drawn, type Texts } from '#src/web/drawn.ts'
import { readForm } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import { momentOf } from '#src/web/pages/campaigns/found.ts'
import { teamNames } from '#src/web/reading/conversation-store.ts'
import type { ClientRecord } from '#src/web/reading/record-store.ts'
import { oneLine } from '#src/web/one-line.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { clientFormText, NAME_MAX, PHONE_MAX } from '#src/web/text/client-form.ts'
import { frameText } from '#src/web/text/frame.ts'
import { recordText } from '#src/web/text/record.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { recordOf } from '#src/web/reading/asked-record.ts'

/** Adding a client by hand, and correcting a record. `/clients/new` stands before `/clients/:id` in the route table. */
export const clientFormPages: Route[] = [
  get('/clients/new', 'member', (visit) => showNew(visit)),
  post('/clients', 'member', add),
  get('/clients/:id/edit', 'member', async (visit) => showEdit(visit, await recordOf(visit))),
  post('/clients/:id/details', 'member', save)
]

const personName = z.string().overwrite(oneLine).min(1, 'name').max(NAME_MAX, 'nameTooLong')

const newForm = z.object({
  name: personName,
  address: z.string().transform((text, context) => {
    const normal = normalAddress(text)
    if (normal !== null) return normal
    context.addIssue({ code: 'custom', message: 'address' })
    return z.NEVER
  })
})

/** Day first, as both languages write it here: 14/05, 14/05/1980, 14.5.1980. */
const birthday = (today: Temporal.PlainDate) =>
  z.string().transform((text, context) => {
    if (text === '') return null
    const [, d = '', m = '', y] = /^(\d{1,2})[/.\s-](\d{1,2})(?:[/.\s-](\d{4}))?$/.exec(text) ?? []
    const [day, month, year] = [Number(d), Number(m), y === undefined ? null : Number(y)]
    const isDay = month >= 1 && month <= 12 && day >= 1 && day <= (DAYS_OF_MONTH[month - 1] ?? 0)
    const isUnborn = isDay && isToCome({ day, month, year }, today)
    if (isDay && !isUnborn) return { day, month, year }
    context.addIssue({ code: 'custom', message: isUnborn ? 'birthdayToCome' : 'birthday' })
    return z.NEVER
  })
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const editForm = (today: Temporal.PlainDate) =>
  z.object({
    name: personName,
    phone: z
      .string()
      .max(PHONE_MAX, 'phoneTooLong')
      .transform((text) => text || null),
    language: z.enum(['', 'fr', 'en']).transform((text) => (text === '' ? null : text)),
    birthday: birthday(today),
    owner: z
      .literal('')
      .or(z.guid())
      .transform((text) => text || null)
  })

type Details = z.output<ReturnType<typeof editForm>>
type Fields = Record<string, string>

function showNew(visit: Visit, given: Fields = {}, wrong: Fields = {}, holder: string | null = null) {
  const { view } = visit.var
  return page(visit, <NewPage {...{ view, given, wrong, holder }} />, Object.keys(wrong).length > 0 ? 422 : 200)
}

async function add(visit: Visit) {
  const { view } = visit.var
  const form = await readForm(visit, newForm)
  if (form.kind === 'wrong') return showNew(visit, form.given, form.wrong)
  const { name, address } = form.value
  const made = { id: '', line: null as string | null }
  try {
    made.line = await act(visit, async (db, { at }) => {
      made.id = await addClient(db, { name, address, reason: 'added', source: 'page', at })
      return { action: 'client.add', subject: { kind: 'client', id: made.id }, after: { name, address } }
    })
  } catch (error) {
    const wrong = error instanceof Refusal ? ADDRESS_REFUSALS[error.code] : undefined
    if (wrong === undefined) throw error
    const holder = wrong === 'taken' ? await clientOfAddress(visit.var.world.db, address) : null
    return showNew(visit, { name, address }, { address: wrong }, holder)
  }
  return done(visit, {
    to: `/clients/${made.id}`,
    toast: { text: clientFormText[view.language].added(name), ...undoOf(made.line) }
  })
}

const ADDRESS_REFUSALS: Record<string, string> = { 'address-taken': 'taken', 'our-address': 'ours' }

/** A form that was not saved: what it says, with what is wrong in it or has changed meanwhile. */
interface Refused {
  given: Texts
  wrong?: Fields
  overtaken?: Overtaken
  /** What it is still compared with; unless told, what stands there now. */
  drawn?: Drawn | null
}

async function showEdit(visit: Visit, client: ClientRecord, refused?: Refused) {
  const { view, world } = visit.var
  const team = await teamNames(world.db)
  const now = fieldsOf(detailsOf(client))
  const { given = now, wrong = {}, overtaken = null } = refused ?? {}
  const fields = Object.fromEntries(Object.entries(given).map(([field, text]) => [field, plain(text)]))
  const drawn = refused?.drawn ?? drawnNow(view, now)
  return page(
    visit,
    <EditPage {...{ view, client, team, wrong, overtaken, drawn }} given={fields} />,
    refused ? 422 : 200
  )
}

async function save(visit: Visit) {
  const { view } = visit.var
  const client = await recordOf(visit)
  const { today } = await momentOf(visit)
  const form = await readForm(visit, editForm(today))
  const drawn = await drawnIn(visit)
  if (form.kind === 'wrong') return showEdit(visit, client, { ...form, drawn })
  const now = fieldsOf(detailsOf(client))
  const { merged, contested } = sinceDrawn({ drawn, given: fieldsOf(form.value) }, now)
  const team = await teamNames(visit.var.world.db)
  if (contested.length > 0) {
    const told = toldIn(view, team)
    const subject = { kind: 'client', id: client.id }
    const asked = { subject, actions: ['client.details'], drawn, now, changed: contested, told }
    return showEdit(visit, client, { given: merged, overtaken: await tellOvertaken(visit, asked) })
  }
  const { name, phone, language, birthday: birth, owner } = editForm(today).parse(merged)
  const isMember = owner === null || team.some(({ id }) => id === owner)
  if (!isMember) throw new Refusal('not-found', 'There is no such member.')
  const details: ClientDetails = { name, phone, language, birthday: birth, ownerId: owner }
  const line = await act(visit, async (db, { at }) => {
    const before = await saveDetails(db, client.id, { ...details, at })
    if (isDeepStrictEqual(before, details)) return null
    return { action: 'client.details', subject: { kind: 'client', id: client.id }, before, after: details }
  })
  const toast = { text: clientFormText[view.language].saved, ...undoOf(line) }
  return done(visit, { to: `/clients/${client.id}`, toast })
}

function detailsOf({ name, phone, language, owner, ...born }: ClientRecord): Details {
  const { birthdayDay: day, birthdayMonth: month, birthdayYear: year } = born
  const birth = day !== null && month !== null ? { day, month, year } : null
  return {
    name,
    phone,
    language: language === 'fr' || language === 'en' ? language : null,
    birthday: birth,
    owner: owner?.id ?? null
  }
}

/** As the form writes them. */
function fieldsOf({ name, phone, language, owner, birthday: birth }: Details): Fields {
  const two = (value: number) => String(value).padStart(2, '0')
  const born = birth && [two(birth.day), two(birth.month), ...(birth.year === null ? [] : [String(birth.year)])]
  return { name, phone: phone ?? '', language: language ?? '', owner: owner ?? '', birthday: born?.join('/') ?? '' }
}

/** How the fields and what they hold are called. */
function toldIn(view: View, team: { id: string; name: string }[]) {
  const { name, phone, birthday: birth, language, owner } = clientFormText[view.language]
  const labels: Fields = { name, phone, birthday: birth, language, owner }
  const languages = Object.entries(recordText[view.language].languages)
  const options: Record<string, { value: string; label: string }[]> = {
    language: languages.map(([value, label]) => ({ value, label })),
    owner: team.map(({ id, name: label }) => ({ value: id, label }))
  }
  return (field: string) => ({ label: labels[field] ?? field, options: options[field] ?? [] })
}

interface FormProps {
  view: View
  given: Fields
  wrong: Fields
}

function NewPage({ view, given, wrong, holder }: FormProps & { holder: string | null }) {
  const text = clientFormText[view.language]
  const say = (field: string) => text.wrong[wrong[field] ?? '']
  return (
    <FormPage
      view={view}
      title={text.newTitle}
      lead={text.newLead}
      back={{ href: '/clients', label: recordText[view.language].title }}
      action="/clients"
      isWrong={Object.keys(wrong).length > 0}
      go={text.add}
    >
      <TextField label={text.name} name="name" value={given['name']} wrong={say('name')} autocomplete="off" required />
      <TextField
        label={text.address}
        name="address"
        type="email"
        value={given['address']}
        wrong={
          holder === null ? (
            say('address')
          ) : (
            <>
              {say('address')} <a href={`/clients/${holder}`}>{text.seeThem}</a>
            </>
          )
        }
        autocomplete="off"
        required
      />
    </FormPage>
  )
}

type EditProps = FormProps & {
  client: ClientRecord
  team: { id: string; name: string }[]
  overtaken: Overtaken | null
  drawn: Drawn
}

function EditPage({ view, client, team, given, wrong, overtaken, drawn }: EditProps) {
  const text = clientFormText[view.language]
  const say = (field: string) => text.wrong[wrong[field] ?? '']
  const languages = Object.entries(recordText[view.language].languages)
  const path = `/clients/${client.id}`
  return (
    <Framed view={view} title={text.editTitle(client.name)}>
      <Head title={text.editTitle(client.name)} lead={text.editLead} back={{ href: path, label: client.name }} />
      <Sheet>
        <Form view={view} action={`${path}/details`}>
          <DrawnFrom drawn={drawn} />
          {overtaken ? <OvertakenNote {...{ view, overtaken }} /> : null}
          <FormErrors view={view} wrong={Object.keys(wrong).length > 0} />
          <TextField label={text.name} name="name" value={given['name']} wrong={say('name')} required />
          <TextField label={text.phone} name="phone" type="tel" value={given['phone']} />
          <TextField
            label={text.birthday}
            name="birthday"
            hint={text.birthdayHint}
            value={given['birthday']}
            wrong={say('birthday')}
          />
          <SelectField
            label={text.language}
            name="language"
            value={given['language']}
            options={[
              { value: '', label: text.languageFirm },
              ...languages.map(([value, label]) => ({ value, label }))
            ]}
          />
          <SelectField
            label={text.owner}
            name="owner"
            value={given['owner']}
            options={[{ value: '', label: text.nobody }, ...team.map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <div class="ends">
            <button class="button first">{text.save}</button>
            <a href={path}>{frameText[view.language].cancel}</a>
          </div>
        </Form>
      </Sheet>
      <p class="line">
        <a href={`${path}/merge`}>{recordText[view.language].merge}</a>
        {view.member?.role === 'owner' ? <a href={`${path}/erasure`}>{recordText[view.language].erase}</a> : null}
      </p>
    </Framed>
  )
}
