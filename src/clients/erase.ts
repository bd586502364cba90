import type { Db } from '#src/platform/database/database.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { addressKey } from '#src/team/address-key.ts'
import { audit } from '#src/team/audit-store.ts'
import { lockIngest, refreshThreads } from '#src/threads/store.ts'
import { currentClient } from './client-store.ts'
import {
  deleteMails,
  deleteRows,
  emptyRecords,
  findOwnMails,
  hashSuppressions,
  keepActs,
  keepHashes,
  readPerson,
  redactTexts
} from './erase-store.ts'
import { addressHash, externalKey } from './erased-people.ts'
import type { Deed } from './merge.ts'

/** What an erasure removed. */
export interface Erasure {
  clientId: string
  mails: number
  addresses: number
}

/**
 * Erases a person for real (SEMANTICS J5): their record, mails, timeline and addresses, in every room; what concerns others
 * too stays without them; sums of purchases stay without the person. Keyed hashes of their addresses are kept, so that
 * reading a mailbox again does not bring them back (C6), and they stay unwritten to. It cannot be taken back.
 * @param client id or address
 * @throws Refusal where there is no such client
 */
export async function eraseClient(
  db: Db,
  client: string,
  { by, at, secrets }: Deed & { secrets: Pick<Secrets, 'hash'> }
): Promise<Erasure> {
  await lockIngest(db)
  const clientId = await currentClient(db, client)
  const person = await readPerson(db, clientId)
  const mails = await findOwnMails(db, person.keys)
  await keepHashes(
    db,
    [...person.keys, ...person.externalIds.map(externalKey)].map((key) => addressHash(secrets, key)),
    at
  )
  await hashSuppressions(
    db,
    new Map(person.addresses.map((address) => [address, addressHash(secrets, addressKey(address))]))
  )
  await keepActs(db, person.ids, (await readSettings(db))['firm.zone'])
  await deleteMails(
    db,
    mails,
    mails.map(({ identity }) => secrets.hash(identity, 'skipped-mail'))
  )
  await deleteRows(db, person)
  await emptyRecords(db, person, at)
  const threads = await redactTexts(
    db,
    person,
    mails.map(({ threadId }) => threadId)
  )
  await refreshThreads(db, threads)
  await audit(db, { at, by, action: 'client.erase', subject: { kind: 'client', id: clientId } })
  return { clientId, mails: mails.length, addresses: person.keys.length }
}
