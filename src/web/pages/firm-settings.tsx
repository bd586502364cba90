import { isDeepStrictEqual } from 'node:util'
import { keywordNamed } from '#src/keywords/table.ts'
import { normalClosedDays } from '#src/platform/closed-days.ts'
import { MONEY_SETTINGS, parseSetting, type SettingKey, type Settings } from '#src/platform/settings.ts'
import { readSettings, writeSettings } from '#src/platform/setting-store.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { plainNumber, plainSum, writtenNumber } from '#src/platform/written-number.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { Check, Form, FormErrors, SelectField, TextArea, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { currencySign, quoted } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import {
  consentWording,
  consentWordings,
  type ConsentWording,
  type WordingOnce
} from '#src/web/reading/consent-wording-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
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
  given: Record<string, string>
  /** What is wrong with a field, and what to write instead. */
  wrong: Wrong
}

type Wrong = Partial<Record<SettingKey, string>>

function isRefused({ wrong }: Refused): boolean {
  return Object.keys(wrong).length > 0
}

async function save(visit: Visit, subject: Subject) {
  const { view, world } = visit.var
  const body = await visit.req.parseBody()
  const given = Object.fromEntries(
    KEYS[subject].map((key) => [key, typeof body[key] === 'string' ? body[key].trim() : ''])
  )
  const before = await readSettings(world.db)
  const changes: Partial<Settings> = {}
  const wrong: Wrong = {}
  for (const key of KEYS[subject]) {
    const text = given[key] ?? ''
    const told = written(key, text, { former: before[key], language: view.language })
    const parsed = told === null ? null : parsedSetting(key, told)
    if (parsed) Object.assign(changes, parsed)
    else wrong[key] = whatIsWrong(view, key, text)
  }
  if (isRefused({ given, wrong })) return show(visit, subject, { given, wrong })
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
  { former, language }: { former: Settings[SettingKey]; language: View['language'] }
): string | null {
  if (typeof former === 'boolean') return text === 'yes' ? 'true' : 'false'
  if (typeof former === 'number')
    return text === '' ? '0' : MONEY_SETTINGS.has(key) ? plainSum(text, language) : plainNumber(text, language)
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
          <FormErrors view={view} wrong={isRefused(refused)} />
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
  const label = `${text.labels[name] ?? name}${MONEY_SETTINGS.has(name) ? ` (${currencySign(view)})` : ''}`
  const field = { label, name, hint: text.hints[name], wrong: refused.wrong[name] }
  const given = refused.given[name]
  if (typeof value === 'boolean')
    return <Check name={name} label={label} checked={given === undefined ? value : given === 'yes'} />
  const isChoice = name === 'firm.country' || name === 'firm.language'
  if (isChoice && typeof value === 'string') {
    const names = name === 'firm.country' ? text.countries : { fr: 'Français', en: 'English' }
    const options = Object.entries(names).map(([code, shown]) => ({ value: code, label: shown }))
    return <SelectField {...field} options={options} value={given ?? value} />
  }
  if (typeof value === 'number')
    return (
      <TextField
        {...field}
        inputmode="decimal"
        value={given ?? writtenNumber(String(value), view.language)}
        class="short"
      />
    )
  if (name === 'firm.closedDays' && Array.isArray(value))
    return <TextArea {...field} value={given ?? value.map((days) => writtenDays(view, days)).join('\n')} />
  if (Array.isArray(value)) return <TextArea {...field} value={given ?? value.join('\n')} />
  if (typeof value === 'object') {
    const pairs = Object.entries(value).map(([word, keyword]) => `${word} = ${keyword}`)
    return <TextArea {...field} value={given ?? pairs.join('\n')} />
  }
  if (CONSENTS.has(name)) return <TextArea {...field} value={given ?? value} maxlength={300} />
  if (name === 'firm.postalAddress') return <TextArea {...field} value={given ?? value} />
  return <TextField {...field} value={given ?? value} />
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
