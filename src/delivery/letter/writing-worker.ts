import { parentPort } from 'node:worker_threads'
import type { Assignment, Outcome } from './writer.ts'
import { openDesk } from './writing.ts'

/** The program of the thread that writes letters: one assignment after another. */
const write = openDesk()

parentPort?.on('message', (assignment: Assignment) => void answer(assignment))

async function answer({ orders, dkim }: Assignment): Promise<void> {
  const outcome = await writeAll(orders, dkim)
  const letters = outcome.kind === 'written' ? outcome.letters : []
  parentPort?.postMessage(
    outcome,
    letters.flatMap((each) => (each.kind === 'mail' ? [each.mime.buffer, each.packed.buffer] : []))
  )
}

async function writeAll(orders: Assignment['orders'], dkim: Assignment['dkim']): Promise<Outcome> {
  try {
    const letters = []
    for (const order of orders) letters.push(await write(order, dkim))
    return { kind: 'written', letters }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
