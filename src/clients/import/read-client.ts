import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import type { Temporal } from 'temporal-polyfill'
import { normalAddress } from '#src/message/addresses.ts'
import { guessDayOrder, readDay, readPartialDay, type DayOrder, type PartialDay } from '#src/platform/csv/days.ts'
import type { ClientColumns, ClientField } from './columns.ts'

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
}

/** A row that is not imported, with a sentence for who made the file. */
export interface RefusedRow {
  line: number
  reason: string
}

/** How the file's columns write what can be written in several ways. */
export interface ClientFormat {
  birthdays: DayOrder
  days: DayOrder
  today: Temporal.PlainDate
  country: string
  /** Number of titles. */
  width: number
}

/** Looks at a sample of the rows to tell how the columns write days. */
export function guessFormat(
  sample: string[][],
  columns: ClientColumns,
  firm: { today: Temporal.PlainDate; country: string; width: number }
): ClientFormat {
  const values = (field: ClientField) => {
    const index = columns[field]
    return index === undefined ? [] : sample.map((cells) => cells[index] ?? '')
  }
  const days = guessDayOrder([...values('customer_since'), ...values('consent_at')])
  return { birthdays: guessDayOrder(values('birthday')), days, ...firm }
}

/** Reads one row. Nothing is guessed that would be wrong in silence: what cannot be read refuses the row. */
export function readClientRow(
  { line, cells }: { line: number; cells: string[] },
  columns: ClientColumns,
  format: ClientFormat
): GivenClient | RefusedRow {
  const cell = (field: ClientField) => {
    const index = columns[field]
    return index === undefined
      ? ''
      : (cells[index] ?? '')
          .replaceAll('\0', ' ')
          .replace(/[\s\u00a0]+/g, ' ')
          .trim()
  }
  const complaints: string[] = []
  const read = <T>(field: ClientField, parse: (text: string) => T | null, expected: string): T | null => {
    const text = cell(field)
    if (text === '') return null
    const value = parse(text)
    if (value === null) complaints.push(`${field} "${text}" is not ${expected}`)
    return value
  }
  const client: GivenClient = {
    line,
    externalId: cell('id') || null,
    name: cell('name') || [cell('first_name'), cell('last_name')].filter(Boolean).join(' ') || null,
    addresses: read('email', readMailAddresses, 'a mail address such as zoe@example.org') ?? [],
    phone: readPhone(cell('phone'), format.country),
    company: cell('company') || null,
    birthday: read('birthday', (text) => birthdayOf(text, format), 'a day such as 1980-05-14 or 14/05'),
    language: read('language', languageOf, 'fr or en'),
    zone: read('zone', zoneOf, 'a time zone such as Europe/Paris'),
    customerSince: read('customer_since', (text) => pastDay(text, format), 'a day in the past such as 2021-03-01'),
    tags: tagsOf(cell('tags')),
    consent: consentOf(read('consent_marketing', yesNo, 'yes or no'), {
      at: read('consent_at', (text) => pastDay(text, format), 'a day in the past such as 2021-03-01'),
      source: cell('consent_source') || null
    })
  }
  const isCutElsewhere = complaints.length > 0 && cells.length > format.width
  if (isCutElsewhere)
    complaints.push(
      `the row has ${cells.length} cells under ${format.width} titles: put texts that hold the separator in quotation marks`
    )
  if (client.name === null && client.addresses.length === 0) complaints.push('there is neither a name nor an address')
  return complaints.length === 0 ? client : { line, reason: `${complaints.join('; ')}.` }
}

function readMailAddresses(text: string): string[] | null {
  const written = text.split(/[;,\s]+/).filter((part) => part !== '')
  const addresses = written.map((part) => normalAddress(part.replace(/^<|>$/g, '').replace(/^mailto:/i, '')))
  const known = addresses.filter((address) => address !== null)
  return known.length === written.length && known.every((address) => address.includes('@')) ? [...new Set(known)] : null
}

/** In the international form where it is a number of that country or abroad; else as written: it is for people to read. */
function readPhone(text: string, country: string): string | null {
  if (text === '') return null
  const number = parsePhoneNumberFromString(text, phoneCountry(country))
  return number?.isValid() ? number.number : text
}

function phoneCountry(country: string): CountryCode {
  return country === 'CA' ? 'CA' : 'FR'
}

function birthdayOf(text: string, { birthdays, today }: ClientFormat): PartialDay | null {
  const day = readPartialDay(text, birthdays, today.year)
  if (day) return isPast(day, today) ? day : null
  const counted = readDay(text, birthdays, today.year)
  return counted && { year: counted.year, month: counted.month, day: counted.day }
}

function isPast({ year, month, day }: PartialDay, today: Temporal.PlainDate): boolean {
  const OLDEST = 130
  if (year === null) return true
  const isFuture = year > today.year || (year === today.year && (month - today.month || day - today.day) > 0)
  return !isFuture && year > today.year - OLDEST
}

function pastDay(text: string, { days, today }: ClientFormat): Temporal.PlainDate | null {
  const day = readDay(text, days, today.year)
  // The file may come from a zone that is a day ahead.
  return day && day.since(today).days <= 1 ? day : null
}

function languageOf(text: string): 'fr' | 'en' | null {
  const lower = text.toLowerCase()
  if (/^(fr|fre|fra|fran[cç]ais|french)\b/.test(lower)) return 'fr'
  return /^(en|eng|anglais|english)\b/.test(lower) ? 'en' : null
}

function zoneOf(text: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone === '' ? null : text
  } catch {
    return null
  }
}

function tagsOf(text: string): string[] {
  const tags = text.split(/[;,|]+/).map((tag) => tag.trim().replace(/^#/, '').toLowerCase())
  return [...new Set(tags.filter((tag) => tag !== ''))]
}

function yesNo(text: string): boolean | null {
  const lower = text.toLowerCase()
  if (['yes', 'y', 'oui', 'o', '1', 'true', 'vrai', 'x', 'given', 'express', 'opt-in', 'optin'].includes(lower))
    return true
  return ['no', 'n', 'non', '0', 'false', 'faux', 'withdrawn', 'opt-out', 'optout', '-'].includes(lower) ? false : null
}

function consentOf(
  given: boolean | null,
  rest: { at: Temporal.PlainDate | null; source: string | null }
): GivenClient['consent'] {
  return given === null ? null : { given, ...rest }
}
