import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { globalFlags } from '#src/cli/context.ts'
import { table } from '#src/cli/output.ts'

test('the global flags may stand anywhere on the line, and are taken out of it', () => {
  const expected = { flags: { json: true, settings: { MAILLON_DATA: 'x' } }, rest: ['settings', 'get', 'firm.name'] }
  expect(globalFlags(['--json', '--data', 'x', 'settings', 'get', 'firm.name'])).toEqual(expected)
  expect(globalFlags(['settings', 'get', '--data=x', 'firm.name', '--json'])).toEqual(expected)
})

test('after a double dash nothing is a flag', () => {
  expect(globalFlags(['settings', 'set', 'firm.name', '--', '--json']).rest).toEqual([
    'settings',
    'set',
    'firm.name',
    '--',
    '--json'
  ])
})

test('a folder that is not named is wrong usage', () => {
  expect(() => globalFlags(['settings', '--data'])).toThrow('--data needs the name of a folder.')
  const run = spawnSync('./maillon', ['settings', 'get', '--data'], { encoding: 'utf8' })
  expect([run.status, run.stderr]).toEqual([2, '--data needs the name of a folder.\n'])
})

test('wrong settings from outside are told before anything is opened', () => {
  const environment = { ...process.env, MAILLON_PORT: 'many', DATABASE_URL: 'nowhere' }
  const run = spawnSync('./maillon', ['settings', 'get'], { encoding: 'utf8', env: environment })
  expect(run.status).toBe(1)
  expect(run.stderr).toMatch(/^Mend these settings: DATABASE_URL must be .*; MAILLON_PORT must be .*\.\n$/)
})

test('a reader who leaves early is no fault', async () => {
  const program = spawn('./maillon', ['--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  program.stdout.destroy()
  const [code] = await once(program, 'exit')
  expect(code).toBe(0)
})

test('a table aligns its columns and says so where it is empty', () => {
  const rows = [
    ['a', 'long value'],
    ['longer key', 'b']
  ]
  expect(table(['key', 'value'], rows, 'Nothing.')).toBe('key         value\na           long value\nlonger key  b')
  expect(table(['key', 'value'], [], 'Nothing.')).toBe('Nothing.')
})
