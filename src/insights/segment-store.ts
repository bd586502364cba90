import type { Db } from '#src/platform/database/database.ts'
import type { Prisma } from '#src/platform/database/generated/client.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { conditionSchema, type Condition } from './condition.ts'

/** A saved audience. */
export interface Segment {
  name: string
  condition: Condition
}

export async function readSegments(db: Db): Promise<Segment[]> {
  const rows = await db.segment.findMany({ orderBy: { name: 'asc' } })
  return rows.map((row) => ({ name: row.name, condition: conditionSchema.parse(row.condition) }))
}

/** @throws Refusal naming the segments there are, where this is none of them */
export async function readSegment(db: Db, name: string): Promise<Segment> {
  const row = await db.segment.findUnique({ where: { name } })
  if (row) return { name, condition: conditionSchema.parse(row.condition) }
  const known = (await readSegments(db)).map((segment) => segment.name).join(', ')
  throw new Refusal('unknown-segment', `There is no segment "${name}"; there are: ${known || 'none'}.`)
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
