import type { Temporal } from 'temporal-polyfill'
import { erasedAmong, externalKey } from '#src/clients/erased-people.ts'
import {
  addImportedAddresses,
  findKnown,
  saveClients,
  type ClientColumnsToSave
} from '#src/clients/import/client-import-store.ts'
import type { ImportCounts } from '#src/clients/import/import-table.ts'
import { isOurs, refuseRow, unknownClient, WAS_ERASED, type Reason } from '#src/clients/import/rows.ts'
import { adoptEarlierMails } from '#src/clients/ingest-store.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { clientsByOwnIds, recordPurchases } from '#src/purchases/store.ts'
import { addressKey } from '#src/team/address-key.ts'
import { isUs, type Us } from '#src/team/us.ts'
import type { FilePurchase } from './group-rows.ts'

export interface PurchaseImportContext {
  now: Temporal.Instant
  /** Where the ids of purchases come from; the same file again must give the same. */
  source: string
  /** Unknown ids and addresses become clients. */
  createClients: boolean
  us: Us
  /** To know erased people again, who do not come back (SEMANTICS J5). */
  secrets: Pick<Secrets, 'hash'>
}

/** How a file names a client: by what it calls them, with what else it says. */
export interface NamedClient {
  client: string
  clientEmail: string
  clientName: string
}

const OWN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Records one batch of a file's purchases on the clients they name. Safe to repeat. */
export async function importPurchaseBatch(
  db: Db,
  purchases: FilePurchase[],
  context: PurchaseImportContext
): Promise<ImportCounts> {
  const { clients, refusals } = await findOrCreateClients(db, purchases, context)
  const refused = purchases.flatMap(({ client, line }) =>
    clients.has(client) ? [] : [refuseRow(line, [refusals.get(client) ?? unknownClient(client)])]
  )
  const counts = { created: 0, updated: 0, unchanged: 0, refused }
  for (const [source, ofSource] of bySource(purchases, context.source)) {
    const given = ofSource.flatMap(
      ({ line: _l, idSource: _s, clientEmail: _e, clientName: _n, client, ...purchase }) => {
        const clientId = clients.get(client)
        return clientId === undefined ? [] : [{ ...purchase, clientId }]
      }
    )
    const recorded = await recordPurchases(db, source, given)
    counts.created += recorded.created
    counts.updated += recorded.updated
    counts.unchanged += recorded.unchanged
  }
  return counts
}

function bySource(purchases: FilePurchase[], usual: string): Map<string, FilePurchase[]> {
  const groups = new Map<string, FilePurchase[]>()
  for (const purchase of purchases) {
    const source = purchase.idSource ?? usual
    const group = groups.get(source)
    if (group) group.push(purchase)
    else groups.set(source, [purchase])
  }
  return groups
}

/**
 * The clients that rows name, made where they are not known and that is wanted.
 * @returns ids by what the file calls the client, and why others were not made
 */
export async function findOrCreateClients(
  db: Db,
  rows: NamedClient[],
  context: Omit<PurchaseImportContext, 'source'>
): Promise<{ clients: Map<string, string>; refusals: Map<string, Reason> }> {
  const named = [...new Map(rows.map((row) => [row.client, row])).values()]
  const clients = await clientsNamed(db, named)
  const unknown = named.filter(({ client }) => !clients.has(client))
  if (!context.createClients || unknown.length === 0) return { clients, refusals: new Map() }
  const { created, refusals } = await createClients(db, unknown, context)
  return { clients: new Map([...clients, ...created]), refusals }
}

/** What a file calls a client: the source's id, else our own id, else an address of theirs. */
async function clientsNamed(db: Db, named: NamedClient[]): Promise<Map<string, string>> {
  const names = named.map(({ client }) => client)
  const { records, byExternalId, byKey } = await findKnown(db, {
    externalIds: names,
    keys: named.flatMap((row) => keysOf(row))
  })
  const own = await clientsByOwnIds(
    db,
    names.filter((name) => OWN_ID.test(name))
  )
  const isErased = (id: string) => records.get(id)?.state === 'erased'
  return new Map(
    named.flatMap((row): [string, string][] => {
      const { client } = row
      const byAddress = keysOf(row)
        .map((key) => byKey.get(key))
        .find((id) => id !== undefined)
      const id = byExternalId.get(client) ?? own.get(client.toLowerCase()) ?? byAddress
      return id === undefined || isErased(id) ? [] : [[client, id]]
    })
  )
}

function addressOf({ client, clientEmail }: NamedClient): string | null {
  return normalAddress(client.includes('@') ? client : clientEmail)
}

function keysOf(row: NamedClient): string[] {
  const address = addressOf(row)
  return address === null ? [] : [addressKey(address)]
}

async function createClients(
  db: Db,
  named: NamedClient[],
  { now, us, secrets }: Pick<PurchaseImportContext, 'now' | 'us' | 'secrets'>
): Promise<{ created: Map<string, string>; refusals: Map<string, Reason> }> {
  const erased = await erasedAmong(
    db,
    named.flatMap((row) => [...keysOf(row), externalKey(row.client)]),
    secrets
  )
  const refusals = new Map<string, Reason>()
  const created = new Map<string, string>()
  const idOfKey = new Map<string, string>()
  const toSave: ClientColumnsToSave[] = []
  const addresses: { address: string; key: string; clientId: string }[] = []
  for (const row of named) {
    const address = addressOf(row)
    const refusal = whyNot(row, { address, erased, us })
    if (refusal !== null) {
      refusals.set(row.client, refusal)
      continue
    }
    const key = address === null ? null : addressKey(address)
    const known = key === null ? undefined : idOfKey.get(key)
    const id = known ?? newId()
    created.set(row.client, id)
    if (known !== undefined) continue
    const isNamedByAddress = row.client.includes('@')
    toSave.push({
      ...EMPTY,
      id,
      externalId: isNamedByAddress ? null : row.client,
      name: row.clientName || address?.split('@')[0] || row.client,
      nameRank: row.clientName === '' ? 0 : GIVEN_BY_FILE
    })
    if (address !== null && key !== null) {
      idOfKey.set(key, id)
      addresses.push({ address, key, clientId: id })
    }
  }
  const at = dateOf(now)
  if (toSave.length > 0) await saveClients(db, toSave, at)
  if (addresses.length > 0) {
    await addImportedAddresses(db, addresses, at)
    await adoptEarlierMails(db, addresses, at)
  }
  return { created, refusals }
}

function whyNot(
  row: NamedClient,
  { address, erased, us }: { address: string | null; erased: Set<string>; us: Us }
): Reason | null {
  if (row.client.includes('@') && address === null)
    return { fr: `«\u00a0${row.client}\u00a0» n’est pas une adresse mail`, en: `"${row.client}" is no mail address` }
  if (address !== null && isUs(us, address)) return isOurs(address)
  const isErased = erased.has(externalKey(row.client)) || keysOf(row).some((key) => erased.has(key))
  return isErased ? WAS_ERASED : null
}

const GIVEN_BY_FILE = 3

/** A client of whom nothing but the id or address is known; any name that is learned is better than that. */
const EMPTY = {
  companyId: null,
  phone: null,
  birthdayMonth: null,
  birthdayDay: null,
  birthdayYear: null,
  isBirthdayNew: false,
  language: null,
  zone: null,
  customerSince: null,
  newState: null
}
