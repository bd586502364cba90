import type { RecordedMail } from './arrivals.ts'
import type { Concerned } from './concerned.ts'
import type { Contact } from './ingest-store.ts'
import { pickName } from './name.ts'

/** Somebody whom a mail of a person's own hand concerns. */
export interface PersonInMail {
  arrival: RecordedMail
  person: Concerned
}

/** What the new mails of each client say of them, taken together. */
export function contactsOf(
  stored: RecordedMail[],
  people: PersonInMail[],
  clientOf: ReadonlyMap<string, string>
): Contact[] {
  const contacts = new Map<string, Contact>()
  const all = stored.flatMap(({ concerned, sentAt }) => concerned.map(({ key }) => ({ key, sentAt })))
  for (const { key, sentAt } of all) {
    const clientId = clientOf.get(key)
    if (clientId !== undefined)
      contacts.set(clientId, later(contacts.get(clientId) ?? untold(clientId, sentAt), sentAt))
  }
  for (const told of people) {
    const contact = contacts.get(clientOf.get(told.person.key) ?? '')
    if (contact) contacts.set(contact.clientId, withNews(contact, told))
  }
  return [...contacts.values()]
}

function untold(clientId: string, sentAt: Date): Contact {
  return {
    clientId,
    lastAt: sentAt,
    firstInboundAt: null,
    lastInboundAt: null,
    lastOutboundAt: null,
    name: '',
    nameRank: -1,
    nameAt: sentAt
  }
}

function later(contact: Contact, sentAt: Date): Contact {
  return { ...contact, lastAt: latest(contact.lastAt, sentAt) }
}

function withNews(contact: Contact, { arrival, person }: PersonInMail): Contact {
  const { sentAt, direction } = arrival
  const isTheirs = direction === 'in' && (person.role === 'from' || person.role === 'reply-to')
  const isOurs = direction === 'out' && ['to', 'cc', 'bcc'].includes(person.role)
  const named = { ...pickName(person.name, person.address, isTheirs), at: sentAt }
  const isBetterName = compareNames(named, { name: contact.name, rank: contact.nameRank, at: contact.nameAt }) > 0
  return {
    ...contact,
    firstInboundAt: isTheirs ? earliest(contact.firstInboundAt, sentAt) : contact.firstInboundAt,
    lastInboundAt: isTheirs ? latest(contact.lastInboundAt, sentAt) : contact.lastInboundAt,
    lastOutboundAt: isOurs ? latest(contact.lastOutboundAt, sentAt) : contact.lastOutboundAt,
    ...(isBetterName && { name: named.name, nameRank: named.rank, nameAt: named.at })
  }
}

interface DatedName {
  name: string
  rank: number
  at: Date
}

/** The better sort of name, else the later, else any so long as it is always the same: the order the database compares in. */
function compareNames(a: DatedName, b: DatedName): number {
  return a.rank - b.rank || a.at.getTime() - b.at.getTime() || (a.name > b.name ? 1 : a.name < b.name ? -1 : 0)
}

function earliest(a: Date | null, b: Date): Date {
  return a !== null && a < b ? a : b
}

function latest(a: Date | null, b: Date): Date {
  return a !== null && a > b ? a : b
}
