import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { CLIENT_ROWS } from './client-rows.ts'
import { PERSONAL_TEXTS, type PersonalTexts } from './personal-texts.ts'
import { IS_SOLICITATION, SOLICITATION_KIND } from './solicitation.ts'

/** Whom to erase: a client with all records that were merged into it. */
export interface Person {
  ids: string[]
  /** Every address, and what matching makes of them. */
  addresses: string[]
  keys: string[]
  names: string[]
  phones: string[]
  /** Their ids in other programs. */
  externalIds: string[]
}

export async function readPerson(db: Db, clientId: string): Promise<Person> {
  const records = await db.$queryRaw<{ id: string; name: string; phone: string | null; externalId: string | null }[]>`
    WITH RECURSIVE person AS (
      SELECT id, name, phone, external_id AS "externalId" FROM client WHERE id = ${clientId}::uuid
      UNION SELECT client.id, client.name, client.phone, client.external_id FROM client JOIN person ON client.merged_into_id = person.id)
    SELECT * FROM person`
  const ids = records.map(({ id }) => id)
  const addresses = await db.clientAddress.findMany({ where: { clientId: { in: ids } } })
  const written = await db.$queryRaw<{ name: string; address: string }[]>`
    SELECT DISTINCT name, address FROM message_address
    WHERE match_key = ANY(${addresses.map(({ matchKey }) => matchKey)}::text[])`
  const all = [
    ...addresses.flatMap(({ address, matchKey }) => [address, matchKey]),
    ...written.map(({ address }) => address)
  ]
  return {
    ids,
    addresses: [...new Set(all)],
    keys: [...new Set(addresses.map(({ matchKey }) => matchKey))],
    names: [...new Set([...records.map(({ name }) => name), ...written.map(({ name }) => name)])],
    phones: records.flatMap(({ phone }) => phone ?? []),
    externalIds: records.flatMap(({ externalId }) => externalId ?? [])
  }
}

/** Keeps what it takes to know the person again, and nothing to read them from (C6). */
export async function keepHashes(db: Db, hashes: string[], at: Date): Promise<void> {
  await db.erasedAddress.createMany({ data: hashes.map((hash) => ({ hash, at })), skipDuplicates: true })
}

/** A mail that is nobody else's: where it lies on a server, so that completeness can account for it. */
export interface OwnMail {
  id: string
  threadId: string
  identity: string
}

/** The mails that concern this person and no other client. */
export async function findOwnMails(db: Db, keys: string[]): Promise<OwnMail[]> {
  return db.$queryRaw<OwnMail[]>`
    SELECT DISTINCT message.id, thread_id AS "threadId", identity
    FROM message_address JOIN message ON message.id = message_id
    WHERE match_key = ANY(${keys}::text[]) AND concerns AND NOT EXISTS (
      SELECT FROM message_address AS other
      WHERE other.message_id = message.id AND other.concerns AND NOT other.match_key = ANY(${keys}::text[]))`
}

/** Keeps how often what was done towards a person, day by day: what it cost stays in the sums (K4). @param zone the firm's */
export async function keepActs(db: Db, ids: string[], zone: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO kept_act (client_id, on_day, kind, many)
    SELECT i.client_id, (i.at AT TIME ZONE ${zone})::date, ${SOLICITATION_KIND}, count(*)
    FROM interaction i LEFT JOIN message m ON m.id = i.message_id
    WHERE i.client_id = ANY(${ids}::uuid[]) AND ${IS_SOLICITATION} GROUP BY 1, 2, 3`
}

/** Removes mails; on their servers they count as passed over by rule (M3). @param hashes keyed hash of each mail's identity */
export async function deleteMails(db: Db, mails: OwnMail[], hashes: string[]): Promise<void> {
  const ids = mails.map(({ id }) => id)
  await db.$executeRaw`
    INSERT INTO skipped_mail (folder_id, uid_validity, uid, rule, identity)
    SELECT folder_id, uid_validity, uid, 'erased-person', mail.hash
    FROM unnest(${ids}::uuid[], ${hashes}::text[]) AS mail(id, hash) JOIN message_place ON message_place.message_id = mail.id
    WHERE gone_at IS NULL
    ON CONFLICT (folder_id, uid_validity, uid) DO NOTHING`
  await forgetKeywords(db, ids)
  await db.$executeRaw`DELETE FROM message WHERE id = ANY(${ids}::uuid[])`
  const threads = await db.$queryRaw<{ id: string }[]>`
    WITH emptied AS (
      SELECT id FROM thread WHERE id = ANY(${mails.map(({ threadId }) => threadId)}::uuid[])
        AND NOT EXISTS (SELECT FROM message WHERE thread_id = thread.id))
    DELETE FROM thread WHERE id IN (SELECT id FROM emptied) OR merged_into_id IN (SELECT id FROM emptied) RETURNING id`
  await forgetThreads(
    db,
    threads.map(({ id }) => id)
  )
}

/** What members wrote as keywords in mails, or in answers to them, is told again in receipts, reminders and the audit trail. */
async function forgetKeywords(db: Db, mailIds: string[]): Promise<void> {
  const receipts = Prisma.sql`SELECT receipt_id FROM keyword_act WHERE message_id = ANY(${mailIds}::uuid[])`
  await emptyOutgoing(db, Prisma.sql`id IN (${receipts})`)
  await db.$executeRaw`DELETE FROM reminder WHERE source_message_id = ANY(${mailIds}::uuid[])`
  const told = Prisma.sql`subject_kind = 'message' AND subject_id = ANY(${mailIds}::text[])`
  await emptyLines(db, Prisma.sql`after->>'mail' = ANY(${mailIds}::text[]) OR (${told})`)
}

/** Of conversations that are gone, the audit trail and what was sent in them keep that they were. */
async function forgetThreads(db: Db, threadIds: string[]): Promise<void> {
  await emptyOutgoing(db, Prisma.sql`thread_id = ANY(${threadIds}::uuid[])`)
  await emptyLines(db, Prisma.sql`subject_kind = 'thread' AND subject_id = ANY(${threadIds}::text[])`)
}

/** Leaves of mails of ours that they were; those that have not gone do not go. */
async function emptyOutgoing(db: Db, which: Prisma.Sql): Promise<void> {
  await db.$executeRaw`
    UPDATE outgoing_mail SET subject = '', text = '', html = NULL,
      state = CASE WHEN state IN ('planned', 'claimed') THEN 'cancelled' ELSE state END
    WHERE ${which}`
}

/** Leaves of lines of the audit trail what was done, by whom and when. */
async function emptyLines(db: Db, which: Prisma.Sql): Promise<void> {
  await db.$executeRaw`UPDATE audit_entry SET before = NULL, after = NULL, reason = NULL WHERE ${which}`
}

/** Removes, or empties, the person's rows in every room. */
export async function deleteRows(db: Db, person: Person): Promise<void> {
  await forgetLines(db, person.ids)
  for (const { table, column, onErasure } of CLIENT_ROWS) {
    if (onErasure === 'delete')
      await db.$executeRawUnsafe(`DELETE FROM "${table}" WHERE "${column}" = ANY($1::uuid[])`, person.ids)
    else await emptyColumns(db, { table, column, empty: onErasure.empty }, person.ids)
  }
  // Copies of reports name people; one that is being computed waits with storing, and then finds itself out of date.
  await db.$executeRaw`LOCK TABLE stored_report IN SHARE ROW EXCLUSIVE MODE`
  await db.$executeRaw`DELETE FROM stored_report`
  // Files that wait to be imported, and lists of refused rows, may name anybody: they are not read again, and go from the disk.
  await db.$executeRaw`UPDATE file_import SET files_gone_at = now() WHERE files_gone_at IS NULL`
  await forgetFileNames(db, person)
  // Why one was skipped or moved may be a member's own words about them.
  await db.$executeRaw`
    UPDATE follow_up_event SET detail = NULL FROM follow_up
    WHERE follow_up.id = follow_up_id AND client_id = ANY(${person.ids}::uuid[]) AND follow_up_event.detail IS NOT NULL`
  await db.$executeRaw`DELETE FROM address_bounce WHERE address = ANY(${person.addresses}::text[])`
  await db.$executeRaw`
    DELETE FROM message_address WHERE match_key = ANY(${person.keys}::text[])`
  const toThem = Prisma.sql`to_address = ANY(${person.addresses}::text[])`
  await emptyOutgoing(db, toThem)
  await db.$executeRaw`UPDATE outgoing_mail SET to_address = '', to_name = '' WHERE ${toThem}`
  await db.$executeRaw`
    DELETE FROM client_merge WHERE from_id = ANY(${person.ids}::uuid[]) OR into_id = ANY(${person.ids}::uuid[])`
}

/** Leaves of the lines of the audit trail about a person, or about a row of theirs, only that they were. */
async function forgetLines(db: Db, ids: string[]): Promise<void> {
  const theirs = Prisma.sql`
    SELECT 'client', unnest(${ids}::text[])
    UNION ALL SELECT 'reminder', id::text FROM reminder WHERE client_id = ANY(${ids}::uuid[])
    UNION ALL SELECT 'preference', id::text FROM preference WHERE client_id = ANY(${ids}::uuid[])
    UNION ALL SELECT 'follow-up', id::text FROM follow_up WHERE client_id = ANY(${ids}::uuid[])`
  await emptyLines(db, Prisma.sql`(subject_kind, subject_id) IN (${theirs}) OR after->>'client' = ANY(${ids}::text[])`)
}

/** A card is often called by the name of the person in it. */
async function forgetFileNames(db: Db, { names }: Person): Promise<void> {
  await db.$executeRaw`
    WITH named AS (
      UPDATE file_import SET file_name = ''
      WHERE EXISTS (SELECT FROM unnest(${names}::text[]) AS name WHERE name <> '' AND strpos(lower(file_name), lower(name)) > 0)
      RETURNING id
    )
    UPDATE audit_entry SET after = after - 'file' FROM named WHERE subject_kind = 'file-import' AND subject_id = named.id::text`
}

async function emptyColumns(
  db: Db,
  { table, column, empty }: { table: string; column: string; empty: Record<string, string> },
  ids: string[]
): Promise<void> {
  const sets = Object.entries(empty).map(([name, value]) => `"${name}" = ${value}`)
  if (sets.length > 0)
    await db.$executeRawUnsafe(`UPDATE "${table}" SET ${sets.join(', ')} WHERE "${column}" = ANY($1::uuid[])`, ids)
}

/** Leaves of the records themselves only that they were there: the sums of others rest on them. */
export async function emptyRecords(db: Db, { ids, addresses }: Person, at: Date): Promise<void> {
  // A firm that was only ever known by their address tells of them too, also where another was entered since.
  const domains = addresses.map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase())
  await db.$executeRaw`
    WITH left_company AS (
      UPDATE client SET name = '', name_rank = 0, name_at = NULL, state = 'erased', state_reason = 'erased', state_since = ${at},
        merged_into_id = NULL, external_id = NULL, phone = NULL, language = NULL, zone = NULL, birthday_month = NULL,
        birthday_day = NULL, birthday_year = NULL, birthday_known_at = NULL, customer_since = NULL, owner_id = NULL, fields = '{}',
        last_interaction_at = NULL, first_inbound_at = NULL, last_inbound_at = NULL, last_outbound_at = NULL,
        company_id = NULL, updated_at = ${at}
      FROM client AS old WHERE client.id = ANY(${ids}::uuid[]) AND old.id = client.id RETURNING old.company_id)
    DELETE FROM company WHERE (id IN (SELECT company_id FROM left_company) OR domain = ANY(${domains}::text[]))
      AND NOT EXISTS (SELECT FROM client WHERE company_id = company.id AND NOT client.id = ANY(${ids}::uuid[]))`
}

/**
 * An address that must not be written to stays so under its keyed hash.
 * @param hashOf keyed hash by address
 */
export async function hashSuppressions(db: Db, hashOf: ReadonlyMap<string, string>): Promise<void> {
  const addresses = [...hashOf.keys()]
  await db.$executeRaw`
    WITH known AS (SELECT * FROM unnest(${addresses}::text[], ${[...hashOf.values()]}::text[]) AS known(address, hash)),
    gone AS (DELETE FROM suppression USING known WHERE suppression.address = known.address RETURNING suppression.*, known.hash)
    INSERT INTO suppression (id, address, scope, reason, at, lifted_at, lifted_by)
    SELECT id, 'hash:' || hash, scope, reason, at, lifted_at, lifted_by FROM gone
    ON CONFLICT (address, reason, at) DO NOTHING`
}

/** What stands in the place of a name or address. */
const ERASED = '[…]'

/**
 * Takes a person out of the texts that are about something else: their addresses and telephone wherever they stand, their
 * names in the conversations they took part in (elsewhere a name may be a namesake's).
 * @param threadIds the threads they took part in
 * @returns the threads whose mails were changed
 */
export async function redactTexts(db: Db, person: Person, threadIds: string[]): Promise<string[]> {
  const addresses = patternOf([...person.addresses, ...person.phones])
  const names = patternOf(person.names.filter(isTelling))
  const threads = [...new Set([...threadIds, ...(addresses === null ? [] : await threadsNaming(db, addresses))])]
  for (const texts of PERSONAL_TEXTS) {
    if (addresses !== null) await redact(db, texts, { pattern: addresses, within: null })
    // Elsewhere a name is theirs where the row tells of them by id.
    const within = texts.mail === null ? aboutIds(texts.table, person.ids) : inThreads(texts.mail, threads)
    if (names !== null) await redact(db, texts, { pattern: names, within })
  }
  for (const pattern of [addresses, names]) if (pattern !== null) await redactPurchases(db, person.ids, pattern)
  await db.$executeRaw`
    WITH stale AS (UPDATE message SET indexed_at = NULL WHERE thread_id = ANY(${threads}::uuid[]) RETURNING id)
    DELETE FROM message_search WHERE message_id IN (SELECT id FROM stale)`
  return threads
}

async function threadsNaming(db: Db, pattern: string): Promise<string[]> {
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT thread_id AS id FROM message
    WHERE concat_ws(' ', subject, text, html, headers::text, understood::text) ~* ${pattern}`
  return found.map(({ id }) => id)
}

/** A first name alone, or a word such as "Info", would be found in everybody's mails. */
function isTelling(name: string): boolean {
  return name.length >= 5 && /\S\s+\S/.test(name.trim())
}

/** Matches any of the texts where it is not a part of a longer address or name; null where there are none. */
function patternOf(texts: string[]): string | null {
  const escaped = texts
    .filter((text) => text.trim() !== '')
    .toSorted((a, b) => b.length - a.length)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`))
  if (escaped.length === 0) return null
  return `(?<![[:alnum:]._+-])(?:${escaped.join('|')})(?![[:alnum:]-]|\\.[[:alnum:]])`
}

async function redact(
  db: Db,
  { table, texts, jsons }: PersonalTexts,
  { pattern, within }: { pattern: string; within: Within | null }
): Promise<void> {
  const sets = [
    ...texts.map((name) => `"${name}" = regexp_replace("${name}", $1, $2, 'gi')`),
    ...jsons.map((name) => `"${name}" = regexp_replace("${name}"::text, $1, $2, 'gi')::jsonb`)
  ]
  const found = [...texts.map((name) => `"${name}" ~* $1`), ...jsons.map((name) => `"${name}"::text ~* $1`)]
  const where = within === null ? '' : `AND ${within.sql}`
  const values = within === null ? [pattern, ERASED] : [pattern, ERASED, within.values]
  await db.$executeRawUnsafe(
    `UPDATE "${table}" SET ${sets.join(', ')} WHERE (${found.join(' OR ')}) ${where}`,
    ...values
  )
}

/** What was engraved, or whom it was for, may stand in the name of what they bought. */
async function redactPurchases(db: Db, ids: string[], pattern: string): Promise<void> {
  await db.$executeRaw`
    UPDATE purchase_line SET product = regexp_replace(product, ${pattern}, ${ERASED}, 'gi')
    FROM purchase WHERE purchase.id = purchase_id AND client_id = ANY(${ids}::uuid[]) AND product ~* ${pattern}`
}

/** Which rows are looked at, with the values of `$3`. */
interface Within {
  sql: string
  values: string[]
}

function inThreads(mail: string, threads: string[]): Within {
  return { sql: `"${mail}" IN (SELECT id FROM message WHERE thread_id = ANY($3::uuid[]))`, values: threads }
}

function aboutIds(table: string, ids: string[]): Within {
  return { sql: `"${table}"::text LIKE ANY($3::text[])`, values: ids.map((id) => `%${id}%`) }
}
