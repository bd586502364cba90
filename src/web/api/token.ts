import { createHash } from 'node:crypto'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import type { Random } from '#src/platform/random.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { SCOPES } from './scope.ts'
import { insertToken, useToken, type ApiToken } from './token-store.ts'

/** Lets scanners for leaked secrets, and people, see what it is. */
const PREFIX = 'maillon_'
const TOKEN_BYTES = 32

export interface NewToken {
  id: string
  name: string
  scopes: string[]
  /** Shown once: only its hash is stored. */
  token: string
}

/**
 * Makes a token for another program.
 * @throws Refusal `bad-scope` where a scope is unknown or none is given
 */
export async function issueToken(
  db: Db,
  asked: { name: string; scopes: string[]; at: Date },
  random: Random
): Promise<NewToken> {
  const scopes = [...new Set(asked.scopes)]
  const unknown = scopes.find((scope) => !SCOPES.includes(scope))
  if (unknown !== undefined || scopes.length === 0)
    throw new Refusal('bad-scope', `Give one or more of these scopes: ${SCOPES.join(', ')}.`, { wrongUsage: true })
  const token = PREFIX + random.token(TOKEN_BYTES)
  const { name, at } = asked
  const id = newId()
  await insertToken(db, { id, name, scopes, createdAt: at, hash: sha256(token) })
  return { id, name, scopes, token }
}

/** The token that a request shows as `Authorization: Bearer …` (RFC 6750), if it is in force. */
export async function tokenIn(db: Db, authorization: string | undefined, now: Date): Promise<ApiToken | null> {
  const shown = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  // The database compares hashes: how long that takes tells nothing of a token.
  return shown === undefined ? null : useToken(db, sha256(shown), now)
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
