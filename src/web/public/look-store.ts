import { createHash } from 'node:crypto'
import type { Db } from '#src/platform/database/database.ts'
import type { PictureType } from './picture.ts'

/** The firm's picture. */
export interface Logo {
  type: string
  bytes: Uint8Array<ArrayBuffer>
  hash: string
}

export async function readLogo(db: Db): Promise<Logo | null> {
  const row = await db.firmLogo.findUnique({ where: { id: 1 } })
  return row && { type: row.type, bytes: new Uint8Array(row.bytes), hash: row.hash }
}

export async function logoHash(db: Db): Promise<string | null> {
  const row = await db.firmLogo.findUnique({ where: { id: 1 }, select: { hash: true } })
  return row?.hash ?? null
}

export async function saveLogo(
  db: Db,
  { type, bytes, at }: { type: PictureType; bytes: Uint8Array<ArrayBuffer>; at: Date }
): Promise<void> {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  const picture = { type, bytes, hash, updatedAt: at }
  await db.firmLogo.upsert({ where: { id: 1 }, create: picture, update: picture })
}

export async function removeLogo(db: Db): Promise<boolean> {
  const { count } = await db.firmLogo.deleteMany({ where: { id: 1 } })
  return count > 0
}
