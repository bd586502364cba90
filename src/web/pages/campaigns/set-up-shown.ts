import type { Campaign } from '#src/campaigns/campaign-store.ts'
import { CHOICE_FIELDS, choicesOf, type Choices } from '#src/campaigns/set-up/choices.ts'
import type { Faults } from '#src/campaigns/set-up/reader.ts'
import { dateFields } from '#src/campaigns/set-up/unknown-names.ts'
import { listLetters } from '#src/delivery/letter/editor.ts'
import { describeCondition } from '#src/insights/condition-words.ts'
import { readSegments } from '#src/insights/segment-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Overtaken } from '#src/web/components/drawn.tsx'
import { drawnNow, type Drawn } from '#src/web/drawn.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import type { SetUpShown } from './sentences.tsx'

/** What was written into the blanks and is not saved: it does not fit, or somebody changed the campaign meanwhile. */
export interface Refused {
  choices: Choices
  faults: Faults
  overtaken?: Overtaken
  /** What it is still compared with; unless told, what the campaign says now. */
  drawn?: Drawn | null
}

/** A campaign's set-up with all that there is to choose from. */
export async function setUpShown(db: Db, view: View, campaign: Campaign, refused?: Refused): Promise<SetUpShown> {
  const { definition } = campaign
  const { audience, trigger } = definition
  const [segments, letters, fields] = await Promise.all([
    readSegments(db),
    listLetters(db),
    trigger.kind === 'date-field' ? dateFields(db) : []
  ])
  const now = choicesOf(definition, view)
  const hasCondition = audience !== null && audience.kind !== 'segment'
  return {
    definition,
    choices: { ...now, ...refused?.choices },
    faults: refused?.faults ?? {},
    overtaken: refused?.overtaken ?? null,
    drawn: refused?.drawn ?? drawnNow(view, now),
    segments: segments.map(({ name }) => ({ value: name, label: name })),
    letters: letters.map(({ name, title }) => ({ value: name, label: title?.[view.language] ?? name })),
    dateFields: fields.map(({ key, label }) => ({ value: key, label: label[view.language] })),
    conditionWords: hasCondition ? describeCondition(audience, view.language) : null
  }
}

/** The blanks as a form sent them; fields that are none are left out. */
export async function choicesIn(visit: Visit): Promise<Choices> {
  const body = await visit.req.parseBody({ all: true })
  const given: Record<string, string | string[]> = {}
  for (const field of CHOICE_FIELDS) {
    const value = body[field]
    if (typeof value === 'string') given[field] = value
    if (Array.isArray(value)) given[field] = value.filter((one) => typeof one === 'string')
  }
  return given
}
