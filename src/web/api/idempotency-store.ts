import type { Db } from '#src/platform/database/database.ts'
import type { Prisma } from '#src/platform/database/generated/client.ts'

export interface KeyedRequest {
  tokenId: string
  key: string
  requestHash: string
}

/**
 * Claims a key for a request. Of two at once the second waits here until the first's transaction is over, then sees its answer.
 * @returns false where the key is taken
 */
export async function claimKey(db: Db, { tokenId, key, requestHash }: KeyedRequest, at: Date): Promise<boolean> {
  const count = await db.$executeRaw`
    INSERT INTO api_idempotency (token_id, key, request_hash, at) VALUES (${tokenId}::uuid, ${key}, ${requestHash}, ${at})
    ON CONFLICT (token_id, key) DO NOTHING`
  return count === 1
}

export async function findAnswer(db: Db, { tokenId, key }: KeyedRequest) {
  return db.apiIdempotency.findUnique({
    where: { tokenId_key: { tokenId, key } },
    select: { requestHash: true, body: true }
  })
}

export async function keepAnswer(db: Db, { tokenId, key }: KeyedRequest, body: Prisma.InputJsonValue): Promise<void> {
  await db.apiIdempotency.update({ where: { tokenId_key: { tokenId, key } }, data: { body } })
}

/** A refused write did nothing, so that its key is free. */
export async function freeKey(db: Db, { tokenId, key }: KeyedRequest): Promise<void> {
  await db.apiIdempotency.delete({ where: { tokenId_key: { tokenId, key } } })
}

/** Relies on api_idempotency_at_idx. */
export async function forgetAnswers(db: Db, before: Date): Promise<void> {
  await db.$executeRaw`DELETE FROM api_idempotency WHERE at < ${before}`
}
