import { isDeepStrictEqual } from 'node:util'
import { keywordNamed } from '#src/keywords/table.ts'
import { normalClosedDays } from '#src/platform/closed-days.ts'
import { MONEY_SETTINGS, parseSetting, type SettingKey, type Settings } from '#src/platform/settings.ts'
import { readSettings, writeSettings } from '#src/platform/setting-store.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { plainNumber, plainSum, writtenNumber } from '#src/platform/written-number.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { DrawnFrom, OvertakenNote, tellOvertaken, type Overtaken, type Told } from '#src/web/components/drawn.tsx'
import { Check, Form, FormErrors, SelectField, TextArea, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { drawnIn, drawnNow, sinceDrawn, type Drawn, type Texts } from '#src/web/drawn.ts'
import { currencySign, quoted } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import {
  consentWording,
  consentWordings,
  type ConsentWording,
  type WordingOnce
} from '#src/web/reading/consent-wording-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { fieldText } from '#src/web/text/fields.ts'
import { frameText } from '#src/web/text/frame.ts'
import { consentText } from '#src/web/text/consent.ts'
import { contactText } from '#src/web/text/contact.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { Wordings } from './consent-wordings.tsx'
import { ContactSnippet } from './contact-snippet.tsx'
import { KeywordList } from './keyword-list.tsx'

/** The settings that are values: one form a subject, drawn from the list of keys it holds. */
export const firmSettingsPages: Route[] = [
  get('/settings/firm', 'owner', (visit) => show(visit, 'firm')),
  get('/settings/costs', 'owner', (visit) => show(visit, 'costs')),
  get('/settings/words', 'owner', (visit) => show(visit, 'words')),
  get('/settings/consent', 'owner', (visit) => show(visit, 'consent')),
  post('/settings/consent', 'owner', (visit) => save(visit, 'consent')),
  get('/settings/contact', 'owner', (visit) => show(visit, 'contact')),
  post('/settings/contact', 'owner', (visit) => save(visit, 'contact')),
  post('/settings/firm', 'owner', (visit) => save(visit, 'firm')),
  post('/settings/costs', 'owner', (visit) => save(visit, 'costs')),
  post('/settings/words', 'owner', (visit) => save(visit, 'words'))
]

type Subject = 'firm' | 'costs' | 'words' | 'contact' | 'consent'

const KEYS: Record<Subject, SettingKey[]> = {
  firm: [
    'firm.name',
    'firm.postalAddress',
    'firm.country',
    'firm.language',
    'firm.zone',
    'firm.currency',
    'firm.closedDays',
    'firm.toldAtCollection'
  ],
  costs: [
    'costs.mail',
    'costs.followUp',
    'costs.call',
    'costs.visit',
    'costs.keeping',
    'costs.recruiting',
    'costs.recruitingTimes',
    'costs.setup',
    'costs.monthly',
    'tiers.a',
    'tiers.b',
    'offers.marginFloorPercent',
    'offers.stacking'
  ],
  words: ['keywords.tags', 'keywords.newTags', 'keywords.synonyms'],
  consent: ['consent.marketing.fr', 'consent.marketing.en'],
  contact: ['contact.open', 'contact.question', 'contact.answers', 'contact.fact']
}

async function show(visit: Visit, subject: Subject, refused: Refused = { given: {}, wrong: {} }) {
  const { view, world } = visit.var
  const settings = await readSettings(world.db)
  const wording = await consentWording(world.db, view.language, contactText[view.language].news)
  const wordings = subject === 'consent' ? await consentWordings(world.db) : []
  const drawn = (
    <SettingsForm {...{ view, subject, settings, refused, wording, wordings }} publicUrl={world.publicUrl} />
  )
  return page(visit, drawn, isRefused(refused) ? 422 : 200)
}

interface Refused {
  given: Texts
  /** What is wrong with a field, and what to write instead. */
  wrong: Wrong
  overtaken?: Overtaken
  /** What it is still compared with; unless told, what the settings are now. */
  drawn?: Drawn | null
}

type Wrong = Partial<Record<SettingKey, string>>

function isRefused({ wrong, overtaken }: Refused): boolean {
  return Object.keys(wrong).length > 0 || overtaken !== undefined
}

async function save(visit: Visit, subject: Subject) {
  const { view, world } = visit.var
  const body = await visit.req.parseBody()
  const given = Object.fromEntries(
    KEYS[subject].map((key) => [key, typeof body[key] === 'string' ? body[key].trim() : ''])
  )
  const before = await readSettings(world.db)
  const now = textsOf(view, subject, before)
  const drawn = await drawnIn(visit)
  const { merged, contested: changed } = sinceDrawn({ drawn, given }, now)
  if (changed.length > 0) {
    const about = { subject: { kind: 'settings', id: subject }, actions: ['settings.change'], told: toldIn(view) }
    const overtaken = await tellOvertaken(visit, { ...about, drawn, now, changed })
    return show(visit, subject, { given: merged, wrong: {}, overtaken })
  }
  const changes: Partial<Settings> = {}
  const wrong: Wrong = {}
  for (const key of KEYS[subject]) {
    const text = textIn(merged, key)
    const told = written(key, text, { former: before[key], language: view.language, currency: view.currency })
    const parsed = told === null ? null : parsedSetting(key, told)
    if (parsed) Object.assign(changes, parsed)
    else wrong[key] = whatIsWrong(view, key, text)
  }
  if (Object.keys(wrong).length > 0) return show(visit, subject, { given: merged, wrong, drawn })
  const line = await act(visit, async (db) => {
    await writeSettings(db, changes)
    const former = Object.fromEntries(KEYS[subject].map((key) => [key, before[key]]))
    if (isDeepStrictEqual(former, changes)) return null
    return {
      action: 'settings.change',
      subject: { kind: 'settings', id: subject },
      before: former,
      after: { ...changes }
    }
  })
  return done(visit, {
    to: `/settings/${subject}`,
    toast: { text: settingsText[view.language].saved, ...undoOf(line) }
  })
}

/** One sentence: what the field takes; of a list, which line it is about. */
function whatIsWrong(view: View, key: SettingKey, text: string): string {
  const words = settingsText[view.language]
  const said = words.wrongs[key] ?? words.badValue
  const line = linesOf(text).find((each) => FAULTY[key]?.(each))
  return line === undefined ? said : `${quoted(view, line)} ${said}`
}

/** Whether a line of a list is the one that does not fit. */
const FAULTY: Partial<Record<SettingKey, (line: string) => boolean>> = {
  'firm.closedDays': (line) => normalClosedDays(line) === null,
  'keywords.tags': (line) => parsedSetting('keywords.tags', JSON.stringify([line])) === null,
  'keywords.synonyms': (line) => synonymIn(line) === null,
  'contact.answers': (line) => parsedSetting('contact.answers', JSON.stringify([line])) === null
}

/** `appeler = rappel`: a word of one's own, and a keyword that there is. */
function synonymIn(line: string): [string, string] | null {
  const [word = '', meant = '', ...more] = line.split('=').map((side) => side.trim().replace(/^#/, ''))
  const isPair = word !== '' && !/\s/.test(word) && more.length === 0
  return isPair && keywordNamed(meant) !== null ? [word, meant] : null
}

/** How a field's text is told to the settings, which take JSON where a value is not a text. Null: it cannot be told. */
function written(
  key: SettingKey,
  text: string,
  { former, language, currency }: Pick<View, 'language' | 'currency'> & { former: Settings[SettingKey] }
): string | null {
  if (typeof former === 'boolean') return text === 'yes' ? 'true' : 'false'
  if (typeof former === 'number')
    return text === ''
      ? '0'
      : MONEY_SETTINGS.has(key)
        ? plainSum(text, { currency, language })
        : plainNumber(text, language)
  if (Array.isArray(former)) return JSON.stringify(linesOf(text))
  if (typeof former === 'object') {
    const pairs = linesOf(text).map(synonymIn)
    return pairs.includes(null) ? null : JSON.stringify(Object.fromEntries(pairs.filter((pair) => pair !== null)))
  }
  return key === 'firm.currency' ? text.toUpperCase() : text
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

function parsedSetting(key: SettingKey, text: string): Partial<Settings> | null {
  try {
    return parseSetting(key, text)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function SettingsForm({ view, subject, settings, refused, publicUrl, wording, wordings }: SettingsFormProps) {
  const text = settingsText[view.language]
  const { settingsTitle, settingsLead } = contactText[view.language]
  const { wordingTitle, wordingLead } = consentText[view.language]
  const heads = {
    firm: [text.firmTitle, text.firmLead],
    costs: [text.costsTitle, text.costsLead],
    words: [text.wordsTitle, text.wordsLead],
    contact: [settingsTitle, settingsLead],
    consent: [wordingTitle, wordingLead]
  }
  const [title = '', lead = ''] = heads[subject]
  return (
    <Framed view={view} title={title}>
      <Head title={title} lead={lead} back={{ href: '/settings', label: text.title }} />
      <Sheet>
        <Form view={view} action={`/settings/${subject}`}>
          <DrawnFrom drawn={refused.drawn ?? drawnNow(view, textsOf(view, subject, settings))} />
          {refused.overtaken ? <OvertakenNote view={view} overtaken={refused.overtaken} /> : null}
          <FormErrors view={view} wrong={Object.keys(refused.wrong).length > 0} />
          <div class={subject === 'costs' ? 'amounts' : 'form'}>
            {KEYS[subject].map((key) => (
              <SettingField view={view} name={key} value={settings[key]} refused={refused} />
            ))}
          </div>
          <button class="button first">{frameText[view.language].save}</button>
        </Form>
      </Sheet>
      {subject === 'contact' ? <ContactSnippet {...{ view, settings, wording, publicUrl }} /> : null}
      {subject === 'words' ? <KeywordList view={view} /> : null}
      {wordings.length > 0 ? <Wordings view={view} wordings={wordings} /> : null}
    </Framed>
  )
}

interface SettingsFormProps {
  view: View
  subject: Subject
  settings: Settings
  refused: Refused
  publicUrl: string
  wording: ConsentWording
  wordings: WordingOnce[]
}

function SettingField({ view, name, value, refused }: SettingFieldProps) {
  const text = settingsText[view.language]
  const label = labelOf(view, name)
  const field = { label, name, hint: text.hints[name], wrong: refused.wrong[name] }
  const shown = name in refused.given ? textIn(refused.given, name) : textOf(view, name, value)
  if (typeof value === 'boolean') return <Check name={name} label={label} checked={shown === 'yes'} />
  const options = optionsOf(view, name)
  if (options) return <SelectField {...field} options={options} value={shown} />
  if (typeof value === 'number') return <TextField {...field} inputmode="decimal" value={shown} class="short" />
  if (typeof value === 'object' || name === 'firm.postalAddress') return <TextArea {...field} value={shown} />
  if (CONSENTS.has(name)) return <TextArea {...field} value={shown} maxlength={300} />
  return <TextField {...field} value={shown} />
}

function labelOf(view: View, name: SettingKey): string {
  const label = settingsText[view.language].labels[name] ?? name
  return MONEY_SETTINGS.has(name) ? `${label} (${currencySign(view)})` : label
}

function optionsOf(view: View, name: SettingKey): { value: string; label: string }[] | undefined {
  const names: Partial<Record<SettingKey, Record<string, string>>> = {
    'firm.country': settingsText[view.language].countries,
    'firm.language': { fr: 'Français', en: 'English' }
  }
  const choices = names[name]
  return choices && Object.entries(choices).map(([value, label]) => ({ value, label }))
}

/** How a field and what it holds are called. */
function toldIn(view: View) {
  const { yes } = fieldText[view.language]
  return (name: string): Told | null => {
    const key = Object.values(KEYS)
      .flat()
      .find((each) => each === name)
    return key === undefined
      ? null
      : { label: labelOf(view, key), options: optionsOf(view, key) ?? [{ value: 'yes', label: yes }] }
  }
}

/** The settings of a form, as its fields hold them. */
function textsOf(view: View, subject: Subject, settings: Settings): Texts {
  return Object.fromEntries(KEYS[subject].map((key) => [key, textOf(view, key, settings[key])]))
}

function textOf(view: View, name: SettingKey, value: Settings[SettingKey]): string {
  if (typeof value === 'boolean') return value ? 'yes' : ''
  if (typeof value === 'number') return writtenNumber(String(value), view.language)
  if (Array.isArray(value))
    return value.map((line) => (name === 'firm.closedDays' ? writtenDays(view, line) : line)).join('\n')
  if (typeof value === 'string') return value
  return Object.entries(value)
    .map(([word, keyword]) => `${word} = ${keyword}`)
    .join('\n')
}

function textIn(texts: Texts, key: string): string {
  const text = texts[key]
  return typeof text === 'string' ? text : ''
}

interface SettingFieldProps {
  view: View
  name: SettingKey
  value: Settings[SettingKey]
  refused: Refused
}

const CONSENTS = new Set<SettingKey>(['consent.marketing.fr', 'consent.marketing.en'])

/** `2026-08-03..2026-08-21` as a person writes it. */
function writtenDays({ language }: View, days: string): string {
  const sides = days.split('..')
  const said = sides.map((day) => (language === 'fr' ? day.split('-').toReversed().join('/') : day))
  return said.join(language === 'fr' ? ' au ' : ' to ')
}
