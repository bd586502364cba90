import { inTurn, type Sql } from '#src/platform/database/sql.ts'
import { newId } from '#src/platform/ids.ts'
import type { Us } from '#src/team/us.ts'
import type { RecordedMail } from './arrivals.ts'
import { companyDomain, companyName } from './company-domain.ts'
import { contactsOf, type PersonInMail } from './contacts.ts'
import type { Concerned } from './concerned.ts'
import {
  adoptEarlierMails,
  ensureCompanies,
  findByKeys,
  insertAddresses,
  insertMailInteractions,
  insertSuggestions,
  noteContacts,
  preferPlainAddresses,
  recountClients,
  type NewAddress,
  type NewClient
} from './ingest-store.ts'
import { isSuggested } from './suggestion.ts'

/** Puts stored mails on the records of the clients they concern; suggests those who are unknown (SEMANTICS C). */
export async function attachToClients(db: Sql, stored: RecordedMail[], us: Us, now: Date): Promise<void> {
  const keys = new Set(stored.flatMap(({ concerned }) => concerned.map(({ key }) => key)))
  if (keys.size === 0) return
  const known = await findByKeys(db, [...keys])
  const clientOf = new Map(known.map(({ key, clientId }) => [key, clientId]))
  const people = peopleIn(stored, us)
  const suggested = suggestionsFrom(people, clientOf)
  for (const { key, id } of suggested) clientOf.set(key, id)
  const addresses = unknownAddresses(people, clientOf, new Set(known.map(({ address }) => address)))
  const isSuggestion = new Set(suggested.map(({ id }) => id))
  const grown = addresses.map(({ clientId }) => clientId).filter((id) => !isSuggestion.has(id))
  const onRecord = stored.flatMap(({ messageId, concerned }) =>
    clientsAmong(concerned, clientOf).map((clientId) => ({ clientId, messageId }))
  )
  const contacts = contactsOf(stored, people, clientOf)
  const companyOf = await companiesOf(db, suggested)
  await inTurn(db, [
    async () => suggested.length > 0 && insertSuggestions(db, asClients(suggested, companyOf), now),
    async () => addresses.length > 0 && insertAddresses(db, addresses, now),
    async () => onRecord.length > 0 && insertMailInteractions(db, onRecord, now),
    async () => contacts.length > 0 && noteContacts(db, contacts, now)
  ])
  if (grown.length > 0) await preferPlainAddresses(db, grown)
  await adoptEarlier(db, suggested, now)
}

function peopleIn(stored: RecordedMail[], us: Us): PersonInMail[] {
  return stored.flatMap((arrival) =>
    arrival.concerned.filter((person) => isSuggested(arrival.mail, person, us)).map((person) => ({ arrival, person }))
  )
}

interface Suggestion {
  id: string
  key: string
  address: string
}

/** One new record per unknown person, be they in one mail of the batch or in many. */
function suggestionsFrom(people: PersonInMail[], clientOf: ReadonlyMap<string, string>): Suggestion[] {
  const byKey = new Map<string, Suggestion>()
  for (const { person } of people) {
    const isNew = !clientOf.has(person.key) && !byKey.has(person.key)
    if (isNew) byKey.set(person.key, { id: newId(), key: person.key, address: person.address })
  }
  return [...byKey.values()]
}

/** @returns ids by domain */
async function companiesOf(db: Sql, suggested: Suggestion[]): Promise<Map<string, string>> {
  const domains = new Set(suggested.flatMap(({ address }) => companyDomain(address) ?? []))
  const companies = [...domains].map((domain) => ({ id: newId(), domain, name: companyName(domain) }))
  return companies.length > 0 ? ensureCompanies(db, companies) : new Map<string, string>()
}

function asClients(suggested: Suggestion[], companyOf: ReadonlyMap<string, string>): NewClient[] {
  return suggested.map(({ id, address }) => ({
    id,
    name: address,
    companyId: companyOf.get(companyDomain(address) ?? '') ?? null
  }))
}

function unknownAddresses(
  people: PersonInMail[],
  clientOf: ReadonlyMap<string, string>,
  known: ReadonlySet<string>
): NewAddress[] {
  const added = new Map<string, NewAddress>()
  for (const { person } of people) {
    const clientId = clientOf.get(person.key)
    if (clientId === undefined || known.has(person.address)) continue
    added.set(person.address, { address: person.address, key: person.key, clientId })
  }
  return [...added.values()]
}

function clientsAmong(concerned: Concerned[], clientOf: ReadonlyMap<string, string>): string[] {
  return [...new Set(concerned.flatMap(({ key }) => clientOf.get(key) ?? []))]
}

/** Lists, bounces and programs make nobody a client, but belong to the record of whoever becomes one. */
async function adoptEarlier(db: Sql, suggested: Suggestion[], now: Date): Promise<void> {
  if (suggested.length === 0) return
  const clients = suggested.map(({ key, id }) => ({ key, clientId: id }))
  const adopted = await adoptEarlierMails(db, clients, now)
  if (adopted > 0)
    await recountClients(
      db,
      suggested.map(({ id }) => id)
    )
}
