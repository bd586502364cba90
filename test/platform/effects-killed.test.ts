import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { recordEffects } from '#src/platform/effects.ts'
import { seededRandom } from '#src/platform/random.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

/** Runs effects in a process of its own. @param killAfter effects begun, or undefined to let it end by itself */
async function runProcess(killAfter: number | undefined): Promise<void> {
  const args = ['--import', 'tsx', '--conditions=maillon-source', 'test/platform/effect-runner.ts']
  const program = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = once(program, 'exit')
  let begun = 0
  for await (const _line of createInterface(program.stdout)) if (++begun === killAfter) program.kill('SIGKILL')
  await ended
}

test('a program killed ten times at random runs each effect to its end once, in order', async () => {
  const random = seededRandom(20_260_301)
  const keys = Array.from({ length: 300 }, (_, n) => `test.${n}`)
  await recordEffects(
    database.prisma,
    keys.map((key, n) => ({ kind: 'count', key, orderKey: `thread-${n % 20}`, payload: { key } }))
  )
  for (let kill = 0; kill < 10; kill++) await runProcess(1 + random.below(25))
  await runProcess(undefined)
  const rows = await database.prisma.setting.findMany({ where: { key: { startsWith: 'test.' } } })
  expect(rows.filter((row) => row.value !== 1)).toEqual([])
  expect(rows).toHaveLength(keys.length)
  expect(await database.prisma.effect.count({ where: { state: 'done', attempts: 1 } })).toBe(keys.length)
  const disordered = await database.prisma.$queryRaw`
    SELECT earlier.key FROM effect AS earlier JOIN effect AS later USING (order_key)
    WHERE earlier.position < later.position AND earlier.done_at > later.done_at`
  expect(disordered).toEqual([])
})
