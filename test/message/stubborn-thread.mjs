/** An understanding thread that some mails hold up, kill or fill: the marks stand in their text. */
import { parentPort } from 'node:worker_threads'
import { PortionWriter } from '../../dist/src/message/carried.js'
import { understandRaw } from '../../dist/src/message/understand.js'

parentPort.on('message', ({ mails, progress }) => {
  const answers = new PortionWriter()
  for (const [index, mail] of mails.entries()) {
    Atomics.store(progress, 0, index)
    const text = Buffer.from(mail.bytes).toString()
    while (text.includes('holds up'));
    if (text.includes('throws')) throw new Error('thrown by a mail')
    const hoard = []
    while (text.includes('hoards')) hoard.push(Array.from({ length: 10_000 }, Math.random))
    answers.add(understandRaw(mail.bytes))
  }
  const portion = answers.take()
  parentPort.postMessage(portion, [portion.bytes.buffer])
})
