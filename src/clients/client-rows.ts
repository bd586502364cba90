/**
 * A table with rows of a client, and what becomes of them when the client is merged with another, or erased. A room that adds
 * such a table adds a line here; a test compares this list with the database.
 */
export interface ClientRows {
  table: string
  /** Column that holds the client's id. */
  column: string
  /** Columns that tell one row of the client from another; none where a client has one row. */
  key: string[]
  /** Columns that, together with the client, no two rows may share: where the other client has such a row, this one stays. */
  unique?: string[]
  /** What erasing the person does to the rows: gone, or kept because the books rest on them, some columns emptied (J5). */
  onErasure: 'delete' | { keptFor: string; empty: Record<string, 'NULL' | "''"> }
}

export const CLIENT_ROWS: ClientRows[] = [
  { table: 'client_address', column: 'client_id', key: ['address'], onErasure: 'delete' },
  { table: 'client_tag', column: 'client_id', key: ['tag'], unique: ['tag'], onErasure: 'delete' },
  { table: 'interaction', column: 'client_id', key: ['id'], unique: ['message_id'], onErasure: 'delete' },
  { table: 'preference', column: 'client_id', key: ['id'], onErasure: 'delete' },
  { table: 'consent_entry', column: 'client_id', key: ['id'], onErasure: 'delete' },
  { table: 'field_change', column: 'client_id', key: ['id'], onErasure: 'delete' },
  { table: 'reminder', column: 'client_id', key: ['id'], onErasure: 'delete' },
  { table: 'purchase', column: 'client_id', key: ['id'], onErasure: { keptFor: 'the sums of the books', empty: {} } },
  {
    table: 'coupon',
    column: 'client_id',
    key: ['id'],
    unique: ['campaign_id', 'occurrence'],
    onErasure: { keptFor: 'what offers cost', empty: {} }
  },
  {
    table: 'follow_up',
    column: 'client_id',
    key: ['id'],
    unique: ['campaign_id', 'occurrence', 'step'],
    onErasure: { keptFor: 'what campaigns sent and brought', empty: { address: 'NULL', detail: 'NULL' } }
  },
  {
    table: 'campaign_member',
    column: 'client_id',
    key: ['campaign_id'],
    unique: ['campaign_id'],
    onErasure: 'delete'
  },
  { table: 'client_insight', column: 'client_id', key: [], unique: [], onErasure: 'delete' },
  { table: 'insight_alert', column: 'client_id', key: ['id'], unique: ['kind', 'to_day'], onErasure: 'delete' },
  {
    table: 'points_entry',
    column: 'client_id',
    key: ['id'],
    onErasure: { keptFor: 'what points cost', empty: { reason: "''" } }
  },
  { table: 'points_notice', column: 'client_id', key: ['expires_on'], unique: ['expires_on'], onErasure: 'delete' },
  {
    table: 'kept_act',
    column: 'client_id',
    key: ['id'],
    onErasure: { keptFor: 'what solicitation cost', empty: {} }
  },
  { table: 'client_distinction', column: 'client_id', key: ['other_id'], unique: ['other_id'], onErasure: 'delete' }
]
