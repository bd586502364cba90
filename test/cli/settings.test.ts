import { spawnSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

function maillon(...args: string[]) {
  const run = spawnSync('./maillon', args, {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: database.url }
  })
  return { code: run.status, out: run.stdout.trim(), error: run.stderr.trim() }
}

test('a setting has a default, takes a value and goes back', () => {
  expect(maillon('settings', 'get', 'firm.zone').out).toBe('Europe/Paris')
  expect(maillon('settings', 'set', 'firm.zone', 'America/Montreal').code).toBe(0)
  expect(JSON.parse(maillon('settings', 'get', 'firm.zone', '--json').out)).toEqual({ 'firm.zone': 'America/Montreal' })
  maillon('settings', 'set', 'firm.zone')
  expect(maillon('settings', 'get', 'firm.zone').out).toBe('Europe/Paris')
})

test('changing one setting leaves the others as they are', () => {
  maillon('settings', 'set', 'firm.country', 'CA')
  maillon('settings', 'set', 'firm.zone', 'America/Toronto')
  expect(maillon('settings', 'get', 'firm.country').out).toBe('CA')
  maillon('settings', 'set', 'firm.country')
  maillon('settings', 'set', 'firm.zone')
})

test('all settings are shown together', () => {
  expect(JSON.parse(maillon('--json', 'settings', 'get').out)).toMatchObject({
    'firm.country': 'FR',
    'firm.language': 'fr'
  })
})

test('a value that does not fit and a setting that is none are wrong usage, told in one sentence', () => {
  const value = maillon('settings', 'set', 'firm.zone', 'Mars/Base')
  expect(value).toEqual({
    code: 2,
    out: '',
    error: '"Mars/Base" is no value for firm.zone: time zone, such as Europe/Paris.'
  })
  const key = maillon('settings', 'get', 'firm.motto')
  expect(key.code).toBe(2)
  expect(key.error).toMatch(/^There is no setting "firm.motto"; there are: firm\.name, /)
})
