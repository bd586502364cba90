import { isDeepStrictEqual } from 'node:util'
import { changedSince } from '#src/platform/changed-since.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { newId } from '#src/platform/ids.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { addressKey } from '#src/team/address-key.ts'
import { loadUs } from '#src/team/store.ts'
import { isUs } from '#src/team/us.ts'
import { lockIngest } from '#src/threads/store.ts'
import { CLIENT_ROWS } from './client-rows.ts'
import { clientOfAddress, type ClientState } from './client-store.ts'
import { companyDomain, companyName } from './company-domain.ts'
import { adoptEarlierMails, ensureCompanies, recountClients } from './ingest-store.ts'

/** A birthday is a date with the year optional (SEMANTICS G1). */
export interface Birthday {
  month: number
  day: number
  year: number | null
}

/** From `1980-05-14` or `--05-14`, as statements and keywords tell it. */
export function readIsoBirthday(iso: string): Birthday | null {
  const [, year, month, day] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(iso) ?? []
  if (month === undefined || day === undefined) return null
  return { month: Number(month), day: Number(day), year: year === '-' ? null : Number(year) }
}

/** Sets or clears a birthday. @returns the one before, for taking it back */
export async function setBirthday(
  db: Db,
  clientId: string,
  { birthday, at }: { birthday: Birthday | null; at: Date }
): Promise<Birthday | null> {
  const known = await birthdayOf(db, clientId)
  // The same again was not learned just now (SEMANTICS G5).
  if (isDeepStrictEqual(known, birthday)) return known
  await db.client.update({
    where: { id: clientId },
    data: {
      birthdayMonth: birthday?.month ?? null,
      birthdayDay: birthday?.day ?? null,
      birthdayYear: birthday?.year ?? null,
      birthdayKnownAt: birthday === null ? null : at
    }
  })
  return known
}

async function birthdayOf(db: Db, clientId: string): Promise<Birthday | null> {
  const row = await db.client.findUniqueOrThrow({
    where: { id: clientId },
    select: { birthdayMonth: true, birthdayDay: true, birthdayYear: true }
  })
  const { birthdayMonth: month, birthdayDay: day, birthdayYear: year } = row
  return month !== null && day !== null ? { month, day, year } : null
}

/** What stood somewhere before an act, and what the act put there. */
interface Change<Value> {
  before: Value
  after: Value
}

/** Puts the former birthday back. @throws Refusal where another was given since */
export async function restoreBirthday(
  db: Db,
  clientId: string,
  { before, after, at }: Change<Birthday | null> & { at: Date }
): Promise<void> {
  if (!isDeepStrictEqual(await birthdayOf(db, clientId), after)) throw changedSince('The birthday')
  await setBirthday(db, clientId, { birthday: before, at })
}

/** Sets the language a client is written to in; null: the firm's. @returns the one before */
export async function setClientLanguage(db: Db, clientId: string, language: string | null): Promise<string | null> {
  const before = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { language: true } })
  await db.client.update({ where: { id: clientId }, data: { language } })
  return before.language
}

/** Puts the former language back. @throws Refusal where another was given since */
export async function restoreClientLanguage(
  db: Db,
  clientId: string,
  { before, after }: Change<string | null>
): Promise<void> {
  const where = { id: clientId, language: after }
  const { count } = await db.client.updateMany({ where, data: { language: before } })
  if (count === 0) throw changedSince('The language')
}

/** Says who looks after a client; null: nobody in particular. @returns who did before */
export async function setClientOwner(db: Db, clientId: string, ownerId: string | null): Promise<string | null> {
  const before = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { ownerId: true } })
  await db.client.update({ where: { id: clientId }, data: { ownerId } })
  return before.ownerId
}

/** Puts back who looks after a client. @throws Refusal where that was changed again since */
export async function restoreClientOwner(
  db: Db,
  clientId: string,
  { before, after }: Change<string | null>
): Promise<void> {
  const where = { id: clientId, ownerId: after }
  const { count } = await db.client.updateMany({ where, data: { ownerId: before } })
  if (count === 0) throw changedSince('Who looks after this client')
}

/** A state with its reason, as it was before a change. */
export interface StateBefore {
  state: ClientState
  reason: string
}

/**
 * Makes a suggestion a client, ignores it, or undoes either (SEMANTICS C5).
 * @returns the state before; null where the client is in none of the states `from`
 */
export async function changeState(
  db: Db,
  clientId: string,
  change: { from: ClientState[]; to: ClientState; reason: string; at: Date }
): Promise<StateBefore | null> {
  const rows = await db.$queryRaw<StateBefore[]>`
    UPDATE client SET state = ${change.to}, state_reason = ${change.reason}, state_since = ${change.at}::timestamptz
    FROM client AS old
    WHERE client.id = ${clientId}::uuid AND old.id = client.id AND old.state = ANY(${change.from}::text[])
    RETURNING old.state, old.state_reason AS reason`
  return rows[0] ?? null
}

/** Null where there is no such record. */
export async function stateOf(db: Db, clientId: string): Promise<string | null> {
  const client = await db.client.findUnique({ where: { id: clientId }, select: { state: true } })
  return client?.state ?? null
}

/** Puts a former state back. @throws Refusal where the client is no longer in the state that the act gave it */
export async function restoreState(
  db: Db,
  clientId: string,
  { before, after, at }: { before: StateBefore; after: ClientState; at: Date }
): Promise<void> {
  const wasThere = await changeState(db, clientId, { from: [after], to: before.state, reason: before.reason, at })
  if (!wasThere) throw changedSince('This record')
}

/**
 * Adds a client on a member's word, with the mails from and to them that are there already. The address must be nobody's
 * (`clientOfAddress`). @returns the id
 */
export async function addClient(
  db: Db,
  client: { name: string; address: string; reason: string; source: string; at: Date }
): Promise<string> {
  const id = newId()
  const { name, address, reason, source, at } = client
  await lockIngest(db)
  await db.client.create({ data: { id, name, state: 'active', stateReason: reason, stateSince: at } })
  await addAddress(db, { clientId: id, address, source, at })
  return id
}

/**
 * Gives a client another address, and with it the mails that are there already and the company it tells of.
 * @throws Refusal where it is one of ours, or another client's (SEMANTICS C3)
 */
async function addAddress(
  db: Db,
  { clientId, address, source, at }: { clientId: string; address: string; source: string; at: Date }
): Promise<void> {
  await lockIngest(db)
  if (isUs(await loadUs(db), address)) throw new Refusal('our-address', `${address} is one of our own addresses.`)
  const holder = await clientOfAddress(db, address)
  const isAnothers = holder !== null && holder !== clientId
  if (isAnothers) throw new Refusal('address-taken', `${address} belongs to another client (${holder}): merge the two.`)
  const isFirst = (await db.clientAddress.count({ where: { clientId } })) === 0
  const key = addressKey(address)
  await db.clientAddress.createMany({
    data: [{ address, matchKey: key, clientId, isPrimary: isFirst, source, createdAt: at }],
    skipDuplicates: true
  })
  await joinCompany(db, clientId, address)
  const adopted = await adoptEarlierMails(db, [{ key, clientId }], at)
  if (adopted > 0) await recountClients(db, [clientId])
}

/** The company that an address tells of, where the client has none yet (SEMANTICS C4). */
async function joinCompany(db: Db, clientId: string, address: string): Promise<void> {
  const domain = companyDomain(address)
  if (domain === null) return
  const companies = await ensureCompanies(db, [{ id: newId(), domain, name: companyName(domain) }])
  const companyId = companies.get(domain) ?? null
  await db.client.updateMany({ where: { id: clientId, companyId: null }, data: { companyId } })
}

/**
 * Takes back that a client was added under a name at an instant, as long as nobody made anything of the record: it goes with its address and the mails
 * that were there before it. @returns false where something came to it since: that would go too
 */
export async function removeUntouchedClient(
  db: Db,
  { clientId, name, at }: { clientId: string; name: string; at: Date }
): Promise<boolean> {
  await lockIngest(db)
  const own = CLIENT_ROWS.filter(({ table }) => !COME_BY_ADDING.has(table)).map(
    ({ table, column }) =>
      Prisma.sql`EXISTS (SELECT FROM ${Prisma.raw(table)} WHERE ${Prisma.raw(column)} = client.id
        ${Prisma.raw(table === 'preference' ? "AND state <> 'rejected'" : '')})`
  )
  const count = await db.$executeRaw`
    DELETE FROM client WHERE id = ${clientId}::uuid AND state = 'active'
      AND NOT (${Prisma.join(own, ' OR ')})
      AND NOT EXISTS (SELECT FROM client other WHERE other.merged_into_id = client.id)
      AND NOT EXISTS (SELECT FROM interaction i
        WHERE i.client_id = client.id AND (i.message_id IS NULL OR i.at > ${at}::timestamptz))
      AND (SELECT count(*) FROM client_address a WHERE a.client_id = client.id) = 1
      AND name = ${name} AND phone IS NULL AND birthday_day IS NULL AND owner_id IS NULL`
  return count === 1
}

/** Rows that come with adding, or by themselves; a preference that was taken back, too, keeps its row. */
const COME_BY_ADDING = new Set(['client_address', 'interaction', 'client_insight'])

/** Puts a label on a client. @returns false where it was there already */
export async function tagClient(
  db: Db,
  { clientId, tag, by, at }: { clientId: string; tag: string; by: string; at: Date }
): Promise<boolean> {
  const { count } = await db.clientTag.createMany({ data: [{ clientId, tag, by, at }], skipDuplicates: true })
  return count === 1
}

/** Takes a label off a client. @returns false where it was not there */
export async function untagClient(db: Db, { clientId, tag }: { clientId: string; tag: string }): Promise<boolean> {
  const { count } = await db.clientTag.deleteMany({ where: { clientId, tag } })
  return count === 1
}

/** Whom a label is for: clients by their ids, or a subquery that gives ids. */
export type Many = readonly string[] | Prisma.Sql

/** Puts a label on many clients in one statement. @returns the ids of those who had it not yet */
export async function tagMany(
  db: Db,
  { clients, tag, by, at }: { clients: Many; tag: string; by: string; at: Date }
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO client_tag (client_id, tag, by, at)
    SELECT id, ${tag}, ${by}, ${at}::timestamptz FROM client WHERE ${amongst(clients)} AND state NOT IN ('merged', 'erased')
    ON CONFLICT DO NOTHING RETURNING client_id AS id`
  return rows.map(({ id }) => id)
}

/** Takes a label off many clients in one statement. @returns the ids of those who had it */
export async function untagMany(db: Db, { clients, tag }: { clients: Many; tag: string }): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    DELETE FROM client_tag USING client
    WHERE client_tag.client_id = client.id AND ${amongst(clients)} AND tag = ${tag} RETURNING client_id AS id`
  return rows.map(({ id }) => id)
}

function amongst(clients: Many): Prisma.Sql {
  return clients instanceof Prisma.Sql
    ? Prisma.sql`client.id IN (${clients})`
    : Prisma.sql`client.id = ANY(${[...clients]}::uuid[])`
}

/** Puts a thread's mails on a client's record, where they are not yet. @returns the ids of the new entries */
export async function linkThread(db: Db, link: { clientId: string; threadId: string; at: Date }): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO interaction (client_id, message_id, at, kind, direction, title, source, recorded_at)
    SELECT ${link.clientId}::uuid, id, sent_at, 'mail', nullif(direction, 'internal'), subject, 'keyword', ${link.at}::timestamptz
    FROM message WHERE thread_id = ${link.threadId}::uuid
    ON CONFLICT (client_id, message_id) DO NOTHING RETURNING id`
  return rows.map(({ id }) => id)
}

/** Takes entries off timelines again. */
export async function removeInteractions(db: Db, ids: string[]): Promise<void> {
  await db.$executeRaw`DELETE FROM interaction WHERE id = ANY(${ids}::uuid[])`
}

/** What the team calls a client, and the telephone they gave. A name given by hand is not replaced by one from a mail. */
export interface ClientCard {
  name: string
  phone: string | null
}

const GIVEN_BY_HAND = 3

/** @returns what stood there before */
export async function setClientCard(db: Db, clientId: string, card: ClientCard): Promise<ClientCard> {
  const before = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { name: true, phone: true } })
  await db.client.update({ where: { id: clientId }, data: { ...card, nameRank: GIVEN_BY_HAND } })
  return before
}
