/**
 * Columns in which an erased person may be named although the row is about something else: texts of mails that concern others
 * too, entries of the audit trail, answers kept for programs that ask twice. A room that keeps such texts adds a line.
 */
export interface PersonalTexts {
  table: string
  texts: string[]
  jsons: string[]
  /** Column with the id of the mail that the row is about, if any: in their own conversations people are also found by name. */
  mail: string | null
}

export const PERSONAL_TEXTS: PersonalTexts[] = [
  {
    table: 'message',
    texts: ['subject', 'base_subject', 'from_name', 'from_address', 'text', 'reply_text', 'signature', 'html'],
    jsons: ['understood', 'attachments', 'headers'],
    mail: 'id'
  },
  { table: 'interaction', texts: ['title', 'body'], jsons: [], mail: 'message_id' },
  { table: 'message_address', texts: ['name'], jsons: [], mail: 'message_id' },
  { table: 'reminder', texts: ['text'], jsons: [], mail: 'source_message_id' },
  { table: 'preference', texts: ['value', 'sentence'], jsons: [], mail: 'message_id' },
  { table: 'keyword_act', texts: ['value'], jsons: ['said', 'undo'], mail: 'message_id' },
  { table: 'company', texts: [], jsons: ['fields'], mail: null },
  { table: 'field_change', texts: [], jsons: ['before', 'after'], mail: null },
  { table: 'thread', texts: ['subject'], jsons: [], mail: null },
  { table: 'audit_entry', texts: ['reason'], jsons: ['before', 'after'], mail: null },
  { table: 'effect', texts: ['last_error'], jsons: ['payload'], mail: null },
  { table: 'follow_up_event', texts: ['detail', 'evidence'], jsons: [], mail: null },
  {
    table: 'outgoing_mail',
    texts: ['to_address', 'to_name', 'reply_to', 'reply_to_name', 'subject', 'text', 'html'],
    jsons: [],
    mail: null
  },
  { table: 'contact_submission', texts: ['address', 'answer'], jsons: [], mail: null },
  { table: 'client_merge', texts: [], jsons: ['moved'], mail: null },
  { table: 'follow_up', texts: ['detail'], jsons: [], mail: null },
  { table: 'api_idempotency', texts: [], jsons: ['body'], mail: null },
  { table: 'dashboard_numbers', texts: [], jsons: ['numbers'], mail: null },
  { table: 'file_import', texts: ['file_name'], jsons: [], mail: null }
]
