import type { FieldValue } from '#src/clients/fields/definition.ts'
import { readPhone, type GivenClient } from '#src/clients/import/read-client.ts'
import { readTags } from '#src/clients/import/read-tags.ts'
import { refuseRow, type RefusedRow } from '#src/clients/import/rows.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { readPartialDay, type PartialDay } from '#src/platform/csv/days.ts'
import { plainValue, splitValue, type Card, type Property } from './properties.ts'

/** Reads a card as a client. @param country the firm's, for numbers written without a country */
export function readCard({ line, properties, isWhole }: Card, country: string): GivenClient | RefusedRow {
  const all = (name: string) => preferredFirst(properties.filter((property) => property.name === name))
  const first = (name: string) => all(name)[0]
  if (!isWhole)
    return refuseRow(line, [
      {
        fr: 'la fiche n’est pas terminée\u00a0: le fichier est coupé, exportez-le à nouveau',
        en: 'the card is not ended: the file is cut off, export it again'
      }
    ])
  const written = all('EMAIL').map(({ value }) => plainValue(value).replace(/^mailto:/i, ''))
  const addresses = written.map((address) => normalAddress(address))
  const wrong = written.find((address, index) => address !== '' && addresses[index] === null)
  if (wrong !== undefined)
    return refuseRow(line, [
      {
        fr: `adresse mail «\u00a0${wrong}\u00a0»\u00a0: il faut une adresse comme zoe@example.org`,
        en: `email "${wrong}" is not a mail address such as zoe@example.org`
      }
    ])
  const company = splitValue(first('ORG')?.value ?? '', ';')[0] || null
  const name = nameOf(first('FN'), first('N')) || company || plainValue(first('NICKNAME')?.value ?? '') || null
  const known = [...new Set(addresses.filter((address) => address !== null))]
  if (name === null && known.length === 0)
    return refuseRow(line, [
      { fr: 'la fiche ne contient ni nom ni adresse', en: 'the card holds neither a name nor an address' }
    ])
  const { tags, faults } = readTags(
    all('CATEGORIES')
      .flatMap(({ value }) => splitValue(value, ','))
      .join(',')
  )
  if (faults.length > 0) return refuseRow(line, faults)
  const uid = plainValue(first('UID')?.value ?? '').replace(/^urn:uuid:/i, '')
  return {
    line,
    // A person is known again by their addresses; an address book's own id is for those who have none.
    externalId: known.length === 0 && uid !== '' && uid.length <= UID_MAX ? uid : null,
    name,
    addresses: known,
    phone: readPhone(phoneOf(all('TEL')), country),
    company,
    birthday: birthdayOf(first('BDAY')),
    language: languageOf(first('LANG')),
    zone: null,
    customerSince: null,
    tags,
    consent: null,
    state: null,
    fields: { ...addressFields(first('ADR')), ...weddingField(first('ANNIVERSARY')) }
  }
}

const UID_MAX = 200

function preferredFirst(properties: Property[]): Property[] {
  const isPreferred = ({ marks }: Property) => marks.includes('pref') || marks.includes('1')
  return properties.toSorted((one, other) => Number(isPreferred(other)) - Number(isPreferred(one)))
}

/** The name as it is shown, else from its parts: family; given; further; before; after. */
function nameOf(shown: Property | undefined, parts: Property | undefined): string {
  const name = plainValue(shown?.value ?? '')
  if (name !== '' && !name.includes('@')) return name
  const [family = '', given = '', further = ''] = splitValue(parts?.value ?? '', ';')
  return [given, further, family].filter(Boolean).join(' ') || name
}

/** The one preferred, else a mobile one, else the first that is no fax. */
function phoneOf(phones: Property[]): string {
  const voices = phones.filter(({ marks }) => !marks.includes('fax') && !marks.includes('pager'))
  const isPreferred = (phone: Property) => phone.marks.includes('pref')
  const chosen = voices.find(isPreferred) ?? voices.find(({ marks }) => marks.includes('cell')) ?? voices[0]
  return plainValue(chosen?.value ?? '')
    .replace(/^tel:/i, '')
    .replace(/;.*$/, '')
}

/** `1980-05-14`, `19800514`, `--0514`; Apple writes a day without a year as one of 1604. */
function birthdayOf(property: Property | undefined): PartialDay | null {
  const text = plainValue(property?.value ?? '').replace(/T.*$/i, '')
  const LAST_YEAR = 2100
  const day = readPartialDay(text, 'day-first', LAST_YEAR)
  const APPLES_NO_YEAR = 1604
  return day?.year === APPLES_NO_YEAR ? { ...day, year: null } : day
}

function languageOf(property: Property | undefined): 'fr' | 'en' | null {
  const language = property?.value.slice(0, 2).toLowerCase()
  return language === 'fr' || language === 'en' ? language : null
}

/** Post box; extended; street; city; region; code; country. */
function addressFields(property: Property | undefined): Record<string, FieldValue> {
  const [, extended = '', street = '', city = '', , code = '', country = ''] = splitValue(property?.value ?? '', ';')
  const values = {
    address: [street, extended].filter(Boolean).join(', ').replace(/\s+/g, ' '),
    postal_code: code,
    city,
    country
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

function weddingField(property: Property | undefined): Record<string, FieldValue> {
  const day = birthdayOf(property)
  if (!day) return {}
  const two = (number: number) => String(number).padStart(2, '0')
  return { wedding: `${day.year ?? '-'}-${two(day.month)}-${two(day.day)}` }
}
