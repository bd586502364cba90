import { TypeOverrides, type Pool, type PoolClient, type QueryResult } from 'pg'
import { errorCode } from '#src/platform/error.ts'
import { copyRows } from './copy.ts'
import type { Column } from './copy-format.ts'
import type { Sql } from './sql.ts'

/**
 * A transaction that speaks to PostgreSQL without Prisma, for where very many rows are written. Statements that are asked for
 * at once go out at once and are carried out in the order asked for (`inTurn`).
 */
export interface SqlTransaction extends Sql {
  keepsOrder: true
  /** Adds rows to a table by COPY. It knows no conflicts: they must be new. */
  copy<Row>(table: string, columns: Column<Row>[], rows: Row[]): Promise<void>
}

/**
 * Runs `act` in a READ COMMITTED transaction on a connection of its own. What it writes is there once this returns, and none
 * of it where this throws.
 */
export async function inTransaction<T>(pool: Pool, act: (tx: SqlTransaction) => Promise<T>): Promise<T> {
  const connection = await pool.connect()
  const speech = { isOver: false, failure: undefined }
  let isOver = false
  try {
    await connection.query('BEGIN')
    const result = await act(speakingTo(connection, speech))
    speech.isOver = true
    await connection.query('COMMIT')
    isOver = true
    return result
  } catch (error) {
    speech.isOver = true
    isOver = await rolledBack(connection)
    throw errorCode(error) === IN_FAILED_TRANSACTION ? (speech.failure ?? error) : error
  } finally {
    // One that may still be within the transaction is closed rather than given back.
    connection.release(!isOver)
  }
}

function rolledBack(connection: PoolClient): Promise<boolean> {
  return connection.query('ROLLBACK').then(
    () => true,
    () => false
  )
}

/** What the server says of every statement behind one that failed. */
const IN_FAILED_TRANSACTION = '25P02'

interface Speech {
  /** What is asked for from then on must not be done outside of the transaction. */
  isOver: boolean
  /** The first there was. */
  failure: unknown
}

function speakingTo(connection: PoolClient, speech: Speech): SqlTransaction {
  const guarded = async <T>(statement: () => Promise<T>): Promise<T> => {
    if (speech.isOver) throw new Error('this transaction is over')
    try {
      return await statement()
    } catch (error) {
      speech.failure ??= error
      throw error
    }
  }
  const run = (text: TemplateStringsArray, values: unknown[]) =>
    guarded(() => connection.query({ text: numbered(text), values, types: READ_AS_PRISMA }))
  return {
    keepsOrder: true,
    $queryRaw: (text, ...values) => rowsOf(run(text, values)),
    $executeRaw: async (text, ...values) => (await run(text, values)).rowCount ?? 0,
    copy: (table, columns, rows) => guarded(() => copyRows(connection, { table, columns, rows }))
  }
}

/** Of the form that the caller of a statement says they have, as with Prisma. */
function rowsOf<Rows>(running: Promise<QueryResult>): Promise<Rows>
async function rowsOf(running: Promise<QueryResult>): Promise<unknown> {
  return (await running).rows
}

const texts = new WeakMap<TemplateStringsArray, string>()

/** The statement with $1, $2 … for its values; written once for each place in the program. */
function numbered(strings: TemplateStringsArray): string {
  const known = texts.get(strings)
  if (known !== undefined) return known
  const text = strings.reduce((before, after, place) => `${before}$${place}${after}`)
  texts.set(strings, text)
  return text
}

/** In pg_type. */
const BYTEA_OID = 17
const INT8_OID = 20
const DATE_OID = 1082

/** Where pg reads otherwise than Prisma, so that a statement gives the same through both. */
const READ_AS_PRISMA = new TypeOverrides()
READ_AS_PRISMA.setTypeParser(BYTEA_OID, (hex) => Uint8Array.from(Buffer.from(hex.slice(String.raw`\x`.length), 'hex')))
READ_AS_PRISMA.setTypeParser(INT8_OID, BigInt)
READ_AS_PRISMA.setTypeParser(DATE_OID, (day) => new Date(`${day}T00:00:00Z`))
