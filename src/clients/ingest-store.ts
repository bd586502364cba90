import { inTurn, type Sql } from '#src/platform/database/sql.ts'

/** A client found by an address of theirs. */
export interface KnownClient {
  key: string
  address: string
  clientId: string
}

/** The clients that these address keys belong to. Relies on client_address_match_key_idx. */
export async function findByKeys(db: Sql, keys: string[]): Promise<KnownClient[]> {
  return db.$queryRaw<KnownClient[]>`
    SELECT match_key AS key, address, client_id AS "clientId" FROM client_address WHERE match_key = ANY(${keys}::text[])`
}

/** Which of these hashes are those of erased people. */
export async function findErased(db: Sql, hashes: string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ hash: string }[]>`
    SELECT hash FROM erased_address WHERE hash = ANY(${hashes}::text[])`
  return new Set(rows.map(({ hash }) => hash))
}

export async function isAnybodyErased(db: Sql): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM erased_address LIMIT 1`
  return rows.length > 0
}

/** Makes the companies of these domains that are not there yet. @returns all their ids by domain */
export async function ensureCompanies(
  db: Sql,
  companies: { id: string; domain: string; name: string }[]
): Promise<Map<string, string>> {
  const domains = companies.map(({ domain }) => domain)
  const insert = () => db.$executeRaw`
    INSERT INTO company (id, domain, name)
    SELECT * FROM unnest(${companies.map(({ id }) => id)}::uuid[], ${domains}::text[], ${companies.map(({ name }) => name)}::text[])
    ON CONFLICT (domain) DO NOTHING`
  const find = () => db.$queryRaw<{ id: string; domain: string }[]>`
    SELECT id, domain FROM company WHERE domain = ANY(${domains}::text[])`
  const [, rows] = await inTurn(db, [insert, find])
  return new Map(rows.map(({ id, domain }) => [domain, id]))
}

export interface NewClient {
  id: string
  name: string
  companyId: string | null
}

/** Adds suggestions (SEMANTICS C5): people who are not yet clients. */
export async function insertSuggestions(db: Sql, clients: NewClient[], now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO client (id, name, name_rank, company_id, state, state_reason, state_since, created_at, updated_at)
    SELECT id, name, 0, company_id, 'suggested', 'wrote', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    FROM unnest(${clients.map(({ id }) => id)}::uuid[], ${clients.map(({ name }) => name)}::text[],
      ${clients.map(({ companyId }) => companyId)}::uuid[]) AS new(id, name, company_id)`
}

export interface NewAddress {
  address: string
  key: string
  clientId: string
}

/** Adds addresses to clients; the first of a client without any becomes the one that is written to. */
export async function insertAddresses(db: Sql, addresses: NewAddress[], now: Date): Promise<void> {
  await db.$executeRaw`
    WITH added AS (
      SELECT *, row_number() OVER (PARTITION BY client_id ORDER BY length(address), address) = 1 AS is_first
      FROM unnest(${addresses.map(({ address }) => address)}::text[], ${addresses.map(({ key }) => key)}::text[],
        ${addresses.map(({ clientId }) => clientId)}::uuid[]) AS added(address, match_key, client_id))
    INSERT INTO client_address (address, match_key, client_id, is_primary, source, created_at)
    SELECT address, match_key, client_id,
      is_first AND NOT EXISTS (SELECT 1 FROM client_address other WHERE other.client_id = added.client_id AND other.is_primary),
      'mail', ${now}::timestamptz
    FROM added ON CONFLICT (address) DO NOTHING`
}

/**
 * Of the forms in which a client writes one address (with and without `+tag`), the shortest is the one that is written to,
 * whichever came first. An address that a member or an import gave stays.
 */
export async function preferPlainAddresses(db: Sql, clientIds: string[]): Promise<void> {
  const given = await db.$queryRaw<{ clientId: string; key: string }[]>`
    UPDATE client_address AS held SET is_primary = false
    WHERE client_id = ANY(${clientIds}::uuid[]) AND is_primary AND source = 'mail' AND EXISTS (
      SELECT 1 FROM client_address AS other WHERE other.client_id = held.client_id AND other.match_key = held.match_key
        AND (length(other.address), other.address) < (length(held.address), held.address))
    RETURNING client_id AS "clientId", match_key AS key`
  await db.$executeRaw`
    UPDATE client_address SET is_primary = true WHERE address IN (
      SELECT DISTINCT ON (client_id) address
      FROM client_address JOIN unnest(${given.map(({ clientId }) => clientId)}::uuid[], ${given.map(({ key }) => key)}::text[])
        AS given(client_id, match_key) USING (client_id, match_key)
      ORDER BY client_id, length(address), address)`
}

export interface MailInteraction {
  clientId: string
  messageId: string
}

/** Puts mails on the records of the clients they concern (M5); they must be stored. */
export async function insertMailInteractions(db: Sql, rows: MailInteraction[], now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO interaction (client_id, message_id, at, kind, direction, title, source, recorded_at)
    SELECT new.client_id, message.id, message.sent_at, 'mail', nullif(message.direction, 'internal'), message.subject, 'mailbox',
      ${now}::timestamptz
    FROM unnest(${rows.map(({ clientId }) => clientId)}::uuid[], ${rows.map(({ messageId }) => messageId)}::uuid[])
      AS new(client_id, message_id) JOIN message ON message.id = new.message_id
    ON CONFLICT (message_id, client_id) DO NOTHING`
}

/** Puts the mails that were there before on the records of clients who have become known. @returns how many */
export async function adoptEarlierMails(
  db: Sql,
  clients: { key: string; clientId: string }[],
  now: Date
): Promise<number> {
  return db.$executeRaw`
    INSERT INTO interaction (client_id, message_id, at, kind, direction, title, source, recorded_at)
    SELECT DISTINCT new.client_id, message.id, message.sent_at, 'mail', nullif(message.direction, 'internal'), message.subject,
      'mailbox', ${now}::timestamptz
    FROM unnest(${clients.map(({ key }) => key)}::text[], ${clients.map(({ clientId }) => clientId)}::uuid[])
      AS new(match_key, client_id)
    JOIN message_address ON message_address.match_key = new.match_key AND message_address.concerns
    JOIN message ON message.id = message_address.message_id
    ON CONFLICT (message_id, client_id) DO NOTHING`
}

/** What one client's new mails say of them, taken together. */
export interface Contact {
  clientId: string
  lastAt: Date
  /** First and last human mail of theirs, last human mail of ours to them. */
  firstInboundAt: Date | null
  lastInboundAt: Date | null
  lastOutboundAt: Date | null
  name: string
  nameRank: number
  nameAt: Date
}

/**
 * Adds up what new mails say of clients: it only ever raises or lowers bounds, so that the order of arrival does not matter.
 * Makes suggestions clients whom one of us has answered (C5).
 */
export async function noteContacts(db: Sql, contacts: Contact[], now: Date): Promise<void> {
  const ids = contacts.map(({ clientId }) => clientId)
  // In the order of ids, as whoever else changes many clients at once does: so that neither waits for the other for ever.
  const lock = () => db.$executeRaw`SELECT FROM client WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
  const addUp = () => db.$executeRaw`
    UPDATE client SET
      last_interaction_at = GREATEST(client.last_interaction_at, contact."lastAt"),
      first_inbound_at = LEAST(client.first_inbound_at, contact."firstInboundAt"),
      last_inbound_at = GREATEST(client.last_inbound_at, contact."lastInboundAt"),
      last_outbound_at = GREATEST(client.last_outbound_at, contact."lastOutboundAt"),
      name = CASE WHEN is_better THEN contact.name ELSE client.name END,
      name_rank = CASE WHEN is_better THEN contact."nameRank" ELSE client.name_rank END,
      name_at = CASE WHEN is_better THEN contact."nameAt" ELSE client.name_at END,
      updated_at = ${now}::timestamptz
    FROM json_to_recordset(${JSON.stringify(contacts)}::json) AS contact("clientId" uuid, "lastAt" timestamptz,
        "firstInboundAt" timestamptz, "lastInboundAt" timestamptz, "lastOutboundAt" timestamptz, name text, "nameRank" int,
        "nameAt" timestamptz)
      JOIN client AS old ON old.id = contact."clientId",
      LATERAL (SELECT (contact."nameRank", contact."nameAt", contact.name COLLATE "C")
        > (old.name_rank, COALESCE(old.name_at, '-infinity'), old.name COLLATE "C") AS is_better) AS comparison
    WHERE client.id = contact."clientId"`
  const makeClients = () => db.$executeRaw`
    UPDATE client SET state = 'active', state_reason = 'answered-by-us', state_since = ${now}::timestamptz
    WHERE id = ANY(${ids}::uuid[]) AND state = 'suggested' AND last_outbound_at > first_inbound_at`
  await inTurn(db, [lock, addUp, makeClients])
}

/**
 * Counts the dates of these clients anew from their timelines, for when rows came to them from elsewhere.
 * Relies on interaction_client_id_at_idx and message_address_pkey.
 */
export async function recountClients(db: Sql, clientIds: string[]): Promise<void> {
  await db.$executeRaw`
    WITH mails AS (
      SELECT client_address.client_id, message.sent_at,
        message.direction = 'in' AND (message_address.role = 'from' AND message.kind = 'human'
          OR message_address.role = 'reply-to' AND message.kind IN ('human', 'automatic')) AS is_theirs,
        message.direction = 'out' AND message.kind = 'human' AND message_address.role IN ('to', 'cc', 'bcc') AS is_ours
      FROM client_address
      JOIN message_address ON message_address.match_key = client_address.match_key AND message_address.concerns
      JOIN message ON message.id = message_address.message_id
      WHERE client_address.client_id = ANY(${clientIds}::uuid[])),
    spoken AS (
      SELECT client_id, min(sent_at) FILTER (WHERE is_theirs) AS first_in, max(sent_at) FILTER (WHERE is_theirs) AS last_in,
        max(sent_at) FILTER (WHERE is_ours) AS last_out
      FROM mails GROUP BY client_id),
    happened AS (
      SELECT client_id, max(at) AS last_at FROM interaction WHERE client_id = ANY(${clientIds}::uuid[]) GROUP BY client_id)
    UPDATE client SET last_interaction_at = happened.last_at, first_inbound_at = spoken.first_in,
      last_inbound_at = spoken.last_in, last_outbound_at = spoken.last_out
    FROM unnest(${clientIds}::uuid[]) AS wanted(id) LEFT JOIN spoken ON spoken.client_id = wanted.id
      LEFT JOIN happened ON happened.client_id = wanted.id
    WHERE client.id = wanted.id`
}
