import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'

/** What the program is told from outside before it can open its database. The firm's own settings are in settings.ts. */
export interface Config {
  /** Absolute path of the folder that holds the embedded database, the key and `.env`. */
  dataFolder: string
  /** A PostgreSQL of one's own; undefined means the embedded one. */
  databaseUrl: string | undefined
  /** Redis for the queue; undefined means that the queue lives in PostgreSQL. */
  redisUrl: string | undefined
  /** Encryption key for secrets at rest, 32 bytes in base64 or hex; undefined means `<data>/key`. */
  key: string | undefined
  logLevel: (typeof LOG_LEVELS)[number]
  /** Where the pages listen. */
  host: string
  port: number
  /** Address of the pages as clients and members reach them, without a slash at the end. */
  publicUrl: string
  /** How many jobs of one kind a process runs at the same time. */
  concurrency: number
}

/** Values given on the command line; they win over the environment, which wins over `.env` files. */
export type ConfigFlags = Partial<Record<keyof typeof VARIABLES, string>>

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const text = z.string().trim().min(1)
const urlOf = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be an address such as ${example}` })

const VARIABLES = {
  MAILLON_DATA: text.default('data'),
  DATABASE_URL: urlOf(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/maillon').optional(),
  REDIS_URL: urlOf(/^rediss?$/, 'redis://localhost:6379').optional(),
  MAILLON_KEY: text.optional(),
  MAILLON_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  MAILLON_HOST: text.default('127.0.0.1'),
  MAILLON_PORT: wholeNumber(0, 65_535).default(3600),
  MAILLON_URL: urlOf(/^https?$/, 'https://crm.example.org').optional(),
  MAILLON_CONCURRENCY: wholeNumber(1, 100).default(4)
}

const variables = z.object(VARIABLES)

/**
 * Reads all settings from flags, environment and the `.env` files of the data folder and the working folder.
 * This is the only place that reads `process.env`.
 * @throws Refusal naming every wrong setting at once
 */
export function readConfig(flags: ConfigFlags = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const outside = { ...readEnvFile('.'), ...given(environment), ...given(flags) }
  const dataFolder = resolve(outside['MAILLON_DATA'] ?? 'data')
  const values = variables.safeParse({ ...readEnvFile(dataFolder), ...outside, MAILLON_DATA: dataFolder })
  if (!values.success) throw new Refusal('bad-settings', `Mend these settings: ${sentences(values.error)}.`)
  const port = values.data.MAILLON_PORT
  return {
    dataFolder,
    databaseUrl: values.data.DATABASE_URL,
    redisUrl: values.data.REDIS_URL,
    key: values.data.MAILLON_KEY,
    logLevel: values.data.MAILLON_LOG_LEVEL,
    host: values.data.MAILLON_HOST,
    port,
    publicUrl: (values.data.MAILLON_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    concurrency: values.data.MAILLON_CONCURRENCY
  }
}

function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}

function readEnvFile(folder: string): Record<string, string> {
  const path = join(folder, '.env')
  return existsSync(path) ? given(parseEnv(readFileSync(path, 'utf8'))) : {}
}

/** Known variables that have a value: an empty one counts as not given, as compose files and shells leave them. */
function given(source: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.keys(VARIABLES).map((name) => [name, source[name]?.trim() ?? ''] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

function sentences(error: z.ZodError): string {
  return error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`).join('; ')
}
