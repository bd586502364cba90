import type { Db } from './database.ts'
import type { Prisma } from './generated/client.ts'

/** Rows that come as one text. */
const ROWS_PER_TEXT = 500

/**
 * Reads tens of thousands of rows as JSON, many in a text: to turn every column of every row into a value of its own, as Prisma
 * does, takes longer than most statements. Days and instants come as texts, so name no others than texts, numbers and truths.
 * @returns the rows in the order of the statement
 */
export async function readManyRows<Row>(db: Db, statement: Prisma.Sql): Promise<Row[]> {
  const texts = await db.$queryRaw<{ rows: Row[] }[]>`
    SELECT json_agg(row ORDER BY nth) AS rows
    FROM (SELECT nth, nth / ${ROWS_PER_TEXT}::int AS part, row
      FROM (SELECT row_to_json(told) AS row, row_number() OVER () AS nth FROM (${statement}) told) numbered) parted
    GROUP BY part ORDER BY part`
  return texts.flatMap(({ rows }) => rows)
}
