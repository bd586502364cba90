import { parentPort } from 'node:worker_threads'
import type { Assignment, MailInput } from './bounded.ts'
import type { Understood } from './mail.ts'
import { understandParts, understandRaw } from './understand.ts'

/** The program of an understanding thread: one assignment after another, telling which mail it is at. */
parentPort?.on('message', ({ mails, progress }: Assignment) => {
  let portion: string[] = []
  let size = 0
  for (const [index, mail] of mails.entries()) {
    Atomics.store(progress, 0, index)
    const answer = JSON.stringify(understand(mail))
    portion.push(answer)
    size += answer.length
    const isLast = index === mails.length - 1
    if (size < PORTION_CHARACTERS && !isLast) continue
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    parentPort?.postMessage(`[${portion.join(',')}]`)
    portion = []
    size = 0
  }
})

/**
 * Answers go as JSON, which is written and read faster than a structured clone of many small objects, and in portions: to fill and
 * empty megabytes at a time costs more than to understand what is in them.
 */
const PORTION_CHARACTERS = 128 * 1024

function understand(mail: MailInput): Understood {
  const context = { receivedAt: mail.receivedAt }
  return mail.form === 'raw' ? understandRaw(mail.bytes, context) : understandParts(mail.parts, context)
}
