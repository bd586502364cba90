import type { Db } from '#src/platform/database/database.ts'

/** What a client can answer to "are you happy?"; as the dashboard counts it. */
export const OPINIONS = ['happy', 'fair', 'unhappy'] as const
export type Opinion = (typeof OPINIONS)[number]

/** The mail that asked. */
export interface AskedBy {
  followUpId: string
  clientId: string
  clientName: string
  /** The member whose client it is. */
  ownerEmail: string | null
  ownerName: string | null
}

/** The mail and client behind the token of a link; null where it is none of ours, or they have been erased. */
export async function readAskedBy(db: Db, token: string): Promise<AskedBy | null> {
  const [row] = await db.$queryRaw<AskedBy[]>`
    SELECT f.id AS "followUpId", client.id AS "clientId", client.name AS "clientName",
      member.email AS "ownerEmail", member.name AS "ownerName"
    FROM follow_up f JOIN client given ON given.id = f.client_id
    JOIN client ON client.id = COALESCE(given.merged_into_id, given.id)
    LEFT JOIN member ON member.id = client.owner_id AND member.left_at IS NULL
    WHERE f.link_token = ${token}::uuid AND client.state <> 'erased'`
  return row ?? null
}

/** The answer to one mail, as it stood before; null: none. */
export async function readOpinion(db: Db, followUpId: string): Promise<string | null> {
  const row = await db.interaction.findFirst({
    where: { source: 'opinion', kind: 'satisfaction', externalId: followUpId },
    select: { state: true }
  })
  return row?.state ?? null
}

/** Puts the answer on the timeline: one for each mail that asked, the last one counts. */
export async function writeOpinion(
  db: Db,
  { followUpId, clientId }: AskedBy,
  { opinion, title, comment, at }: { opinion: Opinion; title: string; comment: string | null; at: Date }
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO interaction (client_id, at, kind, direction, title, body, subject_kind, subject_id, state, source, external_id, "by")
    VALUES (${clientId}::uuid, ${at}, 'satisfaction', 'in', ${title}, ${comment}, 'follow-up', ${followUpId}::text, ${opinion},
      'opinion', ${followUpId}::text, 'client')
    ON CONFLICT (source, kind, external_id) DO UPDATE SET at = EXCLUDED.at, title = EXCLUDED.title, state = EXCLUDED.state,
      body = COALESCE(EXCLUDED.body, interaction.body)`
}

/** Shows on today's page that a client is not happy; one alert for each client and day. */
export async function alertUnhappy(
  db: Db,
  clientId: string,
  { today, currency, at }: { today: string; currency: string; at: Date }
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO insight_alert (client_id, kind, from_day, to_day, purchases_before, purchases_now, paid_before, paid_now,
      currency, chance, at)
    VALUES (${clientId}::uuid, 'unhappy', ${today}::date, ${today}::date, 0, 0, 0, 0, ${currency}, 0, ${at})
    ON CONFLICT (client_id, kind, to_day) DO NOTHING`
}
