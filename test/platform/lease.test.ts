import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { holderId } from '#src/platform/holder.ts'
import { dropLeases, dropLeasesOfDead, leasesHeld, renewLeases, takeLeases } from '#src/platform/lease.ts'
import { secureRandom } from '#src/platform/random.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  await database.prisma.lease.deleteMany()
})

const runOut = () => database.prisma.lease.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })

test('a lease has one holder, who may take it again', async () => {
  expect(await takeLeases(database.prisma, ['a', 'b'], 'one')).toEqual(['a', 'b'])
  expect(await takeLeases(database.prisma, ['b', 'c'], 'two')).toEqual(['c'])
  expect(await takeLeases(database.prisma, ['a'], 'one')).toEqual(['a'])
  expect(await leasesHeld(database.prisma, '')).toEqual([
    { name: 'a', holder: 'one' },
    { name: 'b', holder: 'one' },
    { name: 'c', holder: 'two' }
  ])
})

test('a lease that ran out is taken over, and its old holder learns that it is lost', async () => {
  await takeLeases(database.prisma, ['a'], 'one')
  await runOut()
  expect(await takeLeases(database.prisma, ['a'], 'two')).toEqual(['a'])
  expect(await renewLeases(database.prisma, ['a'], 'one')).toEqual([])
})

test('a holder that was away too long has lost its lease even where nobody took it', async () => {
  await takeLeases(database.prisma, ['a'], 'one')
  await runOut()
  expect(await renewLeases(database.prisma, ['a'], 'one')).toEqual([])
  expect(await leasesHeld(database.prisma, 'a')).toEqual([])
})

test('a lease that is given up is free at once; another holder cannot give it up', async () => {
  await takeLeases(database.prisma, ['a'], 'one')
  await dropLeases(database.prisma, ['a'], 'two')
  expect(await takeLeases(database.prisma, ['a'], 'two')).toEqual([])
  await dropLeases(database.prisma, ['a'], 'one')
  expect(await takeLeases(database.prisma, ['a'], 'two')).toEqual(['a'])
})

test('of many processes that ask at once each lease goes to one', async () => {
  const names = Array.from({ length: 30 }, (_, n) => `mailbox:${n}`)
  const holders = Array.from({ length: 8 }, () => holderId(secureRandom))
  const taken = await Promise.all(holders.map((holder) => takeLeases(database.prisma, names, holder)))
  expect(taken.flat().toSorted()).toEqual(names.toSorted())
})

test('what a killed process of this machine held is free, and nothing else', async () => {
  const ended = spawnSync(process.execPath, ['--version']).pid
  const own = holderId(secureRandom)
  const dead = own.replace(`:${process.pid}:`, `:${ended}:`)
  const elsewhere = dead.replace(hostname(), 'another-machine')
  const unknown = 'a holder of an earlier version'
  const leases = { a: own, b: dead, c: elsewhere, d: unknown }
  for (const [name, holder] of Object.entries(leases)) await takeLeases(database.prisma, [name], holder)
  await dropLeasesOfDead(database.prisma)
  expect((await leasesHeld(database.prisma, '')).map(({ name }) => name)).toEqual(['a', 'c', 'd'])
})
