import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { version } from '#src/platform/package.ts'

test('the command tells its version', () => {
  expect(execFileSync('./maillon', ['--version'], { encoding: 'utf8' }).trim()).toBe(version)
})

test('an unknown verb is wrong usage: exit code 2 and one sentence on stderr', () => {
  const run = spawnSync('./maillon', ['frobnicate'], { encoding: 'utf8' })
  expect(run.status).toBe(2)
  expect(run.stderr.trim().split('\n')).toHaveLength(1)
})
