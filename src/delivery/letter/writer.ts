import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { DkimKey } from '#src/delivery/mime.ts'
import { compiledBeside } from '#src/message/compiled.ts'
import { errorText } from '#src/platform/error.ts'
import type { LetterOrder, WrittenLetter } from './writing.ts'

/** Writes letters in a thread of its own, beside those that are on their way. Must be closed. */
export interface LetterWriter {
  /**
   * One answer for each, in order.
   * @param dkim what they are signed with
   * @throws where the thread breaks down, or a mail cannot be signed
   */
  writeAll(orders: LetterOrder[], dkim: DkimKey | null): Promise<WrittenLetter[]>
  close(): void
}

/** What the thread is sent. */
export interface Assignment {
  orders: LetterOrder[]
  dkim: DkimKey | null
}

/** What it answers. */
export type Outcome = { kind: 'written'; letters: WrittenLetter[] } | { kind: 'failed'; error: unknown }

/** A thread that has nothing to write goes: what lays letters out takes some 40 MB. */
const IDLE_MS = 60_000

/** The thread starts when there is something to write. */
export function openWriter(): LetterWriter {
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()

  function leave(): void {
    void worker?.terminate()
    worker = null
  }

  async function write(assignment: Assignment): Promise<WrittenLetter[]> {
    clearTimeout(idle)
    worker ??= new Worker(compiledBeside(import.meta.url, 'writing-worker'), { execArgv: [] })
    try {
      const outcome = await answerOf(worker, assignment)
      if (outcome.kind === 'failed') throw new Error(errorText(outcome.error), { cause: outcome.error })
      return outcome.letters
    } catch (error) {
      leave()
      throw error
    } finally {
      idle = setTimeout(leave, IDLE_MS).unref()
    }
  }

  return {
    async writeAll(orders, dkim) {
      const written = turn.then(() => write({ orders, dkim }))
      turn = written.catch(() => null)
      return written
    },
    close() {
      clearTimeout(idle)
      leave()
    }
  }
}

/** @throws where the thread breaks down, or is ended */
async function answerOf(worker: Worker, assignment: Assignment): Promise<Outcome> {
  worker.ref()
  const over = new AbortController()
  try {
    const ended = once(worker, 'exit', { signal: over.signal }).then(() => {
      throw new Error('the thread that writes letters ended')
    })
    // An `error` of the thread rejects both.
    const answered = once(worker, 'message', { signal: over.signal })
    worker.postMessage(assignment, [])
    const [outcome] = await Promise.race([answered, ended])
    return outcome
  } finally {
    over.abort()
    worker.unref()
  }
}
