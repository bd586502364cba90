import { firmDomain } from '#src/clients/our-domain.ts'
import type { Mail } from '#src/message/mail.ts'
import { understandParts } from '#src/message/understand.ts'
import { isMachineAddress } from '#src/team/machine-address.ts'
import type { Connection } from './connect.ts'
import type { ListedFolder } from './folder-list.ts'

/** What reading a mailbox would bring, from its folders and a sample of its mails' headers; nothing is stored (M2). */
export interface DryRun {
  /** Mails in the folders that would be read. */
  mails: number
  /** Days of the oldest and newest mail seen in the sample, or null where there is none. */
  from: string | null
  to: string | null
  /** How many mails were looked at. */
  sampled: number
  /** Different people who write by hand, or whom we write to. */
  likelyClients: number
  /** Different newsletters, lists and machines. */
  lists: number
  /** Different people of the firm's own domain. */
  colleagues: number
  /** The domain that seems to be the firm's alone, so that whoever writes from it is a colleague; null for a provider's. */
  ourDomain: string | null
}

/** Newest mails of each folder that are looked at, and one more for the oldest. */
const SAMPLE_PER_FOLDER = 400
const FOLDERS_SAMPLED = 6
/** Where more people write from the mailbox's own domain, it is a provider's that is not known as one. */
const MOST_COLLEAGUES = 30

/**
 * Looks at a mailbox without reading it in.
 * @param address the mailbox's own
 */
export async function dryRun(connection: Connection, folders: ListedFolder[], address: string): Promise<DryRun> {
  const read = folders.filter(({ reading, parkedReason }) => reading === 'read' && parkedReason === null)
  const largest = read.toSorted((a, b) => messagesIn(b) - messagesIn(a)).slice(0, FOLDERS_SAMPLED)
  const tally = startTally(address)
  for (const folder of largest) if (messagesIn(folder) > 0) await sampleFolder(connection, folder, tally)
  const [from = null] = tally.days.toSorted()
  const isProviders = tally.domain === null || tally.colleagues.size > MOST_COLLEAGUES
  return {
    mails: read.reduce((sum, folder) => sum + messagesIn(folder), 0),
    from,
    to: tally.days.toSorted().at(-1) ?? null,
    sampled: tally.sampled,
    likelyClients: tally.clients.size + (isProviders ? tally.colleagues.size : 0),
    lists: tally.lists.size,
    colleagues: isProviders ? 0 : tally.colleagues.size,
    ourDomain: isProviders ? null : tally.domain
  }
}

interface Tally {
  address: string
  /** The mailbox's own domain; null where it is known to be a provider's. */
  domain: string | null
  sampled: number
  days: string[]
  clients: Set<string>
  lists: Set<string>
  colleagues: Set<string>
}

function startTally(address: string): Tally {
  const domain = firmDomain(address)
  return { address, domain, sampled: 0, days: [], clients: new Set(), lists: new Set(), colleagues: new Set() }
}

function messagesIn(folder: ListedFolder): number {
  return folder.status?.messages ?? 0
}

async function sampleFolder(connection: Connection, folder: ListedFolder, tally: Tally): Promise<void> {
  const lock = await connection.getMailboxLock(folder.path, { readOnly: true })
  try {
    const count = messagesIn(folder)
    const newest = `${Math.max(1, count - SAMPLE_PER_FOLDER + 1)}:${count}`
    const range = count > SAMPLE_PER_FOLDER ? `1,${newest}` : newest
    for await (const { headers, internalDate } of connection.fetch(range, { headers: true, internalDate: true })) {
      if (headers) countMail(headers, internalDate, tally)
    }
  } finally {
    lock.release()
  }
}

function countMail(header: Uint8Array, internalDate: Date | string | undefined, tally: Tally): void {
  const receivedAt = internalDate === undefined ? null : new Date(internalDate).toISOString()
  const understood = understandParts({ header, parts: [], attachments: [], size: header.length }, { receivedAt })
  if (understood.kind !== 'mail') return
  const { mail } = understood
  tally.sampled += 1
  const day = mail.date ?? receivedAt
  if (day !== null) tally.days.push(day.slice(0, 10))
  for (const correspondent of correspondentsOf(mail, tally)) place(correspondent, mail, tally)
}

function correspondentsOf(mail: Mail, { address }: Tally): string[] {
  const isOurs = mail.from.some((sender) => sender.address === address)
  const people = isOurs ? [...mail.to, ...mail.cc] : mail.from
  return people.map((person) => person.address).filter((other) => other !== address)
}

function place(address: string, mail: Mail, tally: Tally): void {
  const isByHand = mail.kind === 'human' && !isMachineAddress(address)
  const isColleague = tally.domain !== null && firmDomain(address) === tally.domain
  if (isByHand && isColleague) tally.colleagues.add(address)
  else if (isByHand) tally.clients.add(address)
  else if (mail.kind === 'list' || mail.kind === 'bulk' || mail.kind === 'automatic')
    tally.lists.add(mail.list?.id ?? address)
}
