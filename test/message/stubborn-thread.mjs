/** An understanding thread that some mails hold up, kill or fill: the marks stand in their text. */
import { parentPort } from 'node:worker_threads'
import { understandRaw } from '../../dist/src/message/understand.js'

parentPort.on('message', ({ mails, progress }) => {
  const answers = mails.map((mail, index) => {
    Atomics.store(progress, 0, index)
    const text = Buffer.from(mail.bytes).toString()
    while (text.includes('holds up'));
    if (text.includes('throws')) throw new Error('thrown by a mail')
    const hoard = []
    while (text.includes('hoards')) hoard.push(Array.from({ length: 10_000 }, Math.random))
    return understandRaw(mail.bytes)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort.postMessage(JSON.stringify(answers))
})
