import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import type { Temporal } from 'temporal-polyfill'
import { isToCome } from '#src/clients/birthday.ts'
import type { Field, FieldValue } from '#src/clients/fields/definition.ts'
import { readFieldValue } from '#src/clients/fields/value.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { cellText, cellValue, looksLikeTotal } from '#src/platform/csv/cell.ts'
import type { TableRow } from '#src/platform/csv/cells.ts'
import {
  guessDayOrder,
  guessDays,
  readDay,
  readPartialDay,
  type DayOrder,
  type GuessedDays,
  type PartialDay
} from '#src/platform/csv/days.ts'
import { comparable, readYesNo } from '#src/platform/csv/words.ts'
import type { ClientColumns, ClientField } from './columns.ts'
import { readTags } from './read-tags.ts'
import { refuseRow, rowFaults, type Reason, type RefusedRow } from './rows.ts'
import { CLIENT_FIELD_WORDS } from './field-words.ts'

/** One client as a file gives it; what the file leaves open is null or empty and changes nothing that is known. */
export interface GivenClient {
  line: number
  externalId: string | null
  name: string | null
  addresses: string[]
  phone: string | null
  company: string | null
  birthday: PartialDay | null
  language: 'fr' | 'en' | null
  zone: string | null
  customerSince: Temporal.PlainDate | null
  tags: string[]
  consent: { given: boolean; at: Temporal.PlainDate | null; source: string | null } | null
  /** The record's state, where the file is an export of ours. */
  state: 'active' | 'suggested' | 'ignored' | null
  /** Typed fields, by key. */
  fields: Record<string, FieldValue>
}

/** How the file's columns write what can be written in several ways. */
export interface ClientFormat {
  birthdays: DayOrder
  days: DayOrder
  /** Of birthdays, else of the other days; null where none is written in figures that could be read both ways. */
  guessedDays: GuessedDays | null
  today: Temporal.PlainDate
  country: string
  header: string[]
  /** Typed fields that a column was found for. */
  fields: Field[]
}

/** Looks at a sample of the rows to tell how the columns write days. */
export function guessFormat(
  sample: string[][],
  columns: ClientColumns,
  {
    dates: usual,
    ...firm
  }: Pick<ClientFormat, 'today' | 'country' | 'header' | 'fields'> & { dates?: DayOrder | undefined }
): ClientFormat {
  const values = (field: string) => sample.map((cells) => cellText(cells, columns[field]))
  const dates = firm.fields.filter(({ type }) => type === 'date' || type === 'yearly-date')
  const days = [values('customer_since'), values('consent_at'), ...dates.map(({ key }) => values(key))].flat()
  return {
    birthdays: guessDayOrder(values('birthday'), usual),
    days: guessDayOrder(days, usual),
    guessedDays: guessDays(values('birthday'), usual) ?? guessDays(days, usual),
    ...firm
  }
}

/** Reads one row. Nothing is guessed that would be wrong in silence: what cannot be read refuses the row. */
export function readClientRow(row: TableRow, columns: ClientColumns, format: ClientFormat): GivenClient | RefusedRow {
  const { line, cells } = row
  const cell = (field: ClientField) => cellValue(cells, columns[field])
  const complaints = rowFaults(row, format.header)
  if (complaints.length > 0) return refuseRow(line, complaints)
  if (looksLikeTotal(cells) && cell('email') === '')
    return refuseRow(line, [
      {
        fr: 'cela ressemble à une ligne de totaux, pas à un client',
        en: 'this looks like a line of totals, not a client'
      }
    ])
  const read = <T>(field: ClientField, parse: (text: string) => T | null, expected: Reason): T | null => {
    const text = cell(field)
    if (text === '') return null
    const value = parse(text)
    if (value === null) complaints.push(isNot({ fr: CLIENT_FIELD_WORDS[field].fr, en: field }, text, expected))
    return value
  }
  const phone = cell('phone') || cell('mobile')
  if (isEaten(phone)) complaints.push(eaten({ fr: CLIENT_FIELD_WORDS.phone.fr, en: 'phone' }, phone))
  if (isEaten(cell('id'))) complaints.push(eaten({ fr: CLIENT_FIELD_WORDS.id.fr, en: 'id' }, cell('id')))
  const { tags, faults } = readTags(cell('tags'))
  const client: GivenClient = {
    line,
    externalId: cell('id') || null,
    name: nameOf(cells, columns) || cell('company') || null,
    addresses: [
      ...new Set([
        ...(read('email', readMailAddresses, ADDRESS_EXPECTED) ?? []),
        ...(read('email_2', readMailAddresses, ADDRESS_EXPECTED) ?? [])
      ])
    ],
    phone: readPhone(phone, format.country),
    company: cell('company') || null,
    birthday: read('birthday', (text) => birthdayOf(text, format), {
      fr: 'un jour comme 14/05/1980 ou 14/05',
      en: 'a day such as 1980-05-14 or 14/05'
    }),
    language: languageOf(cell('language')),
    zone: read('zone', zoneOf, {
      fr: 'un fuseau horaire comme Europe/Paris',
      en: 'a time zone such as Europe/Paris'
    }),
    customerSince: read('customer_since', (text) => pastDay(text, format), PAST_DAY_EXPECTED),
    tags,
    consent: consentOf(
      isUnsaid(cell('consent_marketing'))
        ? null
        : read('consent_marketing', readYesNo, { fr: 'oui ou non', en: 'yes or no' }),
      {
        at: read('consent_at', (text) => pastDay(text, format), PAST_DAY_EXPECTED),
        source: cell('consent_source') || null
      }
    ),
    state: stateOf(cell('record_state')),
    fields: fieldsOf(cells, columns, format, complaints)
  }
  complaints.push(...tooLong(client), ...faults)
  if (client.name === null && client.addresses.length === 0)
    complaints.push({ fr: 'il n’y a ni nom ni adresse', en: 'there is neither a name nor an address' })
  return complaints.length === 0 ? client : refuseRow(line, complaints)
}

const ADDRESS_EXPECTED = { fr: 'une adresse comme zoe@example.org', en: 'a mail address such as zoe@example.org' }
const PAST_DAY_EXPECTED = { fr: 'un jour passé comme 01/03/2021', en: 'a day in the past such as 2021-03-01' }

/** @param name of the field: in French its words, in English what the command line calls it */
function isNot(name: Reason, text: string, expected: Reason): Reason {
  return {
    fr: `${name.fr} «\u00a0${text}\u00a0»\u00a0: il faut ${expected.fr}`,
    en: `${name.en} "${text}" is not ${expected.en}`
  }
}

/** A column "Nom" beside a column "Prénom" holds the family name. */
function nameOf(cells: string[], columns: ClientColumns): string {
  const text = (field: ClientField) => cellText(cells, columns[field])
  const [name, first, last] = [text('name'), text('first_name'), text('last_name')]
  const isWhole = columns.last_name !== undefined || first === '' || comparable(name).includes(comparable(first))
  if (columns.name !== undefined && name !== '' && isWhole) return name
  return [first, last || name].filter(Boolean).join(' ')
}

function stateOf(text: string): GivenClient['state'] {
  return text === 'active' || text === 'suggested' || text === 'ignored' ? text : null
}

/** `3,36123E+10`: the spreadsheet rounded what is no number, and its last figures are lost. */
function isEaten(text: string): boolean {
  return /^\d(?:[.,]\d+)?E\+?\d{1,2}$/i.test(text)
}

function eaten(name: Reason, text: string): Reason {
  return {
    fr: `${name.fr} «\u00a0${text}\u00a0»\u00a0: un tableur l’a coupé, mettez-y cette colonne au format texte et exportez à nouveau`,
    en: `${name.en} "${text}" was cut by a spreadsheet: make that column a text column there, and export again`
  }
}

const ID_MAX = 200
const TEXT_MAX = 300

function tooLong({ externalId, name, company }: GivenClient): Reason[] {
  return [
    externalId !== null &&
      externalId.length > ID_MAX && {
        fr: `le code client dépasse ${ID_MAX} lettres`,
        en: `the id is longer than ${ID_MAX} letters`
      },
    name !== null &&
      name.length > TEXT_MAX && {
        fr: `le nom dépasse ${TEXT_MAX} lettres\u00a0: une colonne est-elle décalée\u00a0?`,
        en: `the name is longer than ${TEXT_MAX} letters: is a column shifted?`
      },
    company !== null &&
      company.length > TEXT_MAX && {
        fr: `l’entreprise dépasse ${TEXT_MAX} lettres\u00a0: une colonne est-elle décalée\u00a0?`,
        en: `the company is longer than ${TEXT_MAX} letters: is a column shifted?`
      }
  ].filter((complaint) => complaint !== false)
}

/** `zoe@x.fr; paul@x.fr`, `Zoé <zoe@x.fr>`, `mailto:zoe@x.fr`. */
function readMailAddresses(text: string): string[] | null {
  const written = text.match(/[^\s<>;,"()[\]]*@[^\s<>;,"()[\]]*/g) ?? []
  const addresses = written.map((part) => normalAddress(part.replace(/^mailto:/i, '')))
  const known = addresses.filter((address) => address !== null)
  return known.length > 0 && known.length === written.length ? [...new Set(known)] : null
}

/** In the international form where it is a number of that country or abroad; else as written: it is for people to read. */
export function readPhone(text: string, country: string): string | null {
  if (text === '') return null
  const number = parsePhoneNumberFromString(text, phoneCountry(country))
  return number?.isValid() ? number.number : text
}

function phoneCountry(country: string): CountryCode {
  return country === 'CA' ? 'CA' : 'FR'
}

function birthdayOf(text: string, { birthdays, today }: Pick<ClientFormat, 'birthdays' | 'today'>): PartialDay | null {
  const read = readPartialDay(text, birthdays, today.year)
  // Nobody is born this year after today: '27 in 2026 is 1927.
  const day = read && !isPast(read, today) ? readPartialDay(text, birthdays, today.year - 1) : read
  if (day) return isPast(day, today) ? day : null
  const counted = readDay(text, birthdays, today.year)
  const born = counted && { year: counted.year, month: counted.month, day: counted.day }
  return born && isPast(born, today) ? born : null
}

function isPast(born: PartialDay, today: Temporal.PlainDate): boolean {
  const OLDEST = 130
  return born.year === null || (!isToCome(born, today) && born.year > today.year - OLDEST)
}

function pastDay(text: string, { days, today }: ClientFormat): Temporal.PlainDate | null {
  const day = readDay(text, days, today.year)
  // The file may come from a zone that is a day ahead.
  return day && day.since(today).days <= 1 ? day : null
}

/** Other languages are left open: mails are written in French or English. */
function languageOf(text: string): 'fr' | 'en' | null {
  const word = comparable(text)
  if (/^(?:fr|fre|fra|francais|french)/.test(word)) return 'fr'
  return /^(?:en|eng|anglais|english)/.test(word) ? 'en' : null
}

function zoneOf(text: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone === '' ? null : text
  } catch {
    return null
  }
}

/** Mail programs' words for somebody who was never asked, or has not answered. */
function isUnsaid(text: string): boolean {
  return /^(?:unknown|inconnu|never ?subscribed|not ?subscribed|pending|en attente|not ?set|\?)$/i.test(text)
}

function consentOf(
  given: boolean | null,
  rest: { at: Temporal.PlainDate | null; source: string | null }
): GivenClient['consent'] {
  return given === null ? null : { given, ...rest }
}

function fieldsOf(
  cells: string[],
  columns: ClientColumns,
  { fields, days, today }: ClientFormat,
  complaints: Reason[]
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {}
  for (const field of fields) {
    const text = cellValue(cells, columns[field.key])
    if (text === '') continue
    const reading = readFieldValue(field, text, { days, today })
    if (reading.kind === 'value') values[field.key] = reading.value
    else complaints.push(isNot({ fr: field.label.fr, en: field.key }, text, reading.expected))
  }
  return values
}
