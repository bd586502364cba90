import { beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { fixedClock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { failedEffects, retryFailedEffects } from '#src/platform/effect-store.ts'
import {
  effectHandler,
  MAX_ATTEMPTS,
  recordEffect,
  recordEffects,
  runEffects,
  type EffectHandler
} from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  await database.prisma.effect.deleteMany()
})

const START = '2026-03-01T12:00:00Z'
const run = (handlers: Record<string, EffectHandler>, clock = fixedClock(START)) =>
  runEffects(database, handlers, { clock, log: silentLog })
const noting = (into: string[]): EffectHandler =>
  effectHandler(z.object({ name: z.string() }), async ({ name }) => void into.push(name))
const state = async (key: string) => (await database.prisma.effect.findFirstOrThrow({ where: { key } })).state

test('an effect is recorded once per kind and key, whatever is read again', async () => {
  const effect = { kind: 'note', key: 'a', payload: { name: 'a' } }
  expect(await recordEffect(database.prisma, effect)).toBe(true)
  expect(await recordEffect(database.prisma, effect)).toBe(false)
  const ran: string[] = []
  await run({ note: noting(ran) })
  expect(await recordEffect(database.prisma, effect)).toBe(false)
  await run({ note: noting(ran) })
  expect(ran).toEqual(['a'])
})

test('an effect recorded in a transaction that fails never happened', async () => {
  const attempt = database.prisma.$transaction(async (tx) => {
    await recordEffect(tx, { kind: 'note', key: 'b', payload: { name: 'b' } })
    throw new Error('expected by the test')
  })
  await expect(attempt).rejects.toThrow('expected by the test')
  expect((await run({ note: noting([]) })).done).toBe(0)
})

test('effects of one order key run in the order they were recorded; a later one waits for the earlier', async () => {
  const clock = fixedClock(START)
  const ran: string[] = []
  await recordEffects(database.prisma, [
    { kind: 'fails', key: '1', orderKey: 'thread', payload: { name: '1' } },
    { kind: 'note', key: '2', orderKey: 'thread', payload: { name: '2' } },
    { kind: 'note', key: '3', orderKey: 'other', payload: { name: '3' } },
    { kind: 'note', key: '4', payload: { name: '4' } }
  ])
  let isBroken = true
  const handlers = {
    note: noting(ran),
    fails: effectHandler(z.object({ name: z.string() }), async ({ name }) => {
      if (isBroken) throw new Error('expected by the test')
      ran.push(name)
    })
  }
  const first = await run(handlers, clock)
  expect(first).toMatchObject({ done: 2, retried: 1, failed: 0 })
  expect(ran.toSorted()).toEqual(['3', '4'])
  isBroken = false
  clock.set(first.nextAt!)
  expect(await run(handlers, clock)).toMatchObject({ done: 2 })
  expect(ran.slice(2)).toEqual(['1', '2'])
})

test('an effect that goes on failing is tried with growing pauses, ends as failed with its reason, and frees its order key', async () => {
  const clock = fixedClock(START)
  const ran: string[] = []
  await recordEffects(database.prisma, [
    { kind: 'fails', key: '1', orderKey: 'thread', payload: {} },
    { kind: 'note', key: '2', orderKey: 'thread', payload: { name: '2' } }
  ])
  const handlers = { note: noting(ran), fails: () => Promise.reject(new Error('the till is shut')) }
  const pauses: number[] = []
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
    const { nextAt, retried } = await run(handlers, clock)
    expect(retried).toBe(1)
    pauses.push(nextAt!.since(clock.now()).total('seconds'))
    clock.set(nextAt!)
  }
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320])
  expect(await run(handlers, clock)).toMatchObject({ failed: 1, done: 1 })
  expect(ran).toEqual(['2'])
  expect(await failedEffects(database.prisma, 10)).toMatchObject([{ kind: 'fails', lastError: 'the till is shut' }])
  expect(await retryFailedEffects(database.prisma, clock.now())).toBe(1)
  expect(await run({ fails: async () => undefined }, clock)).toMatchObject({ done: 1 })
})

test('what a handler writes through its transaction is taken back with a failure', async () => {
  await recordEffect(database.prisma, { kind: 'writes', key: 'w', payload: {} })
  await run({
    writes: async (_payload, { tx }) => {
      await tx.setting.create({ data: { key: 'test.written', value: 1 } })
      throw new Error('expected by the test')
    }
  })
  expect(await database.prisma.setting.findUnique({ where: { key: 'test.written' } })).toBeNull()
  expect(await state('w')).toBe('pending')
})

test('an effect runs not before its time', async () => {
  const clock = fixedClock(START)
  const ran: string[] = []
  const runAfter = clock.now().add({ hours: 1 })
  await recordEffect(database.prisma, { kind: 'note', key: 'later', payload: { name: 'later' }, runAfter })
  expect(await run({ note: noting(ran) }, clock)).toMatchObject({ done: 0, nextAt: runAfter })
  clock.advance({ hours: 1 })
  await run({ note: noting(ran) }, clock)
  expect(ran).toEqual(['later'])
})

test('two processes that run effects at once run each once', async () => {
  const ran: string[] = []
  await recordEffects(
    database.prisma,
    Array.from({ length: 60 }, (_, n) => ({
      kind: 'note',
      key: `n${n}`,
      orderKey: `o${n % 7}`,
      payload: { name: `${n}` }
    }))
  )
  await Promise.all([run({ note: noting(ran) }), run({ note: noting(ran) })])
  await run({ note: noting(ran) })
  expect(ran.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 60 }, (_, n) => `${n}`))
  const ofOneKey = ran.filter((n) => Number(n) % 7 === 3).map(Number)
  expect(ofOneKey).toEqual(ofOneKey.toSorted((a, b) => a - b))
})

test('an effect whose connection is cut has not happened, and is tried again', async () => {
  await recordEffect(database.prisma, { kind: 'cut', key: 'c', payload: {} })
  const cut: EffectHandler = async (_payload, { tx }) => {
    await tx.setting.create({ data: { key: 'test.cut', value: 1 } })
    await tx.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`
  }
  const alone = { clock: fixedClock(START), log: silentLog, concurrency: 1 }
  expect(await runEffects(database, { cut }, alone)).toMatchObject({ retried: 1 })
  expect(await database.prisma.setting.findUnique({ where: { key: 'test.cut' } })).toBeNull()
  const later = fixedClock('2026-03-01T13:00:00Z')
  expect(await run({ cut: async () => undefined }, later)).toMatchObject({ done: 1 })
})

test('a payload of another form fails the effect and is named', async () => {
  await recordEffect(database.prisma, { kind: 'note', key: 'odd', payload: { title: 'x' } })
  expect(await run({ note: noting([]) })).toMatchObject({ retried: 1 })
})
