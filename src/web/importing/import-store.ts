import { z } from 'zod'
import type { ImportSums } from '#src/clients/import/import-table.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma, type FileImport as Row } from '#src/platform/database/generated/client.ts'

/** How far an import on the page is; in the order in which it goes on. */
export const IMPORT_STATES = [
  'columns',
  'check-asked',
  'checking',
  'checked',
  'import-asked',
  'importing',
  'imported',
  'interrupted',
  'failed',
  'given-up'
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

const dayOrder = z.enum(['day-first', 'month-first'])

const wishesSchema = z.object({
  /** `FIELD=#3`, of every field: nothing is guessed any more. Empty until the columns are confirmed. */
  map: z.array(z.string()),
  /** Name to keep the columns under. */
  keepAs: z.string().nullable(),
  /** How days in figures are written, where the file does not show it. */
  dates: dayOrder.nullable(),
  /** Whose numbers purchases go by. */
  source: z.string(),
  createClients: z.boolean()
})
/** How the owner wants it. */
export type Wishes = z.output<typeof wishesSchema>

const readAsSchema = z.object({
  dates: z.object({ order: z.enum(['day-first', 'month-first', 'both']), isShown: z.boolean() }).nullable(),
  decimals: z.enum([',', '.', 'both']).nullable(),
  /** Rows that name a client whom an earlier row names, with the first of them. */
  same: z
    .object({ count: z.number(), rows: z.array(z.object({ line: z.number(), first: z.number() })) })
    .default({ count: 0, rows: [] })
})
/** How the file was read. */
export type ReadAs = z.output<typeof readAsSchema>

/** The same reading with another count of rows that name a client again. */
export function withSame(readAs: ReadAs, count: number): ReadAs {
  return { ...readAs, same: { ...readAs.same, count } }
}

/** An import of a file on the page. */
export interface FileImport extends ImportSums {
  id: string
  kind: 'clients' | 'purchases'
  form: 'table' | 'cards'
  fileName: string
  size: number
  memberId: string
  createdAt: Date
  state: ImportState
  stateSince: Date
  wishes: Wishes
  failure: string | null
  bytes: number
  readAs: ReadAs | null
  filesGoneAt: Date | null
}

/** Whether another import is under way: one at a time is read. */
export async function isAnotherUnderWay(db: Db, id: string): Promise<boolean> {
  const other = await db.fileImport.findFirst({
    where: { state: { in: ['checking', 'importing'] }, id: { not: id } },
    select: { id: true }
  })
  return other !== null
}

export async function hasClients(db: Db): Promise<boolean> {
  return (await db.client.findFirst({ where: { state: 'active' }, select: { id: true } })) !== null
}

export async function addImport(
  db: Db,
  given: Pick<FileImport, 'id' | 'kind' | 'form' | 'fileName' | 'size' | 'memberId' | 'state' | 'wishes'>,
  at: Date
): Promise<void> {
  await db.fileImport.create({ data: { ...given, size: BigInt(given.size), createdAt: at, stateSince: at } })
}

export async function findImport(db: Db, id: string): Promise<FileImport | null> {
  const row = await db.fileImport.findUnique({ where: { id } })
  return row && importOf(row)
}

/** The latest imports. Relies on file_import_created_at_idx. */
export async function listImports(db: Db, most: number): Promise<FileImport[]> {
  const rows = await db.fileImport.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: most })
  return rows.map(importOf)
}

/** Those that somebody asked to go on with, the oldest first. */
export async function askedImports(db: Db): Promise<FileImport[]> {
  const rows = await db.fileImport.findMany({
    where: { state: { in: ['check-asked', 'import-asked'] }, filesGoneAt: null },
    orderBy: { stateSince: 'asc' }
  })
  return rows.map(importOf)
}

/** What may be said of an import when it goes on. */
type Change = Partial<Pick<FileImport, 'wishes' | 'failure' | 'readAs' | 'bytes'> & ImportSums>

/** Goes on from one of these states to another. @returns false where it was not in one of them: somebody was first */
export async function turnImport(
  db: Db,
  id: string,
  { from, to, at, ...change }: { from: ImportState[]; to: ImportState; at: Date } & Change
): Promise<boolean> {
  const { count } = await db.fileImport.updateMany({
    where: { id, state: { in: from } },
    data: { ...columnsOf(change), state: to, stateSince: at }
  })
  return count === 1
}

/** How far the step under way is. */
export async function noteProgress(
  db: Db,
  id: string,
  progress: ImportSums & { bytes: number; readAs?: ReadAs }
): Promise<void> {
  await db.fileImport.updateMany({
    where: { id, state: { in: ['checking', 'importing'] } },
    data: columnsOf(progress)
  })
}

function columnsOf({ readAs, wishes, bytes, ...plain }: Change) {
  return {
    ...plain,
    ...(bytes === undefined ? {} : { bytes: BigInt(bytes) }),
    ...(wishes === undefined ? {} : { wishes }),
    ...(readAs === undefined ? {} : { readAs: readAs ?? Prisma.DbNull })
  }
}

/** The lease that whoever works on an import holds. */
export function leaseOf(id: string): string {
  return `import:${id}`
}

/** Imports under way that nobody works on: their process is gone. */
export async function lostImports(db: Db): Promise<FileImport[]> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM file_import WHERE state IN ('checking', 'importing') AND NOT EXISTS (
      SELECT FROM lease WHERE name = 'import:' || file_import.id AND expires_at >= clock_timestamp())`
  const rows = await db.fileImport.findMany({ where: { id: { in: ids.map(({ id }) => id) } } })
  return rows.map(importOf)
}

/** What nobody has gone on with since then is given up; lists of refused rows are kept no longer either. */
export async function giveUpOld(db: Db, before: Date, at: Date): Promise<void> {
  await db.fileImport.updateMany({
    where: { state: { in: ['columns', 'checked', 'interrupted', 'failed'] }, stateSince: { lt: before } },
    data: { state: 'given-up', stateSince: at }
  })
  await db.fileImport.updateMany({
    where: { state: { in: ['imported', 'given-up'] }, stateSince: { lt: before }, filesGoneAt: null },
    data: { filesGoneAt: at }
  })
}

function importOf(row: Row): FileImport {
  return {
    ...row,
    kind: row.kind === 'purchases' ? 'purchases' : 'clients',
    form: row.form === 'cards' ? 'cards' : 'table',
    state: IMPORT_STATES.find((state) => state === row.state) ?? 'failed',
    size: Number(row.size),
    bytes: Number(row.bytes),
    wishes: wishesSchema.parse(row.wishes),
    readAs: row.readAs === null ? null : readAsSchema.parse(row.readAs)
  }
}
