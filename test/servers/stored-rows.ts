import type { Pool } from 'pg'

/** All that the reading of mailboxes leaves, told without ids and times of storing: equal for two equal readings. */
export async function storedRows(pool: Pool): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {}
  for (const [name, sql] of Object.entries(QUERIES)) {
    const result = await pool.query<{ line: string }>(sql)
    rows[name] = result.rows.map(({ line }) => line).toSorted()
  }
  return rows
}

const QUERIES = {
  messages: `
    SELECT concat_ws('|', identity, message_id_header, direction, kind, subject, from_address, sent_at, length(text),
      length(reply_text), id_conflict, size) AS line FROM message`,
  /** Which mails stand in one thread, by the identity of its first. */
  threads: `
    SELECT concat_ws('|', min(identity) OVER (PARTITION BY thread_id), identity) AS line FROM message`,
  threadFacts: `
    SELECT concat_ws('|', min(message.identity), thread.subject, first_at, last_at, message_count, last_direction,
      waiting_since) AS line
    FROM thread JOIN message ON message.thread_id = thread.id GROUP BY thread.id`,
  places: `
    SELECT concat_ws('|', folder.path, place.uid_validity, place.uid, message.identity,
      (SELECT string_agg(flag, ' ' ORDER BY flag) FROM unnest(place.flags) AS flag WHERE flag <> '\\Recent'),
      place.gone_at IS NULL) AS line
    FROM message_place AS place JOIN folder ON folder.id = place.folder_id JOIN message ON message.id = place.message_id`,
  skipped: `SELECT concat_ws('|', uid, rule) AS line FROM skipped_mail`,
  quarantined: `SELECT concat_ws('|', uid, reason) AS line FROM quarantine`,
  folders: `SELECT concat_ws('|', path, role, uid_validity, cursor_uid, past_uid) AS line FROM folder WHERE reading = 'read'`,
  clients: `
    SELECT concat_ws('|', name, state, state_reason, last_inbound_at, last_outbound_at, last_interaction_at,
      (SELECT string_agg(address, ' ' ORDER BY address) FROM client_address WHERE client_id = client.id)) AS line
    FROM client`,
  timeline: `
    SELECT concat_ws('|', (SELECT min(address) FROM client_address WHERE client_id = entry.client_id), message.identity,
      entry.kind, entry.direction, entry.title, entry.at) AS line
    FROM interaction AS entry JOIN message ON message.id = entry.message_id`,
  effects: `SELECT concat_ws('|', kind, key) AS line FROM effect`
}
