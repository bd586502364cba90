import { parentPort } from 'node:worker_threads'
import type { Assignment, MailInput } from './bounded.ts'
import { PortionWriter } from './carried.ts'
import type { Understood } from './mail.ts'
import { understandParts, understandRaw } from './understand.ts'

/** The program of an understanding thread: one assignment after another, telling which mail it is at. */
parentPort?.on('message', ({ mails, progress }: Assignment) => {
  const answers = new PortionWriter()
  for (const [index, mail] of mails.entries()) {
    Atomics.store(progress, 0, index)
    answers.add(understand(mail))
    const isLast = index === mails.length - 1
    if (answers.size < PORTION_SIZE && !isLast) continue
    const portion = answers.take()
    parentPort?.postMessage(portion, [portion.bytes.buffer])
  }
})

/** Answers go in portions: to fill and empty megabytes at a time costs more than to understand what is in them. */
const PORTION_SIZE = 128 * 1024

function understand(mail: MailInput): Understood {
  const context = { receivedAt: mail.receivedAt }
  return mail.form === 'raw' ? understandRaw(mail.bytes, context) : understandParts(mail.parts, context)
}
