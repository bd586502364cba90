import {
  boolean,
  int,
  jsonb,
  text,
  texts,
  timestamptz,
  uuid,
  jsonbUtf8,
  storableJson,
  utf8,
  type Column
} from '#src/platform/database/copy-format.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import type { SqlTransaction } from '#src/platform/database/transaction.ts'
import type { CarriedMail } from '#src/message/carried.ts'
import type { LinkedMail } from './grouping.ts'
import type { MailDirection } from './direction.ts'
import { boundedId } from './links.ts'

/** A mail stored before. */
export interface KnownMessage {
  id: string
  identity: string
  thread: string
  fallbacks: string[]
}

/** Those of these mails that are stored. Relies on message_identity_key. */
export async function findMessages(db: Sql, identities: string[]): Promise<Map<string, KnownMessage>> {
  const rows = await db.$queryRaw<KnownMessage[]>`
    SELECT id, identity, thread_id AS thread, fallback_ids AS fallbacks FROM message WHERE identity = ANY(${identities}::text[])`
  return new Map(rows.map((row) => [row.identity, row]))
}

/** A mail about to be stored. */
export interface NewMessage {
  messageId: string
  mail: CarriedMail
  links: LinkedMail
  threadId: string
  direction: MailDirection
  sentAt: Date
  memberId: string | null
}

/** Stores mails that are not stored yet. */
export async function insertMessages(tx: SqlTransaction, messages: NewMessage[], now: Date): Promise<void> {
  await tx.copy('message', [...COLUMNS, timestamptz('stored_at', () => now)], messages)
}

const COLUMNS: Column<NewMessage>[] = [
  uuid('id', ({ messageId }) => messageId),
  text('identity', ({ mail }) => mail.identity),
  text('message_id_header', ({ mail }) => (mail.messageId === null ? null : boundedId(mail.messageId))),
  uuid('thread_id', ({ threadId }) => threadId),
  text('direction', ({ direction }) => direction),
  text('kind', ({ mail }) => mail.kind),
  texts('evidence', ({ mail }) => mail.evidence),
  text('subject', ({ mail }) => mail.subject),
  text('base_subject', ({ mail }) => mail.baseSubject),
  text('from_name', ({ mail }) => mail.from[0]?.name ?? ''),
  text('from_address', ({ mail }) => mail.from[0]?.address ?? ''),
  timestamptz('sent_at', ({ sentAt }) => sentAt),
  utf8('text', ({ mail }) => mail.long.bytesOf('text')),
  utf8('reply_text', ({ mail }) => mail.long.bytesOf('newText')),
  utf8('signature', ({ mail }) => mail.long.bytesOf('signature')),
  utf8('html', ({ mail }) => mail.long.bytesOf('html')),
  text('language', ({ mail }) => mail.language),
  jsonb('understood', ({ mail }) => understood(mail)),
  jsonbUtf8('attachments', ({ mail }) => mail.long.bytesOf('attachments')),
  jsonbUtf8('headers', ({ mail }) => mail.long.bytesOf('headers')),
  int('size', ({ mail }) => Math.min(mail.size, LARGEST_INT)),
  uuid('member_id', ({ memberId }) => memberId),
  texts('bears', ({ links }) => links.bears),
  texts('refers_to', ({ links }) => links.references),
  texts('in_reply_to', ({ links }) => links.inReplyTo),
  texts('fallback_ids', ({ links }) => links.fallbacks)
]
const LARGEST_INT = 2_147_483_647

/** What few mails have: only what is there. */
function understood({ bounce, complaint, automatic, list, forwarded, statements, subjectPrefix }: CarriedMail) {
  return {
    ...(bounce && { bounce }),
    ...(complaint && { complaint }),
    ...(automatic && { automatic }),
    ...(list && { list }),
    ...(forwarded && { forwarded }),
    ...(statements.length > 0 && { statements }),
    ...(subjectPrefix && { subjectPrefix })
  }
}

export interface MessageAddressRow {
  messageId: string
  position: number
  role: string
  address: string
  key: string
  name: string
  concerns: boolean
}

/** Stores who stands in mails that were stored just now. */
export async function copyMessageAddresses(tx: SqlTransaction, addresses: MessageAddressRow[]): Promise<void> {
  await tx.copy('message_address', ADDRESS_COLUMNS, addresses)
}

const ADDRESS_COLUMNS: Column<MessageAddressRow>[] = [
  uuid('message_id', ({ messageId }) => messageId),
  int('position', ({ position }) => position),
  text('role', ({ role }) => role),
  text('address', ({ address }) => address),
  text('match_key', ({ key }) => key),
  text('name', ({ name }) => name),
  boolean('concerns', ({ concerns }) => concerns)
]

/** Stores who stands in mails, whatever stores them. */
export async function insertMessageAddresses(db: Sql, addresses: MessageAddressRow[]): Promise<void> {
  const rows = storableJson(JSON.stringify(addresses))
  await db.$executeRaw`
    INSERT INTO message_address (message_id, position, role, address, match_key, name, concerns)
    SELECT * FROM json_to_recordset(${rows}::json) AS row("messageId" uuid, position int, role text, address text, key text,
      name text, concerns boolean)`
}

/** Flags all mails that bear a Message-ID which another mail of other content bears too (SEMANTICS A13). */
export async function flagIdConflicts(db: Sql, messageIds: string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET id_conflict = true
    FROM (SELECT message_id_header FROM message WHERE message_id_header = ANY(${messageIds}::text[])
          GROUP BY message_id_header HAVING count(*) > 1) AS twice
    WHERE message.message_id_header = twice.message_id_header AND NOT id_conflict`
}

/** Adds a provider's thread to mails that were stored without it. */
export async function addFallbacks(db: Sql, additions: { message: string; fallback: string }[]): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET fallback_ids = fallback_ids || addition.fallback
    FROM unnest(${additions.map(({ message }) => message)}::uuid[], ${additions.map(({ fallback }) => fallback)}::text[])
      AS addition(message, fallback)
    WHERE message.id = addition.message AND NOT addition.fallback = ANY(fallback_ids)`
}
