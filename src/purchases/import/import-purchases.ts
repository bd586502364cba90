import type { Temporal } from 'temporal-polyfill'
import { findKnown, saveClients, addImportedAddresses } from '#src/clients/import/client-import-store.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import { clientsByOwnIds, recordPurchases, type Recorded } from '#src/purchases/store.ts'
import { addressKey } from '#src/team/address-key.ts'
import type { FilePurchase } from './group-rows.ts'
import type { RefusedRow } from './read-purchase.ts'

export interface PurchaseImportContext {
  now: Temporal.Instant
  /** Where the ids of purchases come from; the same file again must give the same. */
  source: string
  /** Unknown ids and addresses become clients. */
  createClients: boolean
}

const OWN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Records one batch of a file's purchases on the clients they name. Safe to repeat. */
export async function importPurchaseBatch(
  db: Db,
  purchases: FilePurchase[],
  context: PurchaseImportContext
): Promise<Recorded & { refused: RefusedRow[] }> {
  const clients = await clientsNamed(db, [...new Set(purchases.map(({ client }) => client))])
  const unknown = [...new Set(purchases.map(({ client }) => client))].filter((client) => !clients.has(client))
  if (context.createClients)
    for (const [client, id] of await createClients(db, unknown, dateOf(context.now))) clients.set(client, id)
  const refused = purchases.flatMap(({ client, line }) =>
    clients.has(client) ? [] : [{ line, reason: unknownClient(client) }]
  )
  const given = purchases.flatMap(({ line: _line, client, ...purchase }) => {
    const clientId = clients.get(client)
    return clientId === undefined ? [] : [{ ...purchase, clientId }]
  })
  return { ...(await recordPurchases(db, context.source, given)), refused }
}

function unknownClient(client: string): string {
  return `there is no client ${client}: import the clients first, or add --create-clients.`
}

/** What a file calls a client: the source's id, else our own id, else an address. */
async function clientsNamed(db: Db, names: string[]): Promise<Map<string, string>> {
  const keyOf = (name: string) => (name.includes('@') ? addressKey(normalAddress(name) ?? name.toLowerCase()) : null)
  const keys = names.flatMap((name) => keyOf(name) ?? [])
  const { records, byExternalId, byKey } = await findKnown(db, { externalIds: names, keys })
  const own = await clientsByOwnIds(
    db,
    names.filter((name) => OWN_ID.test(name))
  )
  const isErased = (id: string) => records.get(id)?.state === 'erased'
  return new Map(
    names.flatMap((name): [string, string][] => {
      const key = keyOf(name)
      const id = byExternalId.get(name) ?? own.get(name.toLowerCase()) ?? (key === null ? undefined : byKey.get(key))
      return id === undefined || isErased(id) ? [] : [[name, id]]
    })
  )
}

async function createClients(db: Db, names: string[], now: Date): Promise<Map<string, string>> {
  const created = names.flatMap((name) => {
    const address = name.includes('@') ? normalAddress(name) : null
    const isUsable = address !== null || !name.includes('@')
    return isUsable ? [{ name, address, id: newId() }] : []
  })
  if (created.length === 0) return new Map()
  await saveClients(
    db,
    created.map(({ name, address, id }) => ({
      ...EMPTY,
      id,
      externalId: address === null ? name : null,
      name: address?.split('@')[0] ?? name
    })),
    now
  )
  const addresses = created.flatMap(({ address, id }) =>
    address === null ? [] : [{ address, key: addressKey(address), clientId: id }]
  )
  await addImportedAddresses(db, addresses, now)
  return new Map(created.map(({ name, id }) => [name, id]))
}

/** A client of whom nothing but the id or address is known; any name that is learned is better than that. */
const EMPTY = {
  nameRank: 0,
  companyId: null,
  phone: null,
  birthdayMonth: null,
  birthdayDay: null,
  birthdayYear: null,
  isBirthdayNew: false,
  language: null,
  zone: null,
  customerSince: null
}
