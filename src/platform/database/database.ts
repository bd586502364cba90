import { PrismaPg } from '@prisma/adapter-pg'
import { Client, type ClientConfig, type Pool } from 'pg'
import type { Config } from '#src/platform/config.ts'
import { errorCode, errorText } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { attend } from './embedded/attendance.ts'
import { PrismaClient, type Prisma } from './generated/client.ts'
import { migrate } from './migrate.ts'
import { PatientPool } from './pool.ts'
import { inTransaction, type SqlTransaction } from './transaction.ts'

/** The open database. Whoever opened it closes it. */
export interface Database {
  prisma: PrismaClient
  /** A transaction without Prisma: for where very many rows are written. */
  transaction<T>(act: (tx: SqlTransaction) => Promise<T>): Promise<T>
  /** The same connections, for the rare statement that must bypass Prisma (LISTEN, COPY, session locks). */
  pool: Pool
  /** Connection address, password included: never to be shown. */
  url: string
  close(): Promise<void>
}

/**
 * What every store accepts: the open database's client, or the client of a transaction under way.
 *
 * Set-based statements go through `$queryRaw` and `$executeRaw` of either. Arrays pass to `unnest(${values}::text[])` as
 * they are, with NULLs and empty ones, of text, uuid, int, bigint (as bigint), boolean, double precision, timestamptz
 * (Date), date ('YYYY-MM-DD' in, Date at midnight UTC out), jsonb (objects) and bytea (Buffer in, Uint8Array out); name the
 * type with `::type[]`. count(*) comes back as bigint. `interval` does not come back: cast it to text. Proved in
 * test/platform/database/raw.test.ts.
 */
export type Db = PrismaClient | Prisma.TransactionClient

export interface OpenOptions {
  /** Most connections this process opens for its own work; 10 unless told. */
  connections?: number
  /** False leaves the database's form as it is: for `doctor`. */
  migrate?: boolean
}

const NAME = 'maillon'
/**
 * Sessions speak UTC whatever the server is set to: Prisma's adapter drops the offset of a timestamptz and takes the rest
 * for UTC (normalize_timestamptz in @prisma/adapter-pg 7.10).
 */
const UTC = 'timezone=UTC'
/**
 * Prisma gives up a transaction after 5 s, and one that waits for a connection after 2 s: on a small machine that has other
 * things to do, that would make sound work fail.
 */
const PATIENCE = { timeout: 60_000, maxWait: 60_000 }

/**
 * Opens the database: the one of DATABASE_URL, or the embedded one, which is started if need be. Brings its form up to date.
 * @throws Refusal where it cannot be reached, is newer than the program, or the disk is full
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataFolder'>,
  options: OpenOptions = {}
): Promise<Database> {
  if (config.databaseUrl !== undefined) return connect(config.databaseUrl, options)
  const attendance = await attend(config.dataFolder)
  try {
    await createIfMissing({ ...attendance.connection, database: 'postgres' })
    const database = await connect(urlOf({ ...attendance.connection, database: NAME }), options)
    const close = async () => {
      await database.close()
      await attendance.leave()
    }
    return { ...database, close }
  } catch (error) {
    await attendance.leave()
    throw error
  }
}

/** The address of a database behind a Unix socket or a port, as `pg` and Prisma both read it. */
export function urlOf(to: { host: string; port?: number; user: string; password: string; database: string }): string {
  const port = to.port === undefined ? '' : `&port=${to.port}`
  const secret = `${encodeURIComponent(to.user)}:${encodeURIComponent(to.password)}`
  return `postgresql://${secret}@localhost/${to.database}?host=${encodeURIComponent(to.host)}${port}`
}

async function connect(url: string, options: OpenOptions): Promise<Database> {
  const pool = new PatientPool({
    connectionString: withSession(url, UTC),
    max: options.connections ?? 10,
    // Statements asked for at once go out without waiting for one another's answers.
    pipeline: true,
    application_name: 'maillon'
  })
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  try {
    if (options.migrate !== false) await bringUpToDate(pool)
  } catch (error) {
    await pool.end()
    throw explain(error, url)
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: PATIENCE })
  const close = async () => {
    await prisma.$disconnect()
    await pool.end()
  }
  return { prisma, transaction: (act) => inTransaction(pool, act), pool, url, close }
}

/** The address with a setting for each session, such as `search_path=bullmq`, added to those it names already. */
export function withSession(url: string, setting: string): string {
  const address = new URL(url)
  const options = address.searchParams.get('options') ?? ''
  address.searchParams.set('options', `${options} -c ${setting}`.trim())
  return address.href
}

async function bringUpToDate(pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await migrate(client)
  } finally {
    client.release()
  }
}

async function createIfMissing(connection: ClientConfig): Promise<void> {
  const client = new Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`)
  } catch (error) {
    // Another process made it at the same moment.
    const exists = ['42P04', '23505'].includes(errorCode(error) ?? '')
    if (!exists) throw error
  } finally {
    await client.end()
  }
}

function explain(error: unknown, url: string): unknown {
  const code = errorCode(error) ?? ''
  const { hostname, port, pathname } = new URL(url)
  const where = `PostgreSQL at ${hostname}:${port || 5432}`
  const refuse = (code: string, sentence: string) => new Refusal(code, sentence, { cause: error })
  if (['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'].includes(code))
    return refuse('database-unreachable', `${where} does not answer (${code}): start it, or correct DATABASE_URL.`)
  if (['28P01', '28000'].includes(code))
    return refuse('database-login', `${where} refuses the login: correct user and password in DATABASE_URL.`)
  if (code === '3D000')
    return refuse('database-missing', `${where} has no database "${pathname.slice(1)}": create it with createdb.`)
  if (code === '53100') return refuse('disk-full', `The disk of ${where} is full: free some space and start again.`)
  if (code === '42501')
    return refuse('database-rights', `${where} does not allow this user to make tables: ${errorText(error)}.`)
  return error
}
