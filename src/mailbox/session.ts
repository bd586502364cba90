import { startUnderstanding, type Understanding } from '#src/message/bounded.ts'
import { dateOf, type Clock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Log } from '#src/platform/log.ts'
import type { Random } from '#src/platform/random.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { startCaution, type Caution } from './caution.ts'
import { createGate, type Gate } from './gate.ts'
import { asBroken, connect, ConnectFailure, disconnect } from './connect.ts'
import { listFolders, type ListedFolder } from './folder-list.ts'
import { foldersOf, markGoneFolders, saveListedFolders, type Folder } from './folder-store.ts'
import { countLoginFailure, findMailbox, noteState, type Mailbox } from './mailbox-store.ts'
import { currentAccount } from './oauth.ts'
import type { Reader } from './reading.ts'
import { tellOfRefusal } from './refused-letter.ts'

/** What reading mailboxes needs of the program. */
export interface World {
  database: Database
  clock: Clock
  random: Random
  secrets: Secrets
  log: Log
}

/** What all connections of one mailbox share. */
export interface Session {
  world: World
  mailbox: Mailbox
  understanding: Understanding
  caution: Caution
  /** How many log in to one host at once. */
  gate: Gate
  signal: AbortSignal
  onSettled?: Reader['onSettled'] | undefined
  onBegunAnew?: Reader['onBegunAnew'] | undefined
  /** Called whenever all that the mailbox holds has been read through, after each connecting. */
  onReadThrough?: (() => void) | undefined
  /** Rung where somebody waits for a look into this mailbox; the watcher sets what it does. */
  bell?: { ring: () => void }
}

/** Logins refused one after another before we stop trying (SEMANTICS A10). */
const REFUSALS_ALLOWED = 3

/**
 * Connects to the mailbox and notes how that went.
 * @throws ConnectFailure
 */
export async function openReader(session: Session): Promise<Reader> {
  const { world, understanding, caution, gate, signal, onSettled, onBegunAnew } = session
  const db = world.database.prisma
  const mailbox = (await findMailbox(db, session.mailbox.id)) ?? session.mailbox
  const account = await currentAccount(world, mailbox)
  const vanished: Reader['vanished'] = { uids: [], isUnsure: false, wake: () => undefined }
  const expunged = async (event: { uid?: number | undefined }) => {
    if (event.uid) vanished.uids.push(event.uid)
    else vanished.isUnsure = true
    vanished.wake()
  }
  const connection = await gate(account.host, () => connect(account, { expunged })).catch(async (error: unknown) => {
    if (error instanceof ConnectFailure) await noteFailure(world, mailbox, error)
    throw error
  })
  await noteState(db, mailbox.id, { state: 'active', reason: null, now: dateOf(world.clock.now()) })
  return {
    connection,
    vanished,
    mailbox: { id: mailbox.id, watchedSince: mailbox.createdAt },
    storing: world,
    understanding,
    caution,
    log: world.log.child({ mailbox: mailbox.address }),
    signal,
    onSettled,
    onBegunAnew
  }
}

/** One connection for one errand. @throws ConnectFailure; ConnectionBroken where it breaks off on the way */
export async function withReader<T>(
  world: World,
  mailbox: Mailbox,
  { signal, act }: { signal: AbortSignal; act: (reader: Reader) => Promise<T> }
): Promise<T> {
  const understanding = startUnderstanding()
  const session = { world, mailbox, understanding, caution: startCaution(), gate: createGate(1), signal }
  try {
    const reader = await openReader(session)
    try {
      return await act(reader)
    } catch (error) {
      throw asBroken(reader.connection, error)
    } finally {
      await disconnect(reader.connection)
    }
  } finally {
    await understanding.close()
  }
}

async function noteFailure(world: World, mailbox: Mailbox, failure: ConnectFailure): Promise<void> {
  const db = world.database.prisma
  const now = dateOf(world.clock.now())
  const reason = failure.message
  if (failure.kind !== 'refused') return noteState(db, mailbox.id, { state: 'unreachable', reason, now })
  const failures = await countLoginFailure(db, mailbox.id)
  const isForGood = failures >= REFUSALS_ALLOWED
  await noteState(db, mailbox.id, { state: isForGood ? 'refused' : 'unreachable', reason, now })
  if (isForGood) await tellOfRefusal(db, mailbox, world.clock.now())
}

/** Lists the folders and notes what is new, changed or gone. @returns those that can be read, the inbox first */
export async function refreshFolders(reader: Reader): Promise<{ folders: Folder[]; listed: ListedFolder[] }> {
  const listed = await listFolders(reader.connection)
  const { prisma } = reader.storing.database
  const now = dateOf(reader.storing.clock.now())
  const folders = await prisma.$transaction(async (tx) => {
    if (listed.length > 0) await saveListedFolders(tx, reader.mailbox.id, listed)
    const paths = listed.map(({ path }) => path)
    await markGoneFolders(tx, reader.mailbox.id, paths, now)
    return foldersOf(tx, reader.mailbox.id)
  })
  return { folders: folders.filter(isReadable), listed }
}

function isReadable(folder: Folder): boolean {
  return folder.reading !== 'skipped' && folder.parkedReason === null && folder.goneAt === null
}
