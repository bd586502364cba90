import type { Temporal } from 'temporal-polyfill'
import { readClient, type ClientRecord } from '#src/clients/client-store.ts'
import { birthdayWords, factLabel, factValue } from '#src/clients/fact-words.ts'
import { preferencesOf, type PreferenceRow } from '#src/clients/preference-store.ts'
import { timeline, type TimelineEntry } from '#src/clients/timeline-store.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import { withoutPersonalLinks } from '#src/delivery/links.ts'
import { withoutCodes } from '#src/offers/code.ts'
import { codesAmong } from '#src/offers/known-codes-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { instantOf } from '#src/platform/clock.ts'
import { catalogue, deFr, formatDay, type Language } from '#src/platform/i18n.ts'
import type { Scene, SceneClient } from './scene.ts'
import { senderFor } from './scene-store.ts'

const LATEST = 10
const LINE_MAX = 120

/** Sends a client's record to the member who asks for it, and to nobody else. @returns false where no mailbox can send */
export async function sendCard(scene: Scene, client: SceneClient): Promise<boolean> {
  const { db, actor, firm, message, threadId } = scene
  const mailbox = await senderFor(db, message.id)
  if (!mailbox) return false
  const record = await readClient(db, client.id)
  const entries = await withoutSecrets(db, await timeline(db, client.id, { limit: LATEST }))
  const preferences = await preferencesOf(db, client.id)
  const text = cardText({ record, entries, preferences }, actor.language, firm.zone)
  await queueMail(db, {
    purpose: 'card',
    key: `${message.identity} ${client.id}`,
    mailbox,
    to: { name: actor.name, address: actor.address },
    subject: words[actor.language].subject(record.name),
    text,
    threadId,
    automatic: true,
    by: 'keywords'
  })
  return true
}

/** A card may be forwarded: what a client alone should hold of our letters is not in it (decision 032). */
async function withoutSecrets(db: Db, entries: TimelineEntry[]): Promise<TimelineEntry[]> {
  const codes = await codesAmong(
    db,
    entries.flatMap(({ title, body }) => [title, body ?? ''])
  )
  const shown = (text: string) => withoutCodes(withoutPersonalLinks(text), (code) => codes.has(code))
  return entries.map((entry) => ({ ...entry, title: shown(entry.title), body: entry.body && shown(entry.body) }))
}

interface CardFacts {
  record: ClientRecord
  entries: TimelineEntry[]
  preferences: PreferenceRow[]
}

const words = catalogue(
  {
    subject: (name: string) => `Fiche ${deFr(name)}`,
    addresses: 'Adresses',
    company: 'Entreprise',
    phone: 'Téléphone',
    birthday: 'Anniversaire',
    tags: 'Étiquettes',
    since: 'Client depuis',
    preferences: 'Préférences',
    proposed: (sentence: string) => `à confirmer\u00a0: «\u00a0${sentence}\u00a0»`,
    latest: 'Derniers échanges',
    none: 'Aucun échange.',
    ending: 'Répondez à ce message avec des mots-clés (#note, #pref, #rappel…)\u00a0: ils vaudront pour ce client.'
  },
  {
    subject: (name) => `Record of ${name}`,
    addresses: 'Addresses',
    company: 'Company',
    phone: 'Telephone',
    birthday: 'Birthday',
    tags: 'Labels',
    since: 'Client since',
    preferences: 'Preferences',
    proposed: (sentence) => `to be confirmed: “${sentence}”`,
    latest: 'Latest exchanges',
    none: 'No exchanges.',
    ending: 'Answer this mail with keywords (#note, #pref, #remind…): they will count for this client.'
  }
)

/** A client's record as a mail of plain text. */
function cardText({ record, entries, preferences }: CardFacts, language: Language, zone: string): string {
  const say = words[language]
  const facts = [
    [say.addresses, record.addresses.join(', ')],
    [say.company, record.company],
    [say.phone, record.phone],
    [say.birthday, record.birthday && birthdayWords(record.birthday, language)],
    [say.since, record.customerSince && dayIn(instantOf(record.customerSince), language, 'UTC')],
    [say.tags, record.tags.join(', ')]
  ]
  const known = facts.filter(([, value]) => value).map(([label, value]) => `${label}${colon(language)} ${value}`)
  const wishes = preferences.map(
    (row) => `- ${factLabel(row.key, language)}${colon(language)} ${factValue(row, language)}${doubt(row, language)}`
  )
  const latest = entries.map(
    (entry) => `- ${dayIn(instantOf(entry.at), language, zone)}${colon(language)} ${entryLine(entry)}`
  )
  return [
    record.name,
    ...known,
    ...(wishes.length > 0 ? ['', say.preferences, ...wishes] : []),
    '',
    say.latest,
    ...(latest.length > 0 ? latest : [say.none]),
    '',
    say.ending,
    ''
  ].join('\n')
}

function doubt(row: PreferenceRow, language: Language): string {
  return row.state === 'proposed' ? ` (${words[language].proposed(row.sentence ?? '')})` : ''
}

function entryLine({ title, body, direction }: TimelineEntry): string {
  const arrow = direction === 'in' ? '← ' : direction === 'out' ? '→ ' : ''
  const opening = body?.replace(/\s+/g, ' ').trim() ?? ''
  const line = `${arrow}${title}${opening === '' || opening === title ? '' : ` — ${opening}`}`
  return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX).trimEnd()}…` : line
}

function dayIn(instant: Temporal.Instant, language: Language, zone: string): string {
  return formatDay(instant.toZonedDateTimeISO(zone).toPlainDate(), language)
}

function colon(language: Language): string {
  return language === 'fr' ? '\u00a0:' : ':'
}
