import type { PrismaClient, Prisma } from './generated/client.ts'

/** A row by the names of its columns. */
export type Row = Record<string, unknown>

const ROWS_AT_A_TIME = 1_000
const LONGEST_MS = 3_600_000

/**
 * Reads the rows of any query a thousand at a time, as they stood when reading began: memory does not grow with the result.
 * @param onRows called for each part, in order
 */
export async function eachRows(
  prisma: PrismaClient,
  query: Prisma.Sql,
  onRows: (rows: Row[]) => Promise<void>
): Promise<number> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`DECLARE reading NO SCROLL CURSOR FOR ${query.text}`, ...query.values)
      for (let count = 0; ;) {
        const rows = await tx.$queryRawUnsafe<Row[]>(`FETCH ${ROWS_AT_A_TIME} FROM reading`)
        if (rows.length === 0) return count
        count += rows.length
        await onRows(rows)
      }
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS, isolationLevel: 'RepeatableRead' }
  )
}
