import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { conditionSchema, type Condition } from './condition.ts'

/** A saved audience. */
export interface Segment {
  name: string
  condition: Condition
}

export interface StoredSegment extends Segment {
  id: string
}

const NAME_MOST = 60

export async function readSegments(db: Db): Promise<StoredSegment[]> {
  const rows = await db.segment.findMany({ orderBy: { name: 'asc' } })
  return rows.map((row) => ({ id: row.id, name: row.name, condition: conditionSchema.parse(row.condition) }))
}

/** @throws Refusal naming the segments there are, where this is none of them */
export async function readSegment(db: Db, name: string): Promise<StoredSegment> {
  const row = await db.segment.findUnique({ where: { name } })
  if (row) return { id: row.id, name, condition: conditionSchema.parse(row.condition) }
  const known = (await readSegments(db)).map((segment) => segment.name).join(', ')
  throw new Refusal('unknown-segment', `There is no segment "${name}"; there are: ${known || 'none'}.`)
}

/**
 * What a segment may be called: campaigns, reports and addresses name it, and what begins with a brace would be read there
 * as a condition. Null where it may not.
 */
export function segmentName(written: string): string | null {
  const name = written.replaceAll(/\s+/g, ' ').trim()
  return name === '' || name.length > NAME_MOST || name.startsWith('{') ? null : name
}

/** Saves a segment; one of the same name is replaced. */
export async function saveSegment(db: Db, { name, condition }: Segment, by: string): Promise<void> {
  const stored: Prisma.InputJsonObject = { ...condition }
  await db.segment.upsert({
    where: { name },
    create: { name, condition: stored, createdBy: by },
    update: { condition: stored }
  })
}

/** Makes a segment. @returns its id; null where there is one of that name */
export async function addSegment(db: Db, { name, condition }: Segment, by: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO segment (name, condition, created_by, updated_at)
    VALUES (${name}, ${JSON.stringify(condition)}::jsonb, ${by}, now()) ON CONFLICT (name) DO NOTHING RETURNING id`
  return row?.id ?? null
}

/** Gives a segment other words and perhaps another name. @returns false where another has that name */
export async function changeSegment(db: Db, { id, name, condition }: StoredSegment): Promise<boolean> {
  const changed = await db.$executeRaw`
    UPDATE segment SET name = ${name}, condition = ${JSON.stringify(condition)}::jsonb, updated_at = now()
    WHERE id = ${id}::uuid AND NOT EXISTS (SELECT FROM segment other WHERE other.name = ${name} AND other.id <> ${id}::uuid)`
  return changed > 0
}

/** @returns false where there was none */
export async function removeSegment(db: Db, name: string): Promise<boolean> {
  const { count } = await db.segment.deleteMany({ where: { name } })
  return count > 0
}

/** Ids of the clients in a segment. @param segment over `client`, as compiled from a condition */
export async function readMembers(db: Db, segment: Prisma.Sql): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM client WHERE client.state NOT IN ('merged', 'erased') AND ${segment}`
  return new Set(rows.map((row) => row.id))
}

/** How many active clients are in a segment. */
export async function countMembers(db: Db, segment: Prisma.Sql): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM client WHERE client.state = 'active' AND ${segment}`
  return row?.count ?? 0
}

/** The same for several segments at once, in their order: every client is looked at once. */
export async function countMembersOfEach(db: Db, segments: Prisma.Sql[]): Promise<number[]> {
  if (segments.length === 0) return []
  const counts = segments.map((segment) => Prisma.sql`count(*) FILTER (WHERE ${segment})::int`)
  const [row] = await db.$queryRaw<{ counts: number[] }[]>`
    SELECT ARRAY[${Prisma.join(counts)}] AS counts FROM client WHERE client.state = 'active'`
  return row?.counts ?? []
}

/** Ids, names and main addresses of the clients in a segment, by name. */
export function listMembers(
  db: Db,
  segment: Prisma.Sql
): Promise<{ id: string; name: string; email: string | null }[]> {
  return db.$queryRaw`
    SELECT COALESCE(client.external_id, client.id::text) AS id, client.name,
      (SELECT address FROM client_address a WHERE a.client_id = client.id AND a.is_primary) AS email
    FROM client WHERE client.state = 'active' AND ${segment} ORDER BY client.name, client.id`
}
