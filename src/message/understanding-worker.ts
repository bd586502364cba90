import { parentPort } from 'node:worker_threads'
import type { Assignment, MailInput } from './bounded.ts'
import type { Understood } from './mail.ts'
import { understandParts, understandRaw } from './understand.ts'

/** The program of an understanding thread: one assignment after another, telling which mail it is at. */
parentPort?.on('message', ({ mails, progress }: Assignment) => {
  const answers = mails.map((mail, index) => {
    Atomics.store(progress, 0, index)
    return understand(mail)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(answers)
})

function understand(mail: MailInput): Understood {
  const context = { receivedAt: mail.receivedAt }
  return mail.form === 'raw' ? understandRaw(mail.bytes, context) : understandParts(mail.parts, context)
}
