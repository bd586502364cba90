import { Worker } from 'node:worker_threads'
import { SECOND_MS } from './durations.ts'
import { compiledBeside } from './compiled.ts'
import { answersIn, type CarriedMail, type Portion } from './carried.ts'
import type { MailParts, Understood } from './mail.ts'

/** One mail to understand, in either form. */
export type MailInput =
  | { form: 'parts'; parts: MailParts; receivedAt: string | null }
  | { form: 'raw'; bytes: Uint8Array; receivedAt: string | null }

/** Understands mails in threads of their own that are stopped when a mail holds them up. Must be closed. */
export interface Understanding {
  /**
   * One answer per mail, in order. Never rejects for what a mail contains: a mail that takes longer than the time limit, or
   * more memory than the thread may have, is quarantined and the others are understood (SEMANTICS A15).
   */
  understandAll(mails: MailInput[]): Promise<Carried[]>
  close(): Promise<void>
}

type Carried = Understood<CarriedMail>
type Quarantined = Exclude<Carried, { kind: 'mail' }>

/** What a thread is sent; `progress[0]` is the index of the mail that it is at. */
export interface Assignment {
  mails: MailInput[]
  progress: Int32Array
}

/** SEMANTICS A15. */
const TIME_LIMIT_MS = 2 * SECOND_MS
const LOOKS_PER_LIMIT = 8
const NOT_STARTED = -1
/** A mail is at most 256 KiB of header and a few texts of 64 KiB: what needs more memory than this is an attack. */
const HEAP_LIMIT_MB = 256

/**
 * Starts as many threads as `workers` says, each when it is first needed.
 * @param options.entry the thread's program, another in tests
 */
export function startUnderstanding(
  options: { workers?: number; timeLimitMs?: number; entry?: URL } = {}
): Understanding {
  const {
    workers = 1,
    timeLimitMs = TIME_LIMIT_MS,
    entry = compiledBeside(import.meta.url, 'understanding-worker')
  } = options
  const lanes = Array.from({ length: workers }, () => startLane(entry, timeLimitMs))
  return {
    async understandAll(mails) {
      const share = Math.ceil(mails.length / lanes.length)
      const shares = lanes.map((lane, index) => lane.run(mails.slice(index * share, (index + 1) * share)))
      return (await Promise.all(shares)).flat()
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()))
    }
  }
}

interface Lane {
  run(mails: MailInput[]): Promise<Carried[]>
  close(): Promise<void>
}

/** One thread, started anew after each mail that stopped it, and the batches that wait for it. */
function startLane(entry: URL, timeLimitMs: number): Lane {
  let worker: Worker | null = null
  let turn: Promise<unknown> = Promise.resolve()

  async function understand(mails: MailInput[]): Promise<Carried[]> {
    const answers = new Map<number, Carried>()
    while (answers.size < mails.length) {
      const open = [...mails.entries()].filter(([index]) => !answers.has(index))
      worker ??= new Worker(entry, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB } })
      const outcome = await attempt(
        worker,
        open.map(([, mail]) => mail),
        timeLimitMs
      )
      if (outcome.kind === 'stopped') worker = null
      const reached = outcome.kind === 'done' ? open : open.slice(outcome.at, outcome.at + 1)
      for (const [position, [index]] of reached.entries()) answers.set(index, outcome.answers[position] ?? unanswered())
    }
    return mails.map((_, index) => answers.get(index) ?? unanswered())
  }

  return {
    run(mails) {
      const result = turn.then(() => understand(mails))
      turn = result.catch(() => null)
      return result
    },
    async close() {
      await turn
      await worker?.terminate()
      worker = null
    }
  }
}

/** All answers, or that on the one mail that stopped the thread; the others must be given to another thread. */
type Outcome = { kind: 'done'; answers: Carried[] } | { kind: 'stopped'; at: number; answers: [Quarantined] }

/** Sends a batch and watches it. A thread that did not come through is gone when this returns. */
async function attempt(worker: Worker, mails: MailInput[], timeLimitMs: number): Promise<Outcome> {
  const progress = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(NOT_STARTED)
  let watch: NodeJS.Timeout | undefined
  const outcome = await new Promise<Outcome>((resolve, reject) => {
    const stop = (at: number, verdict: Quarantined): void => resolve({ kind: 'stopped', at, answers: [verdict] })
    const fail = (error: Error): void => {
      const at = Atomics.load(progress, 0)
      if (at === NOT_STARTED) reject(error)
      else stop(at, crashed(error))
    }
    worker.ref()
    const answers: Carried[] = []
    worker.on('message', (portion: Portion) => {
      answers.push(...answersIn(portion))
      if (answers.length >= mails.length) resolve({ kind: 'done', answers })
    })
    worker.once('error', fail)
    worker.once('exit', () => fail(new Error('the thread ended')))
    watch = watchProgress(progress, timeLimitMs, (at) => stop(at, tooSlow(timeLimitMs)))
    const { assignment, transfer } = packed(mails, progress)
    worker.postMessage(assignment, transfer)
  }).finally(() => {
    clearInterval(watch)
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
    worker.unref()
  })
  if (outcome.kind === 'stopped') await worker.terminate()
  return outcome
}

/** Counts looks rather than the clock, so that a main thread that was held up itself accuses no mail. */
function watchProgress(progress: Int32Array, timeLimitMs: number, onStuck: (at: number) => void): NodeJS.Timeout {
  let seenAt = NOT_STARTED
  let looks = 0
  return setInterval(() => {
    const at = Atomics.load(progress, 0)
    looks = at === seenAt ? looks + 1 : 0
    seenAt = at
    if (at !== NOT_STARTED && looks >= LOOKS_PER_LIMIT) onStuck(at)
  }, timeLimitMs / LOOKS_PER_LIMIT)
}

function tooSlow(timeLimitMs: number): Quarantined {
  return { kind: 'quarantined', reason: 'too-slow', detail: `not understood within ${timeLimitMs / SECOND_MS} s` }
}

function crashed(error: Error): Quarantined {
  const isOutOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (isOutOfMemory)
    return { kind: 'quarantined', reason: 'too-large', detail: `needs more than ${HEAP_LIMIT_MB} MB to be understood` }
  return { kind: 'quarantined', reason: 'unreadable', detail: error.message }
}

function unanswered(): Quarantined {
  return { kind: 'quarantined', reason: 'unreadable', detail: 'the thread gave no answer' }
}

/**
 * All bytes of a batch copied into one buffer that is handed over: cheaper than cloning each, and the caller keeps his own
 * for another attempt. (Views of a shared pool would each drag the whole pool along.)
 */
function packed(mails: MailInput[], progress: Int32Array): { assignment: Assignment; transfer: ArrayBuffer[] } {
  const all = new Uint8Array(mails.reduce((sum, mail) => sum + byteLengthOf(mail), 0))
  let end = 0
  const pack = (bytes: Uint8Array): Uint8Array => {
    all.set(bytes, end)
    end += bytes.byteLength
    return all.subarray(end - bytes.byteLength, end)
  }
  return { assignment: { mails: mails.map((mail) => withBytes(mail, pack)), progress }, transfer: [all.buffer] }
}

function byteLengthOf(mail: MailInput): number {
  if (mail.form === 'raw') return mail.bytes.byteLength
  return mail.parts.parts.reduce((sum, part) => sum + part.content.byteLength, mail.parts.header.byteLength)
}

function withBytes(mail: MailInput, pack: (bytes: Uint8Array) => Uint8Array): MailInput {
  if (mail.form === 'raw') return { ...mail, bytes: pack(mail.bytes) }
  const parts = mail.parts.parts.map((part) => ({ ...part, content: pack(part.content) }))
  return { ...mail, parts: { ...mail.parts, header: pack(mail.parts.header), parts } }
}
