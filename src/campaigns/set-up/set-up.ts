import type { Temporal } from 'temporal-polyfill'
import {
  findCampaign,
  listCampaigns,
  saveDefinition,
  type Campaign,
  type StoredCampaign
} from '#src/campaigns/campaign-store.ts'
import { Definition, type DefinitionInput, type Trigger } from '#src/campaigns/definition.ts'
import type { Firm } from '#src/campaigns/firm.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { copyLetter, listLetters } from '#src/delivery/letter/editor.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { Choices } from './choices.ts'
import { definitionFrom } from './definition-from.ts'
import type { Faults } from './reader.ts'
import { unknownNames } from './unknown-names.ts'
import { wrong } from './words.ts'

/** When and where choices are made, and in whose way numbers are written. */
export interface Choosing {
  firm: Firm
  language: Language
  now: Temporal.Instant
}

/** A campaign as these choices would make it, not stored: for counting and for the dry run. */
export type Draft = { kind: 'right'; campaign: Campaign } | { kind: 'wrong'; faults: Faults }

/**
 * A campaign with choices applied, checked to the last field; stores nothing.
 * @param name of the campaign that is changed; null: a new one of the owner's, by its `trigger` and `title`
 * @throws Refusal `no-such-campaign`
 */
export async function draftCampaign(db: Db, name: string | null, choices: Choices, choosing: Choosing): Promise<Draft> {
  const begun = name === null ? beginning(choices) : { kind: 'right' as const, campaign: await findCampaign(db, name) }
  if (begun.kind === 'wrong') return begun
  const { campaign } = begun
  const given = textOf(choices.title)
  const title = given === '' ? campaign.title : (given ?? campaign.title)
  const today = choosing.now.toZonedDateTimeISO(choosing.firm.zone).toPlainDate()
  const { firm, language } = choosing
  const about = { currency: firm.currency, language, today, title: title ?? campaign.name }
  const drafted = definitionFrom(campaign.definition, choices, about)
  const own =
    drafted.kind === 'wrong' ? drafted.faults : await unknownNames(db, drafted.definition, campaign.definition)
  const untitled = title === null && readyMade(campaign.name) === undefined
  const faults: Faults = { ...own, ...(untitled && { title: wrong((words) => words.title) }) }
  if (Object.keys(faults).length > 0 || drafted.kind === 'wrong') return { kind: 'wrong', faults }
  return { kind: 'right', campaign: { ...campaign, title, definition: drafted.definition } }
}

export type SetUp = { kind: 'saved'; campaign: StoredCampaign } | { kind: 'wrong'; faults: Faults }

/**
 * Stores what the owner chose as a new version of a campaign, ready-made or their own; a new campaign gets a letter of its own
 * to be edited. It is not switched on by this, nor off.
 * @param name null: a new campaign
 */
export async function setUpCampaign(
  db: Db,
  name: string | null,
  choices: Choices,
  { by, ...choosing }: Choosing & { by: string }
): Promise<SetUp> {
  const draft = await draftCampaign(db, name, choices, choosing)
  if (draft.kind === 'wrong') return draft
  const { campaign } = draft
  const { now } = choosing
  const isNew = name === null
  const saved = isNew ? await firstLetter(db, campaign, { by, now }) : campaign
  const title = campaign.title === null ? {} : { title: campaign.title }
  const stored = await saveDefinition(db, saved.name, { definition: saved.definition, ...title, by, now })
  return { kind: 'saved', campaign: stored }
}

const OWN_TRIGGERS: Record<Trigger['kind'], DefinitionInput['trigger']> = {
  birthday: { kind: 'birthday' },
  'first-purchase-anniversary': { kind: 'first-purchase-anniversary' },
  'date-field': { kind: 'date-field', field: 'date', yearly: true },
  late: { kind: 'late' },
  'after-purchase': { kind: 'after-purchase', shift: { days: 7 } },
  unanswered: { kind: 'unanswered' },
  'segment-entered': { kind: 'segment-entered', segment: '-' },
  once: { kind: 'once', on: null }
}

/** The letter that a new campaign's own letter is copied from. */
const STARTING_LETTER = 'note'

/** A campaign of the owner's before anything but its occasion is chosen. */
function beginning(choices: Choices): Draft {
  const kind = textOf(choices.trigger)
  const trigger = Object.entries(OWN_TRIGGERS).find(([each]) => each === kind)?.[1]
  if (!trigger) return { kind: 'wrong', faults: { trigger: wrong((words) => words.trigger) } }
  const definition = Definition.parse({
    purpose: trigger.kind === 'unanswered' ? 'service' : 'marketing',
    trigger,
    steps: [{ template: STARTING_LETTER }],
    window: { opens: '08:00', closes: '18:00', weekdays: [1, 2, 3, 4, 5], holidays: 'avoid' },
    priority: 50,
    approval: trigger.kind === 'once' ? 'batch' : 'automatic'
  })
  const title = textOf(choices.title)
  const campaign: Campaign = {
    id: null,
    name: nameFrom(title ?? ''),
    title: null,
    version: null,
    definition,
    activity: { kind: 'never-on' }
  }
  return { kind: 'right', campaign }
}

/** `Fête des mères !` becomes `fete-des-meres`. */
function nameFrom(title: string): string {
  const bare = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '')
  return bare === '' ? 'campagne' : bare
}

/** Gives a new campaign a free name and a letter of that name, unless the owner chose another. */
async function firstLetter(
  db: Db,
  campaign: Campaign,
  writer: { by: string; now: Temporal.Instant }
): Promise<Campaign> {
  const taken = new Set([
    ...(await listCampaigns(db)).map((each) => each.name),
    ...(await listLetters(db)).map((each) => each.name)
  ])
  const name = freeName(campaign.name, taken)
  const { definition } = campaign
  const usesStart = definition.steps.some(({ template }) => template === STARTING_LETTER)
  if (usesStart) await copyLetter(db, STARTING_LETTER, name, writer)
  const steps = definition.steps.map((step) => (step.template === STARTING_LETTER ? { ...step, template: name } : step))
  return { ...campaign, name, definition: { ...definition, steps } }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(`${name}-${number}`)) number += 1
  return `${name}-${number}`
}

function textOf(given: string | readonly string[] | undefined): string | null {
  if (given === undefined) return null
  const text = typeof given === 'string' ? given : given[0]
  return text?.trim() ?? null
}
