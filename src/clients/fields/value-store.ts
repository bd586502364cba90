import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { changedSince } from '#src/platform/changed-since.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Actor } from '#src/team/audit-store.ts'
import type { Field, FieldValue } from './definition.ts'
import { listFields } from './definition-store.ts'
import { expectedOf, valueSchema } from './value.ts'

/** Who changes values, when and from where. */
export interface FieldDeed {
  by: Actor
  at: Date
  /** page, command-line, api, keyword, `import <file>`, `answer <question>` … */
  source: string
}

/** Values by key as they are to stand; null takes one away. */
export type FieldValues = Record<string, FieldValue | null>

/** Values as they stand, by key: the company's with the client's own. Of another form than the field's only after a change by hand. */
export type HeldValues = Record<string, unknown>

/**
 * SQL for a field's value as jsonb, over the table `client` under its own name: the company's, else the client's own. Null
 * where there is none.
 */
export function fieldSql(key: string): Prisma.Sql {
  return Prisma.sql`COALESCE((SELECT o.fields->${key} FROM company o WHERE o.id = client.company_id), client.fields->${key})`
}

/** SQL for all values that hold for a client, as one jsonb object; a key that no field has any more included. */
export const HELD_FIELDS = Prisma.sql`(client.fields || COALESCE((SELECT o.fields FROM company o WHERE o.id = client.company_id), '{}'))`

/** The values that hold for a client, of the fields that are kept. */
export async function heldFields(db: Db, clientId: string): Promise<{ field: Field; value: unknown }[]> {
  const held = await heldValues(db, clientId, Prisma.empty)
  const fields = await listFields(db)
  return fields.flatMap((field) => (Object.hasOwn(held, field.key) ? [{ field, value: held[field.key] }] : []))
}

async function heldValues(db: Db, clientId: string, lock: Prisma.Sql): Promise<HeldValues> {
  const [row] = await db.$queryRaw<{ held: HeldValues }[]>`
    SELECT ${HELD_FIELDS} AS held FROM client WHERE id = ${clientId}::uuid ${lock}`
  return row?.held ?? {}
}

/**
 * Sets fields of one client, or of their company where the field is a company's, and writes down what changed.
 * @returns the values before, of the keys that changed: setting them again takes it back
 * @throws Refusal where a key is no field, or a value is not of its form
 */
export async function setFields(
  db: Db,
  clientId: string,
  values: FieldValues,
  deed: FieldDeed
): Promise<Record<string, FieldValue | null>> {
  const fields = await listFields(db)
  const checked = Object.entries(values).map(([key, value]) => ({
    clientId,
    key,
    value: checkedValue(fields, key, value)
  }))
  const changed = await storeFields(db, checked, fields, deed)
  return Object.fromEntries(changed.map(({ key, before }) => [key, before]))
}

/**
 * Puts back what an act changed, and nothing else.
 * @param change what the keys that changed held before it, and what it gave them
 * @throws Refusal `changed-since` where one of them holds something else by now, or is no field any more
 */
export async function restoreFields(
  db: Db,
  clientId: string,
  { before, after }: { before: FieldValues; after: FieldValues },
  deed: FieldDeed
): Promise<void> {
  const fields = await listFields(db)
  const held = await heldValues(db, clientId, Prisma.sql`FOR UPDATE`)
  const isAsLeft = Object.keys(before).every(
    (key) =>
      fields.some((field) => field.key === key) &&
      isDeepStrictEqual(held[key] ?? null, checkedValue(fields, key, after[key] ?? null))
  )
  if (!isAsLeft) throw changedSince('One of these fields')
  await setFields(db, clientId, before, deed)
}

function checkedValue(fields: Field[], key: string, value: FieldValue | null): FieldValue | null {
  const field = fields.find((field) => field.key === key)
  if (!field)
    throw new Refusal('no-such-field', `There is no field "${key}": see \`maillon fields list\`.`, { wrongUsage: true })
  if (value === null) return null
  const checked = valueSchema(field).safeParse(value)
  if (checked.success) return checked.data
  throw new Refusal('bad-value', `"${String(value)}" is no value for ${key}: it takes ${expectedOf(field).en}.`, {
    wrongUsage: true
  })
}

/** One value of one client, of its field's form. */
export interface ValueToStore {
  clientId: string
  key: string
  value: FieldValue | null
}

interface Changed {
  clientId: string
  key: string
  before: FieldValue | null
}

/**
 * Stores values of many clients in one statement, and a line of history for each that differs from what stands.
 * Where several clients give their one company different values, the last one counts.
 */
export async function storeFields(
  db: Db,
  values: ValueToStore[],
  fields: Field[],
  { by, at, source }: FieldDeed
): Promise<Changed[]> {
  if (values.length === 0) return []
  const ofCompany = new Set(fields.filter(({ subject }) => subject === 'company').map(({ key }) => key))
  const given = values.map((value, place) => ({ place, ofCompany: ofCompany.has(value.key), ...value }))
  const rows = await db.$queryRaw<unknown[]>`
    WITH given AS MATERIALIZED (
      SELECT DISTINCT ON (COALESCE(company.id, client.id), key) client.id AS client_id, company.id AS company_id, key,
        value AS after, COALESCE(company.fields->key, client.fields->key) AS before
      FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          AS given(place int, "clientId" uuid, key text, value jsonb, "ofCompany" boolean)
        JOIN client ON client.id = "clientId"
        LEFT JOIN company ON "ofCompany" AND company.id = client.company_id
      ORDER BY COALESCE(company.id, client.id), key, place DESC),
    changed AS MATERIALIZED (SELECT * FROM given WHERE before IS DISTINCT FROM after),
    -- What the company says from now on, the client's own record says no more.
    of_clients AS (
      UPDATE client SET fields = jsonb_strip_nulls(fields || new.values), updated_at = ${at}
      FROM (SELECT client_id, jsonb_object_agg(key, CASE WHEN company_id IS NULL THEN after END) AS values FROM changed GROUP BY 1) AS new
      WHERE client.id = new.client_id),
    of_companies AS (
      UPDATE company SET fields = jsonb_strip_nulls(fields || new.values)
      FROM (SELECT company_id, jsonb_object_agg(key, after) AS values FROM changed WHERE company_id IS NOT NULL GROUP BY 1) AS new
      WHERE company.id = new.company_id),
    history AS (
      INSERT INTO field_change (client_id, company_id, key, before, after, at, actor_kind, actor, source)
      SELECT client_id, company_id, key, before, after, ${at}, ${by.kind}, ${by.id}, ${source} FROM changed)
    SELECT client_id AS "clientId", key, before FROM changed`
  return z.array(changedForm).parse(rows)
}

const valueForm = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])
const changedForm = z.object({ clientId: z.string(), key: z.string(), before: valueForm.nullable() })

/** One change of a value, as it was written down. */
export interface FieldChangeLine {
  id: string
  key: string
  before: FieldValue | null
  after: FieldValue | null
  at: Date
  by: Actor
  source: string
}

/** How a client's values, and those of their company, came to be: the latest change first. Relies on both indexes of field_change. */
export async function fieldHistory(
  db: Db,
  clientId: string,
  { key, limit = 100 }: { key?: string | undefined; limit?: number } = {}
): Promise<FieldChangeLine[]> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT id, key, before, after, at, jsonb_build_object('kind', actor_kind, 'id', actor) AS by, source
    FROM field_change
    WHERE (client_id = ${clientId}::uuid OR company_id = (SELECT company_id FROM client WHERE id = ${clientId}::uuid))
      AND (${key ?? null}::text IS NULL OR key = ${key ?? null})
    ORDER BY at DESC, id LIMIT ${limit}`
  return z.array(lineForm).parse(rows)
}

const lineForm = z.object({
  id: z.string(),
  key: z.string(),
  before: valueForm.nullable(),
  after: valueForm.nullable(),
  at: z.date(),
  by: z.object({ kind: z.enum(['member', 'keyword', 'rule', 'system', 'api']), id: z.string() }),
  source: z.string()
})
