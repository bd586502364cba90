import type { Db } from '#src/platform/database/database.ts'

/** A token as it is known here: never the token itself. */
export interface ApiToken {
  id: string
  name: string
  scopes: string[]
  createdAt: Date
  /** To the minute. */
  lastUsedAt: Date | null
  revokedAt: Date | null
}

const SHOWN = { id: true, name: true, scopes: true, createdAt: true, lastUsedAt: true, revokedAt: true }

export async function insertToken(
  db: Db,
  token: Pick<ApiToken, 'id' | 'name' | 'scopes' | 'createdAt'> & { hash: string }
): Promise<void> {
  await db.apiToken.create({ data: token })
}

/** All of them, the newest first. */
export async function listTokens(db: Db): Promise<ApiToken[]> {
  return db.apiToken.findMany({ select: SHOWN, orderBy: { createdAt: 'desc' } })
}

/** The token with this hash, unless it was revoked; notes that it was used. Relies on api_token_hash_key. */
export async function useToken(db: Db, hash: string, now: Date): Promise<ApiToken | null> {
  const token = await db.apiToken.findFirst({ where: { hash, revokedAt: null }, select: SHOWN })
  if (!token) return null
  const isNoted = token.lastUsedAt !== null && now.getTime() - token.lastUsedAt.getTime() < NOTED_EVERY_MS
  if (!isNoted) await db.apiToken.update({ where: { id: token.id }, data: { lastUsedAt: now } })
  return token
}

/** A busy program need not write a row with each request. */
const NOTED_EVERY_MS = 60_000

/** Lets a token that was ended be used again. @returns false where it was in force */
export async function restoreToken(db: Db, id: string): Promise<boolean> {
  return (
    (await db.apiToken.updateMany({ where: { id, revokedAt: { not: null } }, data: { revokedAt: null } })).count === 1
  )
}

/** Ends tokens by id or by name. @returns those that were in force until now */
export async function revokeTokens(db: Db, idOrName: string, at: Date): Promise<{ id: string; name: string }[]> {
  return db.$queryRaw`
    UPDATE api_token SET revoked_at = ${at}
    WHERE (id::text = lower(${idOrName}) OR name = ${idOrName}) AND revoked_at IS NULL RETURNING id, name`
}
