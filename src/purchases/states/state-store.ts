import type { Db } from '#src/platform/database/database.ts'
import type { StateKind } from './read-state.ts'

/** A state whose client is found. */
export interface StateToRecord {
  clientId: string
  /** The number of the order, invoice, delivery or repair. */
  number: string
  kind: StateKind
  state: string
  /** `YYYY-MM-DD` */
  on: string
  title: string | null
  note: string | null
}

/**
 * Puts dated states on timelines (S3): each state that an order, invoice, delivery or repair came into on a day is one entry.
 * Safe to repeat: the same state of the same number on the same day changes its entry. Relies on the unique
 * interaction (source, kind, external_id).
 * @param source whose numbers they are
 */
export async function recordStates(
  db: Db,
  source: string,
  states: StateToRecord[]
): Promise<{ created: number; updated: number; unchanged: number }> {
  const rows = new Map(states.map((state) => [`${state.kind} ${keyOf(state)}`, asRow(state)]))
  const [counts] = await db.$queryRaw<{ created: number; updated: number }[]>`
    WITH given AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb) AS given (
        client_id uuid, external_id text, kind text, state text, on_day date, title text, body text)
    ),
    locked AS MATERIALIZED (
      SELECT id FROM client WHERE id IN (SELECT client_id FROM given) ORDER BY id FOR NO KEY UPDATE
    ),
    stored AS (
      INSERT INTO interaction (client_id, at, kind, title, body, state, source, external_id)
      SELECT client_id, (on_day + time '12:00') AT TIME ZONE 'UTC', kind, title, body, state, ${source}, external_id
      FROM given JOIN locked ON locked.id = given.client_id
      ON CONFLICT (source, kind, external_id) DO UPDATE SET
        client_id = EXCLUDED.client_id, title = EXCLUDED.title, body = EXCLUDED.body
      WHERE (interaction.client_id, interaction.title, interaction.body) IS DISTINCT FROM
            (EXCLUDED.client_id, EXCLUDED.title, EXCLUDED.body)
      RETURNING client_id, at, xmax = 0 AS is_new
    ),
    seen AS (
      UPDATE client SET last_interaction_at = GREATEST(last_interaction_at, last.at)
      FROM (SELECT client_id, max(at) AS at FROM stored WHERE at <= now() GROUP BY client_id) last
      WHERE client.id = last.client_id
    )
    SELECT count(*) FILTER (WHERE is_new)::int AS created, count(*) FILTER (WHERE NOT is_new)::int AS updated FROM stored`
  const { created = 0, updated = 0 } = counts ?? {}
  return { created, updated, unchanged: rows.size - created - updated }
}

function keyOf({ number, state, on }: StateToRecord): string {
  return `${number} ${state.toLowerCase()} ${on}`
}

function asRow(state: StateToRecord) {
  const { clientId, number, kind, on, title, note } = state
  return {
    client_id: clientId,
    external_id: keyOf(state),
    kind,
    state: state.state,
    on_day: on,
    title: [number, title].filter(Boolean).join(' · '),
    body: note
  }
}
