import type { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { addressKey } from '#src/team/address-key.ts'
import type { Actor } from '#src/team/audit-store.ts'
import { isUs, type Us } from '#src/team/us.ts'
import type { Field } from '#src/clients/fields/definition.ts'
import { storeFields, type ValueToStore } from '#src/clients/fields/value-store.ts'
import { erasedAmong, externalKey } from '#src/clients/erased-people.ts'
import { adoptEarlierMails } from '#src/clients/ingest-store.ts'
import {
  addImportedAddresses,
  addImportedConsents,
  addImportedTags,
  companiesNamed,
  findKnown,
  saveClients,
  type ClientColumnsToSave,
  type ImportedConsent,
  type KnownRecord
} from './client-import-store.ts'
import type { GivenClient } from './read-client.ts'
import type { ImportCounts } from './import-table.ts'
import { isOurs, refuseRow, WAS_ERASED, type Reason } from './rows.ts'

export interface ImportingContext {
  now: Temporal.Instant
  us: Us
  /** Who imports, for the history of fields. */
  by: Actor
  /** Name of the file, as evidence of what it states. */
  file: string
  /** The typed fields there are. */
  fields: Field[]
  /** To know erased people again, who do not come back (SEMANTICS J5). */
  secrets: Pick<Secrets, 'hash'>
  /** Clients that rows of this file have named, with the line of the first. */
  named: Map<string, number>
}

/**
 * Adds or changes the clients of one batch of rows, found by the source's id, else by address. What a row leaves open stays
 * as it is; a name that a file gives counts as much as one that a member gave. Where several rows of a file name one client, the
 * first counts, and the others only complete what is empty still: else the last namesake of an address would rename the others.
 * Safe to repeat.
 */
export async function importClientBatch(db: Db, rows: GivenClient[], context: ImportingContext): Promise<ImportCounts> {
  const known = await findKnown(db, {
    externalIds: rows.flatMap(({ externalId }) => externalId ?? []),
    keys: rows.flatMap(({ addresses }) => addresses.map(addressKey))
  })
  const erased = await erasedAmong(db, rows.flatMap(keysOf), context.secrets)
  const companies = await companiesOf(db, rows)
  const batch = startBatch(context)
  for (const row of rows) {
    const refusal = objection(row, { known, batch, us: context.us, erased })
    if (refusal !== null) batch.counts.refused.push(refuseRow(row.line, [refusal]))
    else takeRow(row, { known, batch, companies })
  }
  await store(db, batch, dateOf(context.now))
  return batch.counts
}

function keysOf({ externalId, addresses }: GivenClient): string[] {
  return [...addresses.map(addressKey), ...(externalId === null ? [] : [externalKey(externalId)])]
}

type Known = Awaited<ReturnType<typeof findKnown>>

interface Batch {
  context: ImportingContext
  counts: Required<ImportCounts>
  toSave: Map<string, ClientColumnsToSave>
  addresses: { address: string; key: string; clientId: string }[]
  tags: { clientId: string; tag: string }[]
  consents: ImportedConsent[]
  values: ValueToStore[]
}

function startBatch(context: ImportingContext): Batch {
  const counts = { created: 0, updated: 0, unchanged: 0, again: [], refused: [] }
  return { context, counts, toSave: new Map(), addresses: [], tags: [], consents: [], values: [] }
}

async function companiesOf(db: Db, rows: GivenClient[]): Promise<Map<string, string>> {
  const names = [
    ...new Map(rows.flatMap(({ company }) => (company === null ? [] : [[company.toLowerCase(), company]]))).values()
  ]
  return names.length === 0 ? new Map() : companiesNamed(db, names, names.map(newId))
}

function objection(
  row: GivenClient,
  { known, us, erased }: { known: Known; batch: Batch; us: Us; erased: Set<string> }
): Reason | null {
  const { externalId, addresses } = row
  const ours = addresses.find((address) => isUs(us, address))
  if (ours !== undefined) return isOurs(ours)
  const isErased = keysOf(row).some((key) => erased.has(key))
  if (isErased) return WAS_ERASED
  const byId = externalId === null ? undefined : known.byExternalId.get(externalId)
  for (const address of addresses) {
    const holder = known.byKey.get(addressKey(address))
    const other = holder === undefined ? undefined : known.records.get(holder)
    if (!other || holder === byId) continue
    const isFreeToTake = byId === undefined && (other.externalId === null || externalId === null)
    if (!isFreeToTake)
      return {
        fr: `${address} est l’adresse d’un autre client (${other.name}, ${other.externalId ?? other.id})\u00a0: réunissez les deux fiches, ou corrigez l’adresse`,
        en: `${address} belongs to another client (${other.name}, ${other.externalId ?? other.id}): merge the two, or correct the address`
      }
  }
  return null
}

function takeRow(
  whole: GivenClient,
  { known, batch, companies }: { known: Known; batch: Batch; companies: Map<string, string> }
): void {
  const { named } = batch.context
  const id = idOf(whole, known)
  const record = id === undefined ? undefined : known.records.get(id)
  const first = record && named.get(record.id)
  const row = record && first !== undefined ? completing(whole, record) : whole
  const companyId = row.company === null ? null : (companies.get(row.company.toLowerCase()) ?? null)
  const columns = columnsOf(row, record, companyId)
  const addresses = newAddresses(row, known, columns.id)
  const tags = row.tags.filter((tag) => !record?.tags.includes(tag))
  const consent = newConsent(row, record, columns.id, batch.context)
  const values = newValues(row, record, columns.id)
  const isChanged =
    record === undefined ||
    (record.state === 'suggested' && row.state !== 'suggested') ||
    differs(columns, record) ||
    addresses.length + tags.length + values.length > 0 ||
    consent !== null
  if (first === undefined) named.set(columns.id, row.line)
  if (first !== undefined) batch.counts.again.push({ line: row.line, first })
  else batch.counts[record === undefined ? 'created' : isChanged ? 'updated' : 'unchanged'] += 1
  if (!isChanged) return
  batch.toSave.set(columns.id, columns)
  batch.addresses.push(...addresses)
  batch.tags.push(...tags.map((tag) => ({ clientId: columns.id, tag })))
  if (consent) batch.consents.push(consent)
  batch.values.push(...values)
  remember(whole, { known, record: recordAfter(columns, record, { row, consent }) })
}

/** Of a further row of the same client what says something new; tags, addresses and consent are only ever added. */
function completing(row: GivenClient, record: KnownRecord): GivenClient {
  const { birthday } = row
  const isDayKnown = record.birthdayMonth !== null
  const addsYear =
    record.birthdayYear === null && birthday?.month === record.birthdayMonth && birthday?.day === record.birthdayDay
  const isOpen = (key: string) => record.fields[key] === undefined || record.fields[key] === null
  return {
    ...row,
    externalId: record.externalId === null ? row.externalId : null,
    name: record.nameRank < NAME_GIVEN ? row.name : null,
    phone: record.phone === null ? row.phone : null,
    company: record.companyId === null ? row.company : null,
    birthday: isDayKnown && !addsYear ? null : birthday,
    language: record.language === null ? row.language : null,
    zone: record.zone === null ? row.zone : null,
    customerSince: record.customerSince === null ? row.customerSince : null,
    fields: Object.fromEntries(Object.entries(row.fields).filter(([key]) => isOpen(key)))
  }
}

/** Rank of a name that a file or a member gave, rather than a mail. */
const NAME_GIVEN = 3

function idOf({ externalId, addresses }: GivenClient, known: Known): string | undefined {
  const byId = externalId === null ? undefined : known.byExternalId.get(externalId)
  return byId ?? addresses.map((address) => known.byKey.get(addressKey(address))).find((id) => id !== undefined)
}

function columnsOf(row: GivenClient, record: KnownRecord | undefined, companyId: string | null): ClientColumnsToSave {
  const birthday = row.birthday ?? null
  const keepsYear =
    birthday?.year === null && birthday.month === record?.birthdayMonth && birthday.day === record.birthdayDay
  const columns = {
    id: record?.id ?? newId(),
    externalId: (row.externalId === record?.id ? null : row.externalId) ?? record?.externalId ?? null,
    name: row.name ?? record?.name ?? row.addresses[0]?.split('@')[0] ?? '',
    nameRank: row.name === null ? (record?.nameRank ?? 0) : NAME_GIVEN,
    companyId: companyId ?? record?.companyId ?? null,
    phone: row.phone ?? record?.phone ?? null,
    birthdayMonth: birthday?.month ?? record?.birthdayMonth ?? null,
    birthdayDay: birthday?.day ?? record?.birthdayDay ?? null,
    birthdayYear: birthday && !keepsYear ? birthday.year : (record?.birthdayYear ?? null),
    language: row.language ?? record?.language ?? null,
    zone: row.zone ?? record?.zone ?? null,
    newState: row.state,
    customerSince: row.customerSince?.toString() ?? dayText(record?.customerSince ?? null)
  }
  const isBirthdayNew =
    birthday !== null &&
    (columns.birthdayMonth !== (record?.birthdayMonth ?? null) || columns.birthdayDay !== (record?.birthdayDay ?? null))
  return { ...columns, isBirthdayNew }
}

const COMPARED = [
  'externalId',
  'name',
  'companyId',
  'phone',
  'birthdayMonth',
  'birthdayDay',
  'birthdayYear',
  'language',
  'zone'
] as const

function differs(columns: ClientColumnsToSave, record: KnownRecord): boolean {
  return (
    COMPARED.some((column) => columns[column] !== record[column]) ||
    columns.customerSince !== dayText(record.customerSince)
  )
}

function newAddresses(row: GivenClient, known: Known, clientId: string) {
  return row.addresses
    .map((address) => ({ address, key: addressKey(address), clientId }))
    .filter(({ key }) => !known.byKey.has(key))
}

function newValues({ fields }: GivenClient, record: KnownRecord | undefined, clientId: string): ValueToStore[] {
  return Object.entries(fields)
    .filter(([key, value]) => JSON.stringify(record?.fields[key]) !== JSON.stringify(value))
    .map(([key, value]) => ({ clientId, key, value }))
}

/** The ledger is only added to: what it says already is not said again, and an older statement does not overrule a newer. */
function newConsent(
  { consent, line, customerSince }: GivenClient,
  record: KnownRecord | undefined,
  clientId: string,
  context: ImportingContext
): ImportedConsent | null {
  if (consent === null) return null
  const day = consent.at ?? customerSince
  const at = day ? new Date(`${day.toString()}T12:00:00Z`) : dateOf(context.now)
  const latest = record?.consent
  const saysTheSame = latest && (latest.state === 'given') === consent.given
  const isOlder = latest && latest.at.getTime() >= at.getTime()
  if (saysTheSame || (isOlder && day)) return null
  return { clientId, given: consent.given, at, wording: consent.source, evidence: `${context.file}, line ${line}` }
}

/** Later rows of the batch, and of the file, may name the same client. */
function remember(
  { externalId, addresses }: GivenClient,
  { known, record }: { known: Known; record: KnownRecord }
): void {
  known.records.set(record.id, record)
  if (externalId !== null) known.byExternalId.set(externalId, record.id)
  for (const address of addresses) known.byKey.set(addressKey(address), record.id)
}

function recordAfter(
  columns: ClientColumnsToSave,
  record: KnownRecord | undefined,
  { row, consent }: { row: GivenClient; consent: ImportedConsent | null }
): KnownRecord {
  const { customerSince, isBirthdayNew: _, newState, ...same } = columns
  return {
    ...same,
    customerSince: customerSince === null ? null : new Date(customerSince),
    state: record && record.state !== 'suggested' ? record.state : (newState ?? 'active'),
    tags: [...(record?.tags ?? []), ...row.tags],
    keys: [...(record?.keys ?? []), ...row.addresses.map(addressKey)],
    fields: { ...record?.fields, ...row.fields },
    consent: consent ? { state: consent.given ? 'given' : 'withdrawn', at: consent.at } : (record?.consent ?? null)
  }
}

async function store(db: Db, batch: Batch, now: Date): Promise<void> {
  if (batch.toSave.size > 0) await saveClients(db, [...batch.toSave.values()], now)
  if (batch.addresses.length > 0) {
    await addImportedAddresses(db, batch.addresses, now)
    await adoptEarlierMails(db, batch.addresses, now)
  }
  if (batch.tags.length > 0) await addImportedTags(db, batch.tags, now)
  if (batch.consents.length > 0) await addImportedConsents(db, batch.consents, now)
  const { fields, by, file } = batch.context
  await storeFields(db, batch.values, fields, { by, at: now, source: `import ${file}` })
}

function dayText(day: Date | null): string | null {
  return day === null ? null : day.toISOString().slice(0, 10)
}
