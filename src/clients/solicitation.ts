import { Prisma } from '#src/platform/database/generated/client.ts'

/**
 * Whether an interaction `i` with its message `m`, if it has one, is something that we did towards the client and that costs: a
 * mail that a member wrote, a call, a visit or a meeting, from us. Mail that writes itself is counted where it is sent.
 */
export const IS_SOLICITATION = Prisma.sql`(i.kind IN ('mail', 'call', 'visit', 'meeting') AND i.direction IS DISTINCT FROM 'in'
  AND (i.message_id IS NULL OR m.kind = 'human'))`

/** What is counted as what: a meeting costs what a visit does. */
export const SOLICITATION_KIND = Prisma.sql`CASE i.kind WHEN 'meeting' THEN 'visit' ELSE i.kind END`
