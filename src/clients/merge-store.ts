import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { newId } from '#src/platform/ids.ts'
import { CLIENT_ROWS, type ClientRows } from './client-rows.ts'
import { adoptEarlierMails, recountClients } from './ingest-store.ts'

/** What a record holds itself: of two that merge, the gaps of the one are filled from the other. */
const OWN_COLUMNS = [
  'external_id',
  'company_id',
  'phone',
  'language',
  'zone',
  'birthday_month',
  'birthday_day',
  'birthday_year',
  'birthday_known_at',
  'customer_since',
  'owner_id'
] as const

const ownForm = z.record(z.enum(OWN_COLUMNS), z.union([z.string(), z.number(), z.null()]))
const stateForm = z.enum(['suggested', 'active', 'ignored'])
const movedForm = z.object({
  /** Keys of the rows that moved, per table. */
  rows: z.record(z.string(), z.array(z.record(z.string(), z.string()))),
  /** What both records held before. */
  from: z.object({
    state: stateForm,
    stateReason: z.string(),
    fields: z.record(z.string(), z.unknown()),
    own: ownForm
  }),
  into: z.object({
    state: stateForm,
    stateReason: z.string(),
    fields: z.record(z.string(), z.unknown()),
    own: ownForm
  }),
  /** The one that was written to first, where it lost that place. */
  primaryAddress: z.string().nullable()
})
type Moved = z.infer<typeof movedForm>
type Before = Moved['from']

/** Makes one client part of another; the caller holds the ingest lock. */
export async function mergeRows(
  db: Db,
  { fromId, intoId, by, at }: { fromId: string; intoId: string; by: string; at: Date }
): Promise<Conflicts> {
  const from = await readOwn(db, fromId)
  const into = await readOwn(db, intoId)
  const primaryAddress = await dropPrimary(db, fromId, intoId)
  const rows: Moved['rows'] = {}
  for (const table of CLIENT_ROWS) rows[table.table] = await moveRows(db, table, { fromId, intoId })
  await db.$executeRaw`
    UPDATE client SET state = 'merged', state_reason = 'merged', state_since = ${at}, merged_into_id = ${intoId}::uuid,
      external_id = NULL, updated_at = ${at}
    WHERE id = ${fromId}::uuid`
  await fillGaps(db, { intoId, from, into, at })
  await recountClients(db, [fromId, intoId])
  const moved: Moved = { rows, from, into, primaryAddress }
  await db.$executeRaw`
    INSERT INTO client_merge (id, from_id, into_id, at, by, moved)
    VALUES (${newId()}::uuid, ${fromId}::uuid, ${intoId}::uuid, ${at}, ${by}, ${JSON.stringify(moved)}::jsonb)`
  return conflictsOf(from, into)
}

/** Of what the two records said differently: what holds now, and what the other said; kept with the merge, by column or field. */
export type Conflicts = Record<string, { kept: unknown; other: unknown }>

const SHOWN_COLUMNS = [
  'phone',
  'language',
  'zone',
  'birthday_month',
  'birthday_day',
  'birthday_year',
  'customer_since'
] as const

function conflictsOf(from: Before, into: Before): Conflicts {
  const said = ({ own, fields }: Before): Record<string, unknown> => ({
    ...Object.fromEntries(SHOWN_COLUMNS.flatMap((name) => (own[name] == null ? [] : [[name, own[name]]]))),
    ...fields
  })
  const [other, kept] = [said(from), said(into)]
  const differing = Object.keys(other).filter(
    (name) => name in kept && JSON.stringify(kept[name]) !== JSON.stringify(other[name])
  )
  return Object.fromEntries(differing.map((name) => [name, { kept: kept[name], other: other[name] }]))
}

async function readOwn(db: Db, id: string): Promise<Before> {
  const columns = Prisma.raw(OWN_COLUMNS.map((column) => `'${column}', ${column}`).join(', '))
  const [row] = await db.$queryRaw<unknown[]>`
    SELECT state, state_reason AS "stateReason", fields, jsonb_build_object(${columns}) AS own FROM client WHERE id = ${id}::uuid`
  return movedForm.shape.from.parse(row)
}

/** A client has one address that is written to first: that of the record that stays. @returns the other's */
async function dropPrimary(db: Db, fromId: string, intoId: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ address: string }[]>`
    UPDATE client_address SET is_primary = false
    WHERE client_id = ${fromId}::uuid AND is_primary
      AND EXISTS (SELECT FROM client_address WHERE client_id = ${intoId}::uuid AND is_primary)
    RETURNING address`
  return rows[0]?.address ?? null
}

/** Moves the rows of one table, but for those of which the other client has the like. @returns their keys */
async function moveRows(
  db: Db,
  { table, column, key, unique }: ClientRows,
  { fromId, intoId }: { fromId: string; intoId: string }
): Promise<Record<string, string>[]> {
  const isTheSame = (unique ?? []).map((name) => `AND other."${name}" = moving."${name}"`).join(' ')
  const unlessThere = unique
    ? `AND NOT EXISTS (SELECT FROM "${table}" other WHERE other."${column}" = $2::uuid ${isTheSame})`
    : ''
  const keys = key.map((name) => `'${name}', moving."${name}"::text`).join(', ')
  const rows = await db.$queryRawUnsafe<{ key: Record<string, string> }[]>(
    `UPDATE "${table}" AS moving SET "${column}" = $2::uuid WHERE moving."${column}" = $1::uuid ${unlessThere}
     RETURNING jsonb_build_object(${keys}) AS key`,
    fromId,
    intoId
  )
  return rows.map((row) => row.key)
}

/** What the record that stays did not say is taken from the other; a client stays a client, whichever it was. */
async function fillGaps(
  db: Db,
  { intoId, from, into, at }: { intoId: string; from: Before; into: Before; at: Date }
): Promise<void> {
  const birthday = ['birthday_month', 'birthday_day', 'birthday_year', 'birthday_known_at']
  const hasBirthday = into.own.birthday_month !== null
  const gaps = OWN_COLUMNS.filter((column) => into.own[column] === null && !(hasBirthday && birthday.includes(column)))
  await writeOwn(db, intoId, Object.fromEntries(gaps.map((column) => [column, from.own[column] ?? null])))
  const isActive = from.state === 'active' || into.state === 'active'
  const state = isActive ? 'active' : into.state
  const reason = state === into.state ? into.stateReason : from.stateReason
  await db.$executeRaw`
    UPDATE client SET state = ${state}, state_reason = ${reason}, updated_at = ${at},
      fields = ${JSON.stringify({ ...from.fields, ...into.fields })}::jsonb
    WHERE id = ${intoId}::uuid`
}

async function writeOwn(db: Db, id: string, values: Record<string, string | number | null>): Promise<void> {
  const columns = Object.keys(values)
  if (columns.length === 0) return
  const sets = columns.map((column) => `"${column}" = given."${column}"`).join(', ')
  await db.$executeRawUnsafe(
    `UPDATE client SET ${sets} FROM jsonb_populate_record(NULL::client, $1::jsonb) AS given WHERE client.id = $2::uuid`,
    JSON.stringify(values),
    id
  )
}

/** The latest merge of a client that was not taken back. */
export async function findMerge(db: Db, fromId: string, intoId: string): Promise<{ id: string; moved: Moved } | null> {
  const row = await db.clientMerge.findFirst({
    where: { fromId, intoId, undoneAt: null },
    orderBy: { at: 'desc' },
    select: { id: true, moved: true }
  })
  return row && { id: row.id, moved: movedForm.parse(row.moved) }
}

/**
 * Takes a merge back; the caller holds the ingest lock. Rows go back to where they were; mails that came since go to the
 * client whose address they concern. What was changed since on the record that stayed, stays.
 */
export async function unmergeRows(
  db: Db,
  { id, fromId, intoId, moved, at }: { id: string; fromId: string; intoId: string; moved: Moved; at: Date }
): Promise<void> {
  const { from, into } = moved
  await emptyWhatWasFilled(db, intoId, moved)
  await db.client.update({
    where: { id: fromId },
    data: { state: from.state, stateReason: from.stateReason, stateSince: at, mergedIntoId: null }
  })
  await writeOwn(db, fromId, { external_id: from.own.external_id ?? null })
  await db.client.updateMany({
    where: { id: intoId, state: 'active' },
    data: { state: into.state, stateReason: into.stateReason }
  })
  for (const table of CLIENT_ROWS) await moveBack(db, table, { fromId, intoId, keys: moved.rows[table.table] ?? [] })
  if (moved.primaryAddress !== null) await restorePrimary(db, fromId, moved.primaryAddress)
  await moveLaterMails(db, { fromId, intoId, at })
  await recountClients(db, [fromId, intoId])
  await db.clientMerge.update({ where: { id }, data: { undoneAt: at } })
}

async function emptyWhatWasFilled(db: Db, intoId: string, { from, into }: Moved): Promise<void> {
  const now = await readOwn(db, intoId)
  const isFromOther = (column: (typeof OWN_COLUMNS)[number]) =>
    into.own[column] === null && from.own[column] !== null && now.own[column] === from.own[column]
  await writeOwn(db, intoId, Object.fromEntries(OWN_COLUMNS.filter(isFromOther).map((column) => [column, null])))
  const isTheirs = ([name, value]: [string, unknown]) =>
    name in into.fields || JSON.stringify(from.fields[name]) !== JSON.stringify(value)
  const fields = Object.fromEntries(Object.entries(now.fields).filter(isTheirs))
  await db.$executeRaw`UPDATE client SET fields = ${JSON.stringify(fields)}::jsonb WHERE id = ${intoId}::uuid`
}

async function moveBack(
  db: Db,
  { table, column, key }: ClientRows,
  { fromId, intoId, keys }: { fromId: string; intoId: string; keys: Record<string, string>[] }
): Promise<void> {
  if (keys.length === 0) return
  const columns = key.map((name) => `, "${name}" text`).join('')
  const isMoved = key.map((name) => `AND moving."${name}"::text = moved."${name}"`).join(' ')
  await db.$executeRawUnsafe(
    `UPDATE "${table}" AS moving SET "${column}" = $1::uuid
     FROM jsonb_to_recordset($3::jsonb) AS moved(present boolean${columns})
     WHERE moving."${column}" = $2::uuid ${isMoved}`,
    fromId,
    intoId,
    JSON.stringify(keys)
  )
}

async function restorePrimary(db: Db, clientId: string, address: string): Promise<void> {
  await db.$executeRaw`
    UPDATE client_address SET is_primary = true WHERE address = ${address} AND client_id = ${clientId}::uuid
      AND NOT EXISTS (SELECT FROM client_address WHERE client_id = ${clientId}::uuid AND is_primary)`
}

/** Mails that came in between stand on the record of whom they concern, and on both where they concern both. */
async function moveLaterMails(
  db: Db,
  { fromId, intoId, at }: { fromId: string; intoId: string; at: Date }
): Promise<void> {
  const addresses = await db.clientAddress.findMany({ where: { clientId: fromId }, select: { matchKey: true } })
  const keys = [...new Set(addresses.map(({ matchKey }) => matchKey))]
  await adoptEarlierMails(
    db,
    keys.map((key) => ({ key, clientId: fromId })),
    at
  )
  await db.$executeRaw`
    DELETE FROM interaction WHERE client_id = ${intoId}::uuid AND source = 'mailbox'
      AND message_id IN (
        SELECT message_id FROM message_address WHERE match_key = ANY(${keys}::text[]) AND concerns)
      AND message_id NOT IN (
        SELECT message_id FROM message_address JOIN client_address USING (match_key)
        WHERE client_id = ${intoId}::uuid AND concerns)`
}
