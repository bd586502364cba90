import type { Db } from '#src/platform/database/database.ts'
import type { Mail } from '#src/message/mail.ts'
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
export async function findMessages(db: Db, identities: string[]): Promise<Map<string, KnownMessage>> {
  const rows = await db.$queryRaw<KnownMessage[]>`
    SELECT id, identity, thread_id AS thread, fallback_ids AS fallbacks FROM message WHERE identity = ANY(${identities}::text[])`
  return new Map(rows.map((row) => [row.identity, row]))
}

/** A mail about to be stored. */
export interface NewMessage {
  messageId: string
  mail: Mail
  links: LinkedMail
  threadId: string
  direction: MailDirection
  sentAt: Date
  memberId: string | null
}

/** Stores mails that are not stored yet. */
export async function insertMessages(db: Db, messages: NewMessage[], now: Date): Promise<void> {
  const rows = storable(JSON.stringify(messages.map((message) => messageRow(message, now))))
  await db.$executeRaw`
    INSERT INTO message (id, identity, message_id_header, thread_id, direction, kind, evidence, subject, base_subject, from_name,
      from_address, sent_at, text, reply_text, signature, html, language, understood, attachments, headers, size, member_id,
      bears, refers_to, in_reply_to, fallback_ids, stored_at)
    SELECT * FROM json_to_recordset(${rows}::json) AS row(id uuid, identity text, message_id_header text, thread_id uuid,
      direction text, kind text, evidence text[], subject text, base_subject text, from_name text, from_address text,
      sent_at timestamptz, text text, reply_text text, signature text, html text, language text, understood jsonb,
      attachments jsonb, headers jsonb, size int, member_id uuid, bears text[], refers_to text[], in_reply_to text[],
      fallback_ids text[], stored_at timestamptz)`
}

function messageRow({ messageId, mail, links, threadId, direction, sentAt, memberId }: NewMessage, now: Date) {
  const [from] = mail.from
  return {
    id: messageId,
    identity: mail.identity,
    message_id_header: mail.messageId === null ? null : boundedId(mail.messageId),
    thread_id: threadId,
    direction,
    kind: mail.kind,
    evidence: mail.evidence,
    subject: mail.subject,
    base_subject: mail.baseSubject,
    from_name: from?.name ?? '',
    from_address: from?.address ?? '',
    sent_at: sentAt,
    text: mail.text,
    reply_text: mail.reply.text,
    signature: mail.reply.signature,
    html: mail.html,
    language: mail.language,
    understood: understood(mail),
    attachments: mail.attachments,
    headers: mail.headers,
    size: Math.min(mail.size, 2_147_483_647),
    member_id: memberId,
    bears: links.bears,
    refers_to: links.references,
    in_reply_to: links.inReplyTo,
    fallback_ids: links.fallbacks,
    stored_at: now
  }
}

/** What few mails have: only what is there. */
function understood({ bounce, complaint, automatic, list, forwarded, statements, subjectPrefix }: Mail) {
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

/**
 * JSON that PostgreSQL takes as text: it stores no NUL, and no half of a surrogate pair, which JSON writes as escapes.
 * The lookbehind leaves alone what is an escaped backslash before the letter u.
 */
function storable(json: string): string {
  return json.includes('\\u') ? json.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\uFFFD') : json
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

/** Stores who stands in these mails. */
export async function insertMessageAddresses(db: Db, addresses: MessageAddressRow[]): Promise<void> {
  const rows = storable(JSON.stringify(addresses))
  await db.$executeRaw`
    INSERT INTO message_address (message_id, position, role, address, match_key, name, concerns)
    SELECT * FROM json_to_recordset(${rows}::json) AS row("messageId" uuid, position int, role text, address text, key text,
      name text, concerns boolean)`
}

/** Flags all mails that bear a Message-ID which another mail of other content bears too (SEMANTICS A13). */
export async function flagIdConflicts(db: Db, messageIds: string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET id_conflict = true
    FROM (SELECT message_id_header FROM message WHERE message_id_header = ANY(${messageIds}::text[])
          GROUP BY message_id_header HAVING count(*) > 1) AS twice
    WHERE message.message_id_header = twice.message_id_header AND NOT id_conflict`
}

/** Adds a provider's thread to mails that were stored without it. */
export async function addFallbacks(db: Db, additions: { message: string; fallback: string }[]): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET fallback_ids = fallback_ids || addition.fallback
    FROM unnest(${additions.map(({ message }) => message)}::uuid[], ${additions.map(({ fallback }) => fallback)}::text[])
      AS addition(message, fallback)
    WHERE message.id = addition.message AND NOT addition.fallback = ANY(fallback_ids)`
}
