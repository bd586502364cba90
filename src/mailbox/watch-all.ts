import { setTimeout as pause } from 'node:timers/promises'
import { startUnderstanding, type Understanding } from '#src/message/bounded.ts'
import { dropLeases, dropLeasesOfDead, leasesHeld, renewLeases, takeLeases } from '#src/platform/lease.ts'
import { startCaution } from './caution.ts'
import { createGate, type Gate } from './gate.ts'
import { mailboxesAskedFor } from './look-store.ts'
import { findMailboxes, type Mailbox } from './mailbox-store.ts'
import type { World } from './session.ts'
import { watchMailbox } from './watch.ts'

/** The watching of this process's share of the mailboxes. */
export interface Watching {
  /** Ends every connection, waits for what is being stored, and gives the mailboxes up for others. */
  stop(): Promise<void>
}

export interface WatchingOptions {
  /** This process, as holder of leases. */
  holder: string
  /** Called after mails were stored. */
  onSettled: () => void
  /** Called whenever a mailbox has been read through. */
  onReadThrough?: () => void
}

/** What a process killed on another machine held is free after this; well below half a minute, with the time to notice (SEMANTICS A18). */
const MAILBOX_LEASE_MS = 20_000
const ROUND_MS = 4000
/** Senders wait for a look no longer than a few of these. */
const ASKED_EVERY_MS = 1000
/** Mailboxes begin spread over so long each, and so many at once log in to one host (SEMANTICS A9). */
const START_SPREAD_MS = 250
const START_SPREAD_LIMIT_MS = 10_000
const LOGINS_AT_ONCE = 4

interface Watched {
  mailbox: Mailbox
  bell: { ring: () => void }
  stopping: AbortController
  ended: Promise<void>
}

/** Watches mailboxes until it is stopped, sharing them out with the other processes by leases: none is watched twice. */
export function startWatching(world: World, options: WatchingOptions): Watching {
  const { holder } = options
  const understanding = startUnderstanding()
  const watched = new Map<string, Watched>()
  const stopping = new AbortController()
  const share = { world, ...options, understanding, watched, gate: createGate(LOGINS_AT_ONCE) }
  const rounds = Promise.all([keepSharing(share, stopping.signal), keepAnswering(share, stopping.signal)])
  return {
    async stop() {
      stopping.abort()
      await rounds
      await giveUp(share, [...watched.keys()])
      await dropLeases(world.database.prisma, [presenceOf(holder)], holder).catch(() => undefined)
      await understanding.close()
    }
  }
}

interface Share extends WatchingOptions {
  world: World
  understanding: Understanding
  gate: Gate
  watched: Map<string, Watched>
}

async function keepSharing(share: Share, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // While the database is away nobody can take what we hold; what was lost meanwhile is noticed when it is back.
    await shareOut(share).catch((error: unknown) =>
      share.world.log.warn({ err: error }, 'mailboxes cannot be shared out')
    )
    await pause(ROUND_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Tells the watching of each mailbox when somebody waits for a look into it. */
async function keepAnswering({ world, watched }: Share, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // While the database is away nobody asks.
    const asked = watched.size === 0 ? [] : await mailboxesAskedFor(world.database.prisma).catch(() => [])
    for (const id of asked) watched.get(id)?.bell.ring()
    await pause(ASKED_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** One round: gives up what is lost, changed or too much, and takes what is free up to a fair share. */
async function shareOut(share: Share): Promise<void> {
  const { world, holder, watched } = share
  const db = world.database.prisma
  await dropLeasesOfDead(db)
  await takeLeases(db, [presenceOf(holder)], holder, MAILBOX_LEASE_MS)
  const kept = await renewLeases(db, [...watched.keys()].map(leaseOf), holder, MAILBOX_LEASE_MS)
  const mailboxes = new Map((await findMailboxes(db)).filter(isWatchable).map((mailbox) => [mailbox.id, mailbox]))
  const isOver = (id: string) => !kept.includes(leaseOf(id)) || hasChanged(watched.get(id), mailboxes.get(id))
  await giveUp(share, [...watched.keys()].filter(isOver))
  const watchers = (await leasesHeld(db, PRESENCE)).length
  const fairShare = Math.ceil(mailboxes.size / Math.max(1, watchers))
  await giveUp(share, [...watched.keys()].slice(fairShare))
  await takeFree(share, [...mailboxes.values()], fairShare - watched.size)
}

async function takeFree(share: Share, mailboxes: Mailbox[], count: number): Promise<void> {
  const { world, holder, watched } = share
  if (count <= 0) return
  const held = new Set((await leasesHeld(world.database.prisma, MAILBOX)).map(({ name }) => name))
  const free = mailboxes.filter(({ id }) => !held.has(leaseOf(id)) && !watched.has(id)).slice(0, count)
  const names = free.map(({ id }) => leaseOf(id))
  const taken = new Set(await takeLeases(world.database.prisma, names, holder, MAILBOX_LEASE_MS))
  const ours = free.filter(({ id }) => taken.has(leaseOf(id)))
  for (const [index, mailbox] of ours.entries()) {
    const spread = Math.min(index * START_SPREAD_MS, START_SPREAD_LIMIT_MS)
    watched.set(mailbox.id, begin(share, mailbox, spread))
  }
}

function begin(share: Share, mailbox: Mailbox, spreadMs: number): Watched {
  const { world, understanding, gate, onSettled, onReadThrough, watched } = share
  const stopping = new AbortController()
  const { signal } = stopping
  const bell = { ring: () => undefined }
  const told = { onSettled, onReadThrough }
  const session = { world, mailbox, understanding, gate, caution: startCaution(), signal, ...told, bell }
  const watch = async () => {
    await pause(spreadMs, undefined, { signal }).catch(() => undefined)
    await watchMailbox(session)
  }
  const ended = watch()
    .catch((error: unknown) => world.log.error({ mailbox: mailbox.address, err: error }, 'watching ended'))
    // Where it ended by itself, as after a refused login, the lease runs out; a new password has it taken again.
    .finally(() => watched.delete(mailbox.id))
  world.log.info({ mailbox: mailbox.address }, 'mailbox is watched')
  return { mailbox, bell, stopping, ended }
}

async function giveUp({ world, holder, watched }: Share, ids: string[]): Promise<void> {
  const ending = ids.flatMap((id) => watched.get(id) ?? [])
  for (const { stopping } of ending) stopping.abort()
  await Promise.all(ending.map(({ ended }) => ended))
  for (const id of ids) watched.delete(id)
  // A lease that was lost is another's already, and stays with it.
  if (ids.length > 0) await dropLeases(world.database.prisma, ids.map(leaseOf), holder).catch(() => undefined)
}

function isWatchable({ state }: Mailbox): boolean {
  return state === 'active' || state === 'unreachable'
}

/** Another server or login: connected anew with it. A new password counts from the next connection on. */
function hasChanged(watched: Watched | undefined, mailbox: Mailbox | undefined): boolean {
  if (!watched || !mailbox) return true
  return settingsOf(watched.mailbox) !== settingsOf(mailbox)
}

function settingsOf({ imapHost, imapPort, imapTls, username, capabilitiesOff }: Mailbox): string {
  return JSON.stringify([imapHost, imapPort, imapTls, username, capabilitiesOff])
}

const PRESENCE = 'watcher:'
const MAILBOX = 'mailbox:'

function presenceOf(holder: string): string {
  return `${PRESENCE}${holder}`
}

function leaseOf(id: string): string {
  return `${MAILBOX}${id}`
}
