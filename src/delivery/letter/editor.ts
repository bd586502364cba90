import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { LANGUAGES, type Language } from '#src/platform/i18n.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { checkTemplate, tryLetter, type TemplateFault, type Tried } from './check.ts'
import { EXAMPLE, type LetterData } from './data.ts'
import { letterText, shippedSource, shippedTemplates, stationery } from './library.ts'
import { newestLetters, savedLetters, saveTemplate, type LetterKey, type SavedLetter } from './template-store.ts'

/** The owner's letters: what they read, change, look at and take back. Nothing wrong is ever saved. */

/** Where a letter stands in one language. */
export type LetterState =
  /** As it came with the program. */
  | { kind: 'shipped' }
  | { kind: 'own'; version: number; savedAt: Date; savedBy: string }
  /** The owner wrote this letter in the other language only. */
  | { kind: 'none' }

export interface LetterSummary {
  name: string
  /** What it is called; null for one of the owner's own. */
  title: Record<Language, string> | null
  /** Comes with the program. */
  isShipped: boolean
  states: Record<Language, LetterState>
}

/** Every letter: those that come with the program, then the owner's own, each by name. */
export async function listLetters(db: Db): Promise<LetterSummary[]> {
  const saved = await newestLetters(db)
  const shipped = shippedTemplates()
  const own = [...new Set(saved.filter((each) => each.source !== null).map(({ name }) => name))]
  const names = [...shipped, ...own.filter((name) => !shipped.includes(name)).sort()]
  return names.map((name) => {
    const isShipped = shipped.includes(name)
    const stateIn = (language: Language): LetterState =>
      stateOf(saved.find((each) => each.name === name && each.language === language) ?? null, isShipped)
    return { name, title: TITLES[name] ?? null, isShipped, states: { fr: stateIn('fr'), en: stateIn('en') } }
  })
}

/** One letter to be edited. */
export interface EditableLetter extends LetterKey {
  source: string
  state: LetterState
  /** As it came with the program; null for one of the owner's own. */
  shipped: string | null
  /** The versions that were saved, the newest first. */
  versions: SavedLetter[]
}

/** @throws Refusal `no-such-template` */
export async function readLetter(db: Db, key: LetterKey): Promise<EditableLetter> {
  const { source } = await letterText(db, key)
  const versions = await savedLetters(db, key)
  const shipped = shippedSource(key)
  return { ...key, source, state: stateOf(versions[0] ?? null, shipped !== null), shipped, versions }
}

export type SavedOrWrong = { kind: 'saved'; version: number } | { kind: 'wrong'; faults: TemplateFault[] }

/**
 * Saves a letter as a new version, if nothing is wrong with it. What is planned already goes out as it was when it was planned
 * (SEMANTICS G7). A name that is not there yet makes a new letter.
 * @throws Refusal `letter-name` for a name that is none
 */
export async function saveLetter(
  db: Db,
  letter: LetterKey & { source: string; by: string; now: Temporal.Instant }
): Promise<SavedOrWrong> {
  const { name, language, by, now } = letter
  const isName = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
  if (!isName) throw new Refusal('letter-name', 'Name a letter in lower-case letters, digits and hyphens.')
  const source = letter.source.replaceAll('\r\n', '\n')
  const faults = await checkTemplate(source, stationery(language), language)
  if (faults.length > 0) return { kind: 'wrong', faults }
  return { kind: 'saved', version: await saveTemplate(db, { name, language, source, by, now: dateOf(now) }) }
}

/**
 * Goes back to an earlier version, or to the letter that came with the program; history is kept.
 * @param version null: as it came
 * @throws Refusal `no-such-version`, `no-such-template`
 */
export async function restoreLetter(
  db: Db,
  key: LetterKey,
  about: { version: number | null; by: string; now: Temporal.Instant }
): Promise<number> {
  const { versions, shipped } = await readLetter(db, key)
  const earlier = versions.find(({ version }) => version === about.version)
  const isThere = about.version === null ? shipped !== null : earlier !== undefined
  if (!isThere) throw new Refusal('no-such-version', `The letter "${key.name}" has no such version to go back to.`)
  const source = earlier?.source ?? null
  return saveTemplate(db, { ...key, source, by: about.by, now: dateOf(about.now) })
}

/** What a letter being edited looks like, saved or not, with an example client or the data of a real one. */
export function showLetter(
  source: string,
  language: Language,
  { colour = '', data = EXAMPLE[language] }: { colour?: string; data?: LetterData } = {}
): Promise<Tried> {
  return tryLetter(source.replaceAll('\r\n', '\n'), { stationery: stationery(language, colour), language, data })
}

/** Copies a letter under another name in both languages, as the beginning of a new one. Does nothing where that is there. */
export async function copyLetter(
  db: Db,
  from: string,
  to: string,
  { by, now }: { by: string; now: Temporal.Instant }
): Promise<void> {
  for (const language of LANGUAGES) {
    const isThere = (await savedLetters(db, { name: to, language })).length > 0
    if (isThere) continue
    const { source } = await letterText(db, { name: from, language })
    await saveTemplate(db, { name: to, language, source, by, now: dateOf(now) })
  }
}

/** A field that letters may speak of. */
export interface LetterField {
  /** As it is written between braces. */
  path: string
  about: Record<Language, string>
  example: Record<Language, string>
}

/** The fields for the list beside the editor. */
export const LETTER_FIELDS: readonly LetterField[] = [
  field(
    'greeting',
    'Bonjour et le prénom, s’il est connu',
    'hello and the first name, where known',
    (data) => data.greeting
  ),
  field('client.firstName', 'prénom', 'first name', (data) => data.client.firstName),
  field('client.name', 'nom complet', 'full name', (data) => data.client.name),
  field('client.company', 'entreprise', 'company', (data) => data.client.company),
  field('years', 'nombre d’années, pour un anniversaire', 'number of years, for an anniversary', (data) => data.years),
  field('product', 'produits du dernier achat', 'products of the last purchase', (data) => data.product),
  field('coupon.code', 'code du bon', 'code of the coupon', (data) => data.coupon?.code),
  field('coupon.discount', 'ce que donne le bon', 'what the coupon gives', (data) => data.coupon?.discount),
  field('coupon.validUntil', 'dernier jour du bon', 'last day of the coupon', (data) => data.coupon?.validUntil),
  field('coupon.minimum', 'achat minimal du bon', 'least purchase for the coupon', (data) => data.coupon?.minimum),
  field('points.expiring', 'points qui vont expirer', 'points that will expire', (data) => data.points?.expiring),
  field('points.expiresOn', 'leur dernier jour', 'their last day', (data) => data.points?.expiresOn),
  field('thread.subject', 'objet de la conversation', 'subject of the conversation', (data) => data.thread?.subject),
  field('firm.name', 'nom de votre entreprise', 'name of your firm', (data) => data.firm.name),
  field('firm.postalAddress', 'votre adresse postale', 'your postal address', (data) => data.firm.postalAddress),
  field('firm.email', 'votre adresse mail', 'your mail address', (data) => data.firm.email)
]

function field(
  path: string,
  fr: string,
  en: string,
  read: (data: LetterData) => string | number | null | undefined
): LetterField {
  const example = (language: Language): string => String(read(EXAMPLE[language]) ?? '')
  return { path, about: { fr, en }, example: { fr: example('fr'), en: example('en') } }
}

function stateOf(saved: SavedLetter | null, isShipped: boolean): LetterState {
  if (saved && saved.source !== null)
    return { kind: 'own', version: saved.version, savedAt: saved.savedAt, savedBy: saved.savedBy }
  return { kind: isShipped ? 'shipped' : 'none' }
}

/** What a letter is called; one of the owner's own by the name they gave it. */
export function letterTitle(name: string, language: Language): string {
  return TITLES[name]?.[language] ?? name
}

const TITLES: Record<string, Record<Language, string>> = {
  anniversary: { fr: 'Anniversaire d’achat', en: 'Purchase anniversary' },
  birthday: { fr: 'Anniversaire, avec un bon', en: 'Birthday, with a coupon' },
  note: { fr: 'Un mot à tous', en: 'A word to all' },
  'points-notice': { fr: 'Points qui vont expirer', en: 'Points that will expire' },
  'private-sale': { fr: 'Invitation, vente privée', en: 'Invitation, private sale' },
  reactivation: { fr: 'Prendre des nouvelles', en: 'Asking how they are' },
  'reactivation-offer': { fr: 'Revenez, avec un bon', en: 'Come back, with a coupon' },
  thanks: { fr: 'Merci après un achat', en: 'Thanks after a purchase' },
  unanswered: { fr: 'Relance sans réponse', en: 'A word without an answer' },
  'unanswered-team': { fr: 'Rappel à l’équipe', en: 'Reminder to the team' }
}
