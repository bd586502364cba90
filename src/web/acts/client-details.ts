import { z } from 'zod'
import { setBirthday, setClientCard, setClientLanguage, setClientOwner } from '#src/clients/client-change-store.ts'
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
    language: former === 'fr' || former === 'en' ? former : null,
    birthday: await setBirthday(db, clientId, { birthday, at }),
    ownerId: await setClientOwner(db, clientId, ownerId)
  }
}

/** Puts back what the audit trail says stood there before. */
export async function restoreDetails(db: Db, clientId: string, { before, at }: { before: unknown; at: Date }) {
  await saveDetails(db, clientId, { ...details.parse(before), at })
}
