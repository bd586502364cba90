import { HELD_FIELDS, type HeldValues } from '#src/clients/fields/value-store.ts'
import type { Db } from '#src/platform/database/database.ts'

/** What is known of a client that a row may mean. */
export interface KnownRecord {
  id: string
  externalId: string | null
  name: string
  nameRank: number
  companyId: string | null
  phone: string | null
  birthdayMonth: number | null
  birthdayDay: number | null
  birthdayYear: number | null
  language: string | null
  zone: string | null
  customerSince: Date | null
  state: string
  tags: string[]
  keys: string[]
  /** Values of typed fields, the company's included. */
  fields: HeldValues
  /** The newest entry for marketing. */
  consent: { state: string; at: Date } | null
}

/** Our own ids: what an export writes where the source gave none. */
const OWN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The clients that these ids of the source, or our own, or address keys, belong to; merged ones are followed to where they went. */
export async function findKnown(
  db: Db,
  { externalIds, keys }: { externalIds: string[]; keys: string[] }
): Promise<{ records: Map<string, KnownRecord>; byExternalId: Map<string, string>; byKey: Map<string, string> }> {
  const ids = await db.$queryRaw<{ externalId: string; id: string }[]>`
    WITH RECURSIVE followed AS (
      SELECT external_id AS wanted, id, merged_into_id FROM client WHERE external_id = ANY(${externalIds}::text[])
      UNION SELECT id::text, id, merged_into_id FROM client WHERE id = ANY(${externalIds.filter((id) => OWN_ID.test(id))}::uuid[])
      UNION SELECT wanted, client.id, client.merged_into_id FROM client JOIN followed ON client.id = followed.merged_into_id)
    SELECT wanted AS "externalId", id::text FROM followed WHERE merged_into_id IS NULL`
  const addresses = await db.$queryRaw<{ key: string; id: string }[]>`
    SELECT DISTINCT ON (match_key) match_key AS key, client_id::text AS id FROM client_address
    WHERE match_key = ANY(${keys}::text[]) ORDER BY match_key, is_primary DESC`
  const wanted = [...new Set([...ids, ...addresses].map(({ id }) => id))]
  const records = await db.$queryRaw<KnownRecord[]>`
    SELECT id::text, external_id AS "externalId", name, name_rank AS "nameRank", company_id::text AS "companyId", phone,
      birthday_month AS "birthdayMonth", birthday_day AS "birthdayDay", birthday_year AS "birthdayYear", language, zone,
      customer_since AS "customerSince", state, ${HELD_FIELDS} AS fields,
      ARRAY(SELECT tag FROM client_tag WHERE client_id = client.id) AS tags,
      ARRAY(SELECT match_key FROM client_address WHERE client_id = client.id) AS keys,
      (SELECT jsonb_build_object('state', entry.state, 'at', entry.at) FROM standing_consent entry
       WHERE entry.client_id = client.id AND purpose = 'marketing' ORDER BY entry.at DESC, recorded_at DESC LIMIT 1) AS consent
    FROM client WHERE id = ANY(${wanted}::uuid[])`
  return {
    records: new Map(records.map((record) => [record.id, { ...record, consent: datedConsent(record.consent) }])),
    byExternalId: new Map(ids.map(({ externalId, id }) => [externalId, id])),
    byKey: new Map(addresses.map(({ key, id }) => [key, id]))
  }
}

/** Inside JSON an instant is a text. */
function datedConsent(consent: { state: string; at: Date | string } | null): KnownRecord['consent'] {
  return consent && { state: consent.state, at: new Date(consent.at) }
}

/** The companies of these names, made where they are not there yet; names compare without case. */
export async function companiesNamed(db: Db, names: string[], newIds: string[]): Promise<Map<string, string>> {
  await db.$executeRaw`
    INSERT INTO company (id, name)
    SELECT id, name FROM unnest(${newIds}::uuid[], ${names}::text[]) AS wanted(id, name)
    WHERE NOT EXISTS (SELECT 1 FROM company WHERE lower(company.name) = lower(wanted.name))`
  const rows = await db.$queryRaw<{ name: string; id: string }[]>`
    SELECT DISTINCT ON (lower(name)) lower(name) AS name, id::text FROM company
    WHERE lower(name) = ANY(SELECT lower(wanted) FROM unnest(${names}::text[]) AS wanted) ORDER BY lower(name), created_at`
  return new Map(rows.map(({ name, id }) => [name, id]))
}

/** A client's own columns, as they are to stand. */
export interface ClientColumnsToSave {
  id: string
  externalId: string | null
  name: string
  nameRank: number
  companyId: string | null
  phone: string | null
  birthdayMonth: number | null
  birthdayDay: number | null
  birthdayYear: number | null
  isBirthdayNew: boolean
  language: string | null
  zone: string | null
  customerSince: string | null
  /** Of a record that is new, or was suggested; active unless told. */
  newState: 'active' | 'suggested' | 'ignored' | null
}

/** Adds or changes clients in one statement. A suggestion that an import names becomes a client (SEMANTICS C5). */
export async function saveClients(db: Db, clients: ClientColumnsToSave[], now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO client (id, external_id, name, name_rank, company_id, phone, birthday_month, birthday_day, birthday_year,
      birthday_known_at, language, zone, customer_since, state, state_reason, state_since, created_at, updated_at)
    SELECT id, "externalId", name, "nameRank", "companyId", phone, "birthdayMonth", "birthdayDay", "birthdayYear",
      CASE WHEN "isBirthdayNew" THEN ${now}::timestamptz END, language, zone, "customerSince", COALESCE("newState", 'active'), 'import',
      ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(clients)}::jsonb) AS given (
      id uuid, "externalId" text, name text, "nameRank" int, "companyId" uuid, phone text, "birthdayMonth" int,
      "birthdayDay" int, "birthdayYear" int, "isBirthdayNew" boolean, language text, zone text, "customerSince" date, "newState" text)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE SET
      external_id = EXCLUDED.external_id, name = EXCLUDED.name, name_rank = EXCLUDED.name_rank,
      company_id = EXCLUDED.company_id, phone = EXCLUDED.phone, birthday_month = EXCLUDED.birthday_month,
      birthday_day = EXCLUDED.birthday_day, birthday_year = EXCLUDED.birthday_year,
      birthday_known_at = COALESCE(EXCLUDED.birthday_known_at, client.birthday_known_at),
      language = EXCLUDED.language, zone = EXCLUDED.zone, customer_since = EXCLUDED.customer_since,
      state = CASE client.state WHEN 'suggested' THEN EXCLUDED.state ELSE client.state END,
      state_reason = CASE client.state WHEN 'suggested' THEN 'import' ELSE client.state_reason END,
      state_since = CASE client.state WHEN 'suggested' THEN EXCLUDED.state_since ELSE client.state_since END,
      updated_at = EXCLUDED.updated_at`
}

/** Adds addresses that nobody has; the first of a client without any is the one that is written to. */
export async function addImportedAddresses(
  db: Db,
  addresses: { address: string; key: string; clientId: string }[],
  now: Date
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO client_address (address, match_key, client_id, is_primary, source, created_at)
    SELECT address, match_key, client_id,
      row_number() OVER (PARTITION BY client_id ORDER BY place) = 1
        AND NOT EXISTS (SELECT 1 FROM client_address other WHERE other.client_id = given.client_id AND other.is_primary),
      'import', ${now}::timestamptz
    FROM unnest(${addresses.map(({ address }) => address)}::text[], ${addresses.map(({ key }) => key)}::text[],
      ${addresses.map(({ clientId }) => clientId)}::uuid[]) WITH ORDINALITY AS given(address, match_key, client_id, place)
    ON CONFLICT (address) DO NOTHING`
}

export async function addImportedTags(db: Db, tags: { clientId: string; tag: string }[], now: Date): Promise<void> {
  await db.clientTag.createMany({
    data: tags.map(({ clientId, tag }) => ({ clientId, tag, at: now, by: 'import' })),
    skipDuplicates: true
  })
}

/** A consent that a file states, with what it says of how it was given. */
export interface ImportedConsent {
  clientId: string
  given: boolean
  at: Date
  wording: string | null
  evidence: string
}

export async function addImportedConsents(db: Db, consents: ImportedConsent[], now: Date): Promise<void> {
  await db.consentEntry.createMany({
    data: consents.map(({ clientId, given, at, wording, evidence }) => ({
      clientId,
      purpose: 'marketing',
      state: given ? 'given' : 'withdrawn',
      basis: basisOf(wording),
      method: 'import',
      at,
      wording,
      evidence,
      recordedBy: 'import',
      recordedAt: now
    }))
  })
}

/** Canada tells consent that somebody gave from consent that a purchase or an inquiry implies, and that ends (SEMANTICS J2). */
const IMPLIED: Record<string, string> = {
  purchase: 'purchase',
  achat: 'purchase',
  inquiry: 'inquiry',
  enquiry: 'inquiry',
  demande: 'inquiry'
}

function basisOf(source: string | null): string {
  return IMPLIED[source?.trim().toLowerCase() ?? ''] ?? 'express'
}
