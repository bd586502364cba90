import { setTimeout as pause } from 'node:timers/promises'
import { listClients } from '#src/clients/client-store.ts'
import { progressOf } from '#src/mailbox/progress.ts'
import type { Db } from '#src/platform/database/database.ts'
import { listThreads, type ListedThread } from '#src/threads/thread-store.ts'

const LOOK_EVERY_MS = 250
/** Far more conversations than can move between an arrival and a look. */
const LATEST_THREADS = 50

/**
 * Waits until the past of every mailbox is read, and says in a sentence what it brought.
 * @returns null where the signal aborted first
 */
export async function storyOfReading(db: Db, stop: AbortSignal): Promise<string | null> {
  const began = performance.now()
  const read = await lookUntil(stop, async () => {
    const mailboxes = await progressOf(db)
    return mailboxes.every(({ isComplete }) => isComplete) ? mailboxes.reduce((sum, { total }) => sum + total, 0) : null
  })
  if (read === null) return null
  const seconds = Math.max(1, Math.round((performance.now() - began) / 1000))
  const [active, suggested, threads] = await Promise.all([
    listClients(db, { state: 'active' }),
    listClients(db, { state: 'suggested' }),
    listThreads(db)
  ])
  return (
    `Read ${read} mails in ${seconds} s: ${threads.length} conversations, on the records of ${active.length} clients; ` +
    `${suggested.length} more people may be clients.`
  )
}

/**
 * Waits until a mail that arrived stands in its conversation, and says on whose record.
 * @param messageId without angle brackets
 * @returns null where the signal aborted first
 */
export async function storyOfMail(db: Db, messageId: string, stop: AbortSignal): Promise<string | null> {
  const began = performance.now()
  const thread = await lookUntil(stop, async () => {
    const threads = await listThreads(db, { latest: LATEST_THREADS })
    return threads.find(({ messages }) => messages.some((message) => message.messageId === messageId)) ?? null
  })
  if (thread === null) return null
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  return `   ${seconds} s later it stands on ${await recordsOf(db, thread)}, as ${placeIn(thread)}.`
}

async function recordsOf(db: Db, { clients }: ListedThread): Promise<string> {
  const records = await listClients(db, { state: 'all', among: clients })
  if (records.length === 0) return 'no record: it is nobody to suggest as a client'
  return records
    .map(({ name, state, id }) => `${state === 'suggested' ? 'the suggested record' : 'the record'} of ${name} (${id})`)
    .join(' and ')
}

function placeIn({ messages }: ListedThread): string {
  return messages.length === 1 ? 'a new conversation' : `mail ${messages.length} of a conversation`
}

async function lookUntil<T>(stop: AbortSignal, look: () => Promise<T | null>): Promise<T | null> {
  while (!stop.aborted) {
    const found = await look()
    if (found !== null) return found
    await pause(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined)
  }
  return null
}
