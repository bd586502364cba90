import { z } from 'zod'
import type { Address, Kind, Mail } from '#src/message/mail.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import type { Us } from '#src/team/us.ts'
import type { MailDirection } from '#src/threads/direction.ts'
import { insertMessageAddresses } from '#src/threads/message-store.ts'
import type { MailAddress } from './arrivals.ts'
import type { WhomMail } from './concerned.ts'

/** An address of ours that stands on a client's record. */
export interface Mistaken {
  address: string
  key: string
  clientId: string
}

/** Looked for with each batch of mails: relies on client_address_match_key_idx and client_address_domain_idx. */
export async function findMistaken(db: Sql, us: Us): Promise<Mistaken[]> {
  return db.$queryRaw<Mistaken[]>`
    SELECT address, match_key AS key, client_id::text AS "clientId" FROM client_address
    WHERE match_key = ANY(${[...us.keys]}::text[])
      OR substring(match_key FROM '@([^@]*)$') = ANY(${[...us.domains]}::text[])`
}

/** The keys of all addresses of a domain that stand in mails. Looks through all of them. */
export async function keysUnder(db: Sql, domain: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT DISTINCT match_key AS key FROM message_address WHERE substring(match_key FROM '@([^@]*)$') = ${domain}`
  return rows.map(({ key }) => key)
}

/**
 * Takes our addresses off the records. A record that was only made of mails goes; one on which more hangs stays, ignored;
 * one that has other addresses stays as it is.
 * @returns all records concerned, and those that stay
 */
export async function dropOurAddresses(
  db: Sql,
  mistaken: Mistaken[],
  now: Date
): Promise<{ clientIds: string[]; others: string[] }> {
  const clientIds = [...new Set(mistaken.map(({ clientId }) => clientId))]
  await db.$executeRaw`DELETE FROM client_address WHERE address = ANY(${mistaken.map(({ address }) => address)}::text[])`
  await db.$executeRaw`
    DELETE FROM interaction WHERE client_id = ANY(${clientIds}::uuid[]) AND source = 'mailbox' AND message_id IN (
      SELECT message_id FROM message_address WHERE match_key = ANY(${mistaken.map(({ key }) => key)}::text[]) AND concerns)`
  await db.$executeRaw`
    DELETE FROM client WHERE id = ANY(${clientIds}::uuid[])
      AND NOT EXISTS (SELECT FROM client_address WHERE client_id = client.id)
      AND NOT EXISTS (SELECT FROM interaction WHERE client_id = client.id)
      AND NOT EXISTS (SELECT FROM purchase WHERE client_id = client.id)
      AND NOT EXISTS (SELECT FROM follow_up WHERE client_id = client.id)
      AND NOT EXISTS (SELECT FROM coupon WHERE client_id = client.id)`
  const left = await db.$queryRaw<{ id: string }[]>`
    UPDATE client SET
      state = CASE WHEN has_address THEN state ELSE 'ignored' END,
      state_reason = CASE WHEN has_address THEN state_reason ELSE 'one-of-us' END,
      state_since = CASE WHEN has_address THEN state_since ELSE ${now}::timestamptz END
    FROM (SELECT id AS known, EXISTS (SELECT FROM client_address WHERE client_id = id) AS has_address
          FROM client WHERE id = ANY(${clientIds}::uuid[])) AS kept
    WHERE client.id = known RETURNING client.id`
  return { clientIds, others: left.map(({ id }) => id) }
}

/** A stored mail with all that tells whom it concerns. */
export interface MailRow extends WhomMail, Pick<Mail, 'kind'> {
  id: string
  threadId: string
  sentAt: Date
}

const understoodForm = z.object({
  forwarded: z.object({ from: z.object({ name: z.string(), address: z.string() }).nullable() }).nullish(),
  bounce: z.object({ recipients: z.array(z.object({ address: z.string() })) }).nullish(),
  complaint: z.object({ recipients: z.array(z.string()) }).nullish()
})

interface StoredMail {
  id: string
  threadId: string
  sentAt: Date
  kind: string
  understood: unknown
  addresses: { role: string; name: string; address: string }[]
}

const ROLES = { from: 'from', 'reply-to': 'replyTo', to: 'to', cc: 'cc', bcc: 'bcc' } as const

/** The mails in which these addresses stand, oldest first. */
export async function readMailsOf(db: Sql, keys: string[]): Promise<MailRow[]> {
  const rows = await db.$queryRaw<StoredMail[]>`
    SELECT id, thread_id AS "threadId", sent_at AS "sentAt", kind, understood, (
      SELECT jsonb_agg(jsonb_build_object('role', role, 'name', name, 'address', address) ORDER BY position)
      FROM message_address WHERE message_id = message.id) AS addresses
    FROM message WHERE id IN (SELECT message_id FROM message_address WHERE match_key = ANY(${keys}::text[])) ORDER BY sent_at, id`
  return rows.map(({ id, threadId, sentAt, kind, understood, addresses }) => {
    const { forwarded, bounce, complaint } = understoodForm.parse(understood)
    const people: Record<(typeof ROLES)[keyof typeof ROLES], Address[]> = {
      from: [],
      replyTo: [],
      to: [],
      cc: [],
      bcc: []
    }
    for (const { role, name, address } of addresses) if (isRole(role)) people[ROLES[role]].push({ name, address })
    return {
      id,
      threadId,
      sentAt,
      kind: kindForm.parse(kind),
      ...people,
      forwarded: forwarded ?? null,
      bounce: bounce ?? null,
      complaint: complaint ?? null
    }
  })
}

const kindForm: z.ZodType<Kind> = z.enum(['complaint', 'delivery-report', 'automatic', 'list', 'bulk', 'human'])

function isRole(role: string): role is keyof typeof ROLES {
  return role in ROLES
}

/** What a mail turned out to be. */
export interface MailCorrection {
  id: string
  direction: MailDirection
  memberId: string | null
  addresses: MailAddress[]
}

/** Writes the right direction and author of mails, and whom they concern. */
export async function rewriteMails(db: Sql, corrections: MailCorrection[]): Promise<void> {
  const ids = corrections.map(({ id }) => id)
  await db.$executeRaw`
    UPDATE message SET direction = correction.direction, member_id = correction.member_id
    FROM unnest(${ids}::uuid[], ${corrections.map(({ direction }) => direction)}::text[],
      ${corrections.map(({ memberId }) => memberId)}::uuid[]) AS correction(id, direction, member_id)
    WHERE message.id = correction.id`
  await db.$executeRaw`DELETE FROM message_address WHERE message_id = ANY(${ids}::uuid[])`
  await insertMessageAddresses(
    db,
    corrections.flatMap(({ id, addresses }) =>
      addresses.map((address, position) => ({ messageId: id, position, ...address }))
    )
  )
  await db.$executeRaw`
    DELETE FROM interaction WHERE source = 'mailbox' AND message_id = ANY(${ids}::uuid[]) AND NOT EXISTS (
      SELECT FROM message_address JOIN client_address USING (match_key)
      WHERE message_id = interaction.message_id AND client_address.client_id = interaction.client_id AND concerns)`
  await db.$executeRaw`
    UPDATE interaction SET direction = nullif(message.direction, 'internal')
    FROM message WHERE message.id = interaction.message_id AND message.id = ANY(${ids}::uuid[])`
}
