import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { heldFields } from './fields/value-store.ts'
import { addressKey } from '#src/team/address-key.ts'

export type ClientState = 'suggested' | 'active' | 'ignored' | 'merged' | 'erased'

/** A client as lists show it. */
export interface ListedClient {
  id: string
  name: string
  /** The one that is written to first. */
  addresses: string[]
  company: string | null
  state: ClientState
  tags: string[]
  lastInteractionAt: Date | null
}

/** All that the record itself says. */
export interface ClientRecord extends ListedClient {
  externalId: string | null
  /** Why it is in its state, and since when. */
  stateReason: string
  stateSince: Date
  phone: string | null
  /** Null: the firm's. */
  language: 'fr' | 'en' | null
  zone: string | null
  birthday: { month: number; day: number; year: number | null } | null
  /** A day, at midnight UTC. */
  customerSince: Date | null
  ownerId: string | null
  /** Values of the typed fields that hold for them, the company's included, by key. */
  fields: Record<string, unknown>
  firstInboundAt: Date | null
  lastInboundAt: Date | null
  lastOutboundAt: Date | null
}

/**
 * Clients of a state, the latest interaction first.
 * @param among only these; all unless told
 * @param limit all unless told
 */
export async function listClients(
  db: Db,
  { state, among, limit }: { state: ClientState | 'all'; among?: string[] | undefined; limit?: number | undefined }
): Promise<ListedClient[]> {
  const states = state === 'all' ? ['active', 'suggested', 'ignored'] : [state]
  return db.$queryRaw<ListedClient[]>`
    SELECT client.id, client.name, client.state, company.name AS company, last_interaction_at AS "lastInteractionAt",
      ARRAY(SELECT address FROM client_address WHERE client_id = client.id ORDER BY is_primary DESC, created_at, address) AS addresses,
      ARRAY(SELECT tag FROM client_tag WHERE client_id = client.id ORDER BY tag) AS tags
    FROM client LEFT JOIN company ON company.id = client.company_id
    WHERE state = ANY(${states}::text[]) AND (${among ?? null}::uuid[] IS NULL OR client.id = ANY(${among ?? null}::uuid[]))
    ORDER BY last_interaction_at DESC NULLS LAST, client.id LIMIT ${limit ?? null}`
}

/**
 * The client that an id or an address stands for now: itself, or the one it was merged into (SEMANTICS C6).
 * @throws Refusal where there is none, or the person was erased
 */
export async function currentClient(db: Db, idOrAddress: string): Promise<string> {
  const id = idOrAddress.includes('@') ? await clientOfAddress(db, idOrAddress) : await clientOfId(db, idOrAddress)
  if (id === null) throw noSuchClient(idOrAddress)
  return id
}

/** The client whose address it is. Relies on client_address_match_key_idx. */
export async function clientOfAddress(db: Db, address: string): Promise<string | null> {
  const found = await db.clientAddress.findFirst({
    where: { matchKey: addressKey(address.trim().toLowerCase()) },
    select: { clientId: true }
  })
  return found?.clientId ?? null
}

async function clientOfId(db: Db, id: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ id: string; state: ClientState }[]>`
    WITH RECURSIVE followed AS (
      SELECT id, state, merged_into_id FROM client WHERE id::text = lower(${id}) OR external_id = ${id}
      UNION SELECT client.id, client.state, client.merged_into_id FROM client JOIN followed ON client.id = followed.merged_into_id)
    SELECT id, state FROM followed WHERE merged_into_id IS NULL`
  const [client] = rows
  if (client?.state === 'erased') throw new Refusal('client-erased', 'This person was erased: nothing is kept of them.')
  return client?.id ?? null
}

function noSuchClient(idOrAddress: string): Refusal {
  return new Refusal('no-such-client', `There is no client ${idOrAddress}: see \`maillon clients list --state all\`.`)
}

/**
 * One client's record; ids of merged clients lead to the one they were merged into.
 * @throws Refusal where there is none, or the person was erased
 */
export async function readClient(db: Db, idOrAddress: string): Promise<ClientRecord> {
  const id = await currentClient(db, idOrAddress)
  const [listed] = await listClients(db, { state: 'all', among: [id] })
  const row = await db.client.findUnique({ where: { id } })
  if (!listed || !row) throw noSuchClient(idOrAddress)
  const { birthdayMonth: month, birthdayDay: day, birthdayYear: year } = row
  return {
    ...listed,
    externalId: row.externalId,
    stateReason: row.stateReason,
    stateSince: row.stateSince,
    phone: row.phone,
    language: row.language === 'fr' || row.language === 'en' ? row.language : null,
    zone: row.zone,
    birthday: month !== null && day !== null ? { month, day, year } : null,
    customerSince: row.customerSince,
    ownerId: row.ownerId,
    fields: Object.fromEntries((await heldFields(db, id)).map(({ field, value }) => [field.key, value])),
    firstInboundAt: row.firstInboundAt,
    lastInboundAt: row.lastInboundAt,
    lastOutboundAt: row.lastOutboundAt
  }
}
