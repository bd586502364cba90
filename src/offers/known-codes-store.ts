import type { Db } from '#src/platform/database/database.ts'
import { codesIn } from './code.ts'

/** Which codes of coupons stand in these texts. Asks the database only where something is built like one. */
export async function codesAmong(db: Db, texts: readonly string[]): Promise<ReadonlySet<string>> {
  const built = [...new Set(texts.flatMap((text) => codesIn(text, Infinity)))]
  if (built.length === 0) return new Set()
  const found = await db.coupon.findMany({ where: { code: { in: built } }, select: { code: true } })
  return new Set(found.map(({ code }) => code))
}
