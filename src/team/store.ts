import type { Db } from '#src/platform/database/database.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import { newId } from '#src/platform/ids.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readUs, type Us } from './us.ts'

/** Who "we" are now: our addresses, and those that members write from or are written to. */
export async function loadUs(db: Sql): Promise<Us> {
  const rows = await db.$queryRaw<{ address: string; memberId: string | null }[]>`
    SELECT address, NULL::text AS "memberId" FROM our_address
    UNION ALL SELECT address, member_id::text FROM member_address
    UNION ALL SELECT email, id::text FROM member`
  const members = rows.flatMap(({ address, memberId }) => (memberId === null ? [] : [{ address, memberId }]))
  return readUs(
    rows.filter(({ memberId }) => memberId === null).map(({ address }) => address),
    members
  )
}

export type OurAddressSource = 'mailbox' | 'alias' | 'import' | 'domain'

/**
 * Makes addresses ours: mail from them goes out, and nobody behind them becomes a client (SEMANTICS C1).
 * @param addresses normalised; `@example.fr` makes every address of a domain ours
 */
export async function addOurAddresses(db: Db, addresses: string[], source: OurAddressSource): Promise<void> {
  await db.ourAddress.createMany({ data: addresses.map((address) => ({ address, source })), skipDuplicates: true })
}

export async function removeOurAddress(db: Db, address: string): Promise<void> {
  await db.ourAddress.deleteMany({ where: { address } })
}

/** The domains of which every address is ours. */
export async function ourDomains(db: Db): Promise<string[]> {
  return [...(await loadUs(db)).domains].toSorted()
}

/** A person of the firm. */
export interface Member {
  id: string
  name: string
  email: string
  role: 'owner' | 'member'
  /** Null: the firm's. */
  language: 'fr' | 'en' | null
  /** Where they write from, besides `email`. */
  addresses: string[]
}

/** Those who are with us now, the first come first. */
export async function listMembers(db: Db): Promise<Member[]> {
  return db.$queryRaw<Member[]>`
    SELECT id, name, email, role, language,
      ARRAY(SELECT address FROM member_address WHERE member_id = member.id AND address <> email ORDER BY address) AS addresses
    FROM member WHERE left_at IS NULL ORDER BY created_at, id`
}

/**
 * Adds a person of the firm; one who left comes back.
 * @param member the email normalised
 * @throws Refusal where somebody has that address already
 */
export async function addMember(
  db: Db,
  member: { name: string; email: string; role: 'owner' | 'member' }
): Promise<string> {
  const holder = await memberOfAddress(db, member.email)
  const isPresent = holder !== null && holder.leftAt === null
  if (isPresent) throw new Refusal('address-taken', `${member.email} is the address of ${holder.name} already.`)
  const rows = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO member (id, name, email, role) VALUES (${newId()}::uuid, ${member.name}, ${member.email}, ${member.role})
    ON CONFLICT (email) DO UPDATE SET name = excluded.name, role = excluded.role, left_at = NULL, updated_at = now()
    RETURNING id`
  const [added] = rows
  if (!added) throw new Error('a member was neither added nor found')
  await addMemberAddress(db, added.id, member.email)
  return added.id
}

/** Notes another address that a member writes from. @throws Refusal where it is another member's */
async function addMemberAddress(db: Db, memberId: string, address: string): Promise<void> {
  const holder = await memberOfAddress(db, address)
  const isOthers = holder !== null && holder.id !== memberId
  if (isOthers) throw new Refusal('address-taken', `${address} is the address of ${holder.name} already.`)
  await db.memberAddress.createMany({ data: [{ address, memberId }], skipDuplicates: true })
}

async function memberOfAddress(
  db: Db,
  address: string
): Promise<{ id: string; name: string; leftAt: Date | null } | null> {
  const rows = await db.$queryRaw<{ id: string; name: string; leftAt: Date | null }[]>`
    SELECT id, name, left_at AS "leftAt" FROM member
    WHERE email = ${address} OR id IN (SELECT member_id FROM member_address WHERE address = ${address})`
  return rows[0] ?? null
}
