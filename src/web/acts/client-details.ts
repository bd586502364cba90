import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { setBirthday, setClientCard, setClientLanguage, setClientOwner } from '#src/clients/client-change-store.ts'
import { changedSince } from '#src/platform/changed-since.ts'
import type { Db } from '#src/platform/database/database.ts'

const details = z.object({
  name: z.string(),
  phone: z.string().nullable(),
  language: z.enum(['fr', 'en']).nullable(),
  birthday: z.object({ month: z.number(), day: z.number(), year: z.number().nullable() }).nullable(),
  ownerId: z.guid().nullable()
})

/** What a member may correct on a record by hand. */
export type ClientDetails = z.infer<typeof details>

/** @returns what stood there before, in the form that restores it */
export async function saveDetails(
  db: Db,
  clientId: string,
  { name, phone, language, birthday, ownerId, at }: ClientDetails & { at: Date }
): Promise<ClientDetails> {
  const card = await setClientCard(db, clientId, { name, phone })
  const former = await setClientLanguage(db, clientId, language)
  return {
    ...card,
    language: languageOf(former),
    birthday: await setBirthday(db, clientId, { birthday, at }),
    ownerId: await setClientOwner(db, clientId, ownerId)
  }
}

/**
 * Puts back what an act changed, and leaves what it did not: others may have corrected that since.
 * @param line what the audit trail says stood there before and after it
 * @throws Refusal where what it changed was changed again
 */
export async function restoreDetails(db: Db, clientId: string, line: { before: unknown; after: unknown; at: Date }) {
  const [before, after] = [details.parse(line.before), details.parse(line.after)]
  const now = await readDetails(db, clientId)
  const restored = { ...now }
  for (const key of details.keyof().options) {
    if (isDeepStrictEqual(before[key], after[key])) continue
    if (!isDeepStrictEqual(now[key], after[key])) throw changedSince('This record')
    Object.assign(restored, { [key]: before[key] })
  }
  await saveDetails(db, clientId, { ...restored, at: line.at })
}

async function readDetails(db: Db, clientId: string): Promise<ClientDetails> {
  const row = await db.client.findUniqueOrThrow({ where: { id: clientId } })
  const { name, phone, birthdayMonth: month, birthdayDay: day, birthdayYear: year, ownerId } = row
  const birthday = month !== null && day !== null ? { month, day, year } : null
  return { name, phone, language: languageOf(row.language), birthday, ownerId }
}

function languageOf(code: string | null): ClientDetails['language'] {
  return code === 'fr' || code === 'en' ? code : null
}
