import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Clock } from '#src/platform/clock.ts'
import type { Database, Db } from '#src/platform/database/database.ts'
import type { Sql } from '#src/platform/database/sql.ts'
import { errorText } from '#src/platform/error.ts'
import type { Log } from '#src/platform/log.ts'
import { defineJob } from '#src/platform/queue/job.ts'
import type { Queue } from '#src/platform/queue/queue.ts'
import { claimEffect, failEffect, finishEffect, insertEffects, nextEffectAt, postponeEffect } from './effect-store.ts'

/** Something that must happen because of something stored, to be stored in the same transaction as its cause. */
export interface NewEffect {
  /** Which handler runs it. */
  kind: string
  /** What makes it the same effect when its cause is read again: recorded once per kind and key, for ever. */
  key: string
  /** Effects of one order key (a thread, a client) run one after another, in the order they were recorded. */
  orderKey?: string
  /** Ids, not records: they are looked up when the effect runs. */
  payload: EffectPayload
  /** Not before this instant; later effects of the same order key wait for it too. */
  runAfter?: Temporal.Instant
}

type EffectPayload = Record<string, string | number | boolean | null | string[]>

/** An effect under way. */
export interface RunningEffect {
  id: string
  kind: string
  key: string
  /** 1 at the first try. */
  attempt: number
}

/**
 * Carries an effect out. What it writes through `tx` is committed together with the effect's end, so it happens exactly
 * once. What it does outside the database may happen again after a crash, and must bear that. It has two minutes.
 */
export type EffectHandler = (payload: unknown, run: { effect: RunningEffect; tx: Db }) => Promise<void>

/** Parses the payload before the handler sees it; one of another form fails the effect. */
export function effectHandler<Payload>(
  payload: z.ZodType<Payload>,
  handle: (payload: Payload, run: { effect: RunningEffect; tx: Db }) => Promise<void>
): EffectHandler {
  return (given, run) => handle(payload.parse(given), run)
}

/** The bell: "there may be effects to run". */
export const effectsJob = defineJob('effects', z.object({}))

/** After this many tries an effect ends as failed, and is shown. */
export const MAX_ATTEMPTS = 8
const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 3_600_000
const HANDLER_MS = 120_000

/**
 * Records effects, once per kind and key whatever is read again. Ring `effectsJob` when the transaction is committed.
 * @returns how many were new
 */
export async function recordEffects(db: Sql, effects: NewEffect[]): Promise<number> {
  return effects.length === 0 ? 0 : insertEffects(db, effects)
}

/** Records one effect; see `recordEffects`. @returns whether it was new */
export async function recordEffect(db: Db, effect: NewEffect): Promise<boolean> {
  return (await recordEffects(db, [effect])) === 1
}

/** Rings the bell after effects were committed. */
export function ringEffects(queue: Queue): Promise<void> {
  return queue.ring(effectsJob, {}, { id: 'effects' })
}

/** What one run did. */
export interface EffectsRun {
  done: number
  retried: number
  failed: number
  /** When the next one is due, if one waits for its time. */
  nextAt: Temporal.Instant | undefined
}

/**
 * Runs every effect that is due, until none is left. Any number of processes may do this at once. A crash gives the effect
 * under way back at once, as its row is locked by the transaction that runs it.
 */
export async function runEffects(
  database: Database,
  handlers: Record<string, EffectHandler>,
  { clock, log, concurrency = 4 }: { clock: Clock; log: Log; concurrency?: number }
): Promise<EffectsRun> {
  const count = { done: 0, retried: 0, failed: 0 }
  const drain = async () => {
    for (;;) {
      const end = await runNext(database, handlers, { clock, log })
      if (end === 'nothing') return
      count[end]++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, drain))
  return { ...count, nextAt: await nextEffectAt(database.prisma, { kinds: Object.keys(handlers), now: clock.now() }) }
}

interface World {
  clock: Clock
  log: Log
}

type End = 'nothing' | 'done' | 'retried' | 'failed'

async function runNext(
  database: Database,
  handlers: Record<string, EffectHandler>,
  { clock, log }: World
): Promise<End> {
  let underWay: RunningEffect | undefined
  const attempt = async (tx: Db): Promise<End> => {
    const claimed = await claimEffect(tx, { kinds: Object.keys(handlers), now: clock.now() })
    const handle = claimed && handlers[claimed.kind]
    if (!handle) return 'nothing'
    const effect = { id: claimed.id, kind: claimed.kind, key: claimed.key, attempt: claimed.attempts + 1 }
    underWay = effect
    await tx.$executeRaw`SAVEPOINT handler`
    try {
      await handle(claimed.payload, { effect, tx })
    } catch (error) {
      // The row stays locked while its failure is noted, so that nobody tries again before the pause.
      await tx.$executeRaw`ROLLBACK TO SAVEPOINT handler`
      return noteFailure(tx, { effect, error, clock, log })
    }
    await finishEffect(tx, { id: effect.id, attempt: effect.attempt, at: clock.now() })
    return 'done'
  }
  try {
    return await database.prisma.$transaction(attempt, { timeout: HANDLER_MS, maxWait: HANDLER_MS })
  } catch (error) {
    // The transaction itself ended: too long, or cut off. Without a database this throws again, and nothing has happened.
    if (underWay === undefined) throw error
    return noteFailure(database.prisma, { effect: underWay, error, clock, log })
  }
}

async function noteFailure(
  db: Db,
  { effect, error, clock, log }: World & { effect: RunningEffect; error: unknown }
): Promise<'retried' | 'failed'> {
  const { id, kind, attempt } = effect
  const reason = errorText(error)
  if (attempt >= MAX_ATTEMPTS) {
    log.error({ effect: id, kind, attempt, err: error }, 'effect failed')
    await failEffect(db, { id, attempt, reason })
    return 'failed'
  }
  log.warn({ effect: id, kind, attempt, err: error }, 'effect postponed')
  await postponeEffect(db, { id, attempt, reason, runAfter: clock.now().add({ milliseconds: pauseAfter(attempt) }) })
  return 'retried'
}

/** 5 s, then twice as long each time, at most an hour: about ten minutes for all tries together. */
function pauseAfter(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
}
