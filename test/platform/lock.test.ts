import { beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { lockForTransaction, withLock, withLockIfFree } from '#src/platform/lock.ts'
import { testDatabase } from '#test/setup/database.ts'
import { moment } from '#test/setup/moment.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

test('what runs under a lock runs one after another', async () => {
  let atOnce = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++atOnce)
    await database.prisma.$queryRaw`SELECT 1`
    atOnce--
  }
  await Promise.all(Array.from({ length: 5 }, () => withLock(database, 'one', work)))
  expect(most).toBe(1)
})

test('who need not wait finds a held lock and does nothing; afterwards the lock is free', async () => {
  const gate = moment()
  const begun = moment()
  const holding = withLock(database, 'two', async () => {
    begun.resolve()
    await gate.promise
  })
  await begun.promise
  expect(await withLockIfFree(database, 'two', async () => 'done')).toBeUndefined()
  gate.resolve()
  await holding
  expect(await withLockIfFree(database, 'two', async () => 'done')).toBe('done')
})

test('work that throws leaves the lock free', async () => {
  const failing = withLock(database, 'three', () => Promise.reject(new Error('expected by the test')))
  await expect(failing).rejects.toThrow('expected by the test')
  expect(await withLock(database, 'three', async () => 'done')).toBe('done')
})

test('a lock taken by a transaction ends with it', async () => {
  await database.prisma.$transaction(async (tx) => {
    await lockForTransaction(tx, 'four')
    expect(await withLockIfFree(database, 'four', async () => 'done')).toBeUndefined()
  })
  expect(await withLockIfFree(database, 'four', async () => 'done')).toBe('done')
})
