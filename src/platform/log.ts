import { Writable } from 'node:stream'
import { pino, type Logger } from 'pino'
import { z } from 'zod'
import type { Config } from '#src/platform/config.ts'

/** The program's log: one JSON object a line on stderr, or readable lines in a terminal. */
export type Log = Logger

/**
 * Names of fields that are never written, wherever they stand up to two levels deep: secrets, and what a mail says.
 * Addresses of mailboxes and identifiers are written, for without them a log helps nobody.
 */
const SECRET = ['password', 'pass', 'accessToken', 'refreshToken', 'token', 'secret', 'key', 'cookie', 'authorization']
const MAIL_CONTENT = ['body', 'text', 'html', 'source', 'raw', 'newText', 'subject', 'quote']

/** @param stream where lines go; stderr unless told */
export function openLog(config: Pick<Config, 'logLevel'>, stream: NodeJS.WritableStream = process.stderr): Log {
  const hidden = [...SECRET, ...MAIL_CONTENT].flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const isTerminal = stream === process.stderr && process.stderr.isTTY
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: hidden, censor: '[hidden]' }
    },
    isTerminal ? readable(stream) : stream
  )
}

/** A log that writes nothing, for tests and library calls. */
export const silentLog: Log = pino({ level: 'silent' })

const line = z.looseObject({ level: z.string(), time: z.string(), msg: z.string().optional() })

function readable(stream: NodeJS.WritableStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const text of chunk.toString().split('\n').filter(Boolean)) stream.write(`${readableLine(text)}\n`)
      done()
    }
  })
}

function readableLine(text: string): string {
  const { level, time, msg, ...rest } = line.parse(JSON.parse(text))
  const details = Object.entries(rest).map(([name, value]) => `${name}=${asText(value)}`)
  return [time.slice(11, 19), level.padEnd(5), msg, ...details].filter(Boolean).join(' ')
}

function asText(value: unknown): string {
  const isError = typeof value === 'object' && value !== null && 'stack' in value
  if (isError) return String(value.stack)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
