import { readSegments } from '#src/insights/segment-store.ts'
import type { Choices } from '#src/campaigns/set-up/choices.ts'
import type { Faults } from '#src/campaigns/set-up/reader.ts'
import { draftCampaign, setUpCampaign } from '#src/campaigns/set-up/set-up.ts'
import { dateFields } from '#src/campaigns/set-up/unknown-names.ts'
import { act } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { FormPage } from '#src/web/components/form-page.tsx'
import { SelectField, TextField } from '#src/web/components/form.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import { campaignText } from '#src/web/text/campaign.ts'
import { setUpText } from '#src/web/text/campaign-set-up.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { momentOf } from './found.ts'
import { choicesIn } from './set-up-shown.ts'

/** A campaign of the owner's own: an occasion and a name; the rest is set on its page. */
export const newCampaignPages: Route[] = [
  get('/new-campaign', 'owner', (visit) => showForm(visit, { choices: {}, faults: {} })),
  post('/new-campaign', 'owner', create)
]

interface Written {
  choices: Choices
  faults: Faults
}

async function showForm(visit: Visit, written: Written) {
  const { view, world } = visit.var
  const [segments, dates] = await Promise.all([readSegments(world.db), dateFields(world.db)])
  const fields = dates.map(({ key, label }) => ({ value: key, label: label[view.language] }))
  const isWrong = Object.keys(written.faults).length > 0
  const names = segments.map(({ name }) => name)
  return page(visit, <NewCampaign {...{ view, written, segments: names, fields }} />, isWrong ? 422 : 200)
}

function NewCampaign({ view, written, segments, fields }: NewCampaignProps) {
  const text = setUpText[view.language]
  const { choices, faults } = written
  const blank = (name: keyof Choices) => ({
    name,
    value: String(choices[name] ?? ''),
    wrong: faults[name]?.[view.language]
  })
  const occasions = Object.entries(text.occasionNames)
    .filter(
      ([kind]) => (kind !== 'segment-entered' || segments.length > 0) && (kind !== 'date-field' || fields.length > 0)
    )
    .map(([value, label]) => ({ value, label }))
  const entered = segments.map((name) => ({ value: name, label: name }))
  return (
    <FormPage
      view={view}
      title={text.newTitle}
      lead={text.newLead}
      back={{ href: '/campaigns', label: campaignText[view.language].title }}
      action="/new-campaign"
      isWrong={Object.keys(faults).length > 0}
      go={text.create}
    >
      <SelectField label={text.newOccasion} options={occasions} {...blank('trigger')} />
      {fields.length > 0 ? <SelectField label={text.newField} options={fields} {...blank('dateField')} /> : null}
      {segments.length > 0 ? <SelectField label={text.newEntered} options={entered} {...blank('entered')} /> : null}
      <TextField label={text.newName} maxlength={60} required {...blank('title')} />
    </FormPage>
  )
}

interface NewCampaignProps {
  view: View
  written: Written
  segments: string[]
  fields: { value: string; label: string }[]
}

async function create(visit: Visit) {
  const { view, world } = visit.var
  const { language } = view
  const choices = await choicesIn(visit)
  const { firm, now } = await momentOf(visit)
  const draft = await draftCampaign(world.db, null, choices, { firm, now, language })
  if (draft.kind === 'wrong') return showForm(visit, { choices, faults: draft.faults })
  let name = ''
  await act(visit, async (db) => {
    const made = await setUpCampaign(db, null, choices, { firm, now, language, by: memberOf(visit).id })
    if (made.kind === 'wrong') return null
    name = made.campaign.name
    return { action: 'campaign.create', subject: { kind: 'campaign', id: name } }
  })
  return done(visit, { to: `/campaigns/${name}`, toast: { text: setUpText[language].created } })
}
