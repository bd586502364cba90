import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '#src/platform/config.ts'

let dataFolder: string
beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'maillon-config-'))
  writeFileSync(join(dataFolder, '.env'), 'MAILLON_PORT=4000\nMAILLON_HOST=0.0.0.0\n')
})
afterAll(() => rmSync(dataFolder, { recursive: true }))

test('without anything the defaults hold', () => {
  expect(readConfig({}, { MAILLON_DATA: '/nowhere/data' })).toEqual({
    dataFolder: '/nowhere/data',
    databaseUrl: undefined,
    redisUrl: undefined,
    key: undefined,
    logLevel: 'info',
    host: '127.0.0.1',
    port: 3600,
    publicUrl: 'http://localhost:3600',
    concurrency: 4
  })
})

test('a flag wins over the environment, which wins over the .env file of the data folder', () => {
  expect(readConfig({ MAILLON_DATA: dataFolder }, { MAILLON_DATA: '/other' })).toMatchObject({ dataFolder, port: 4000 })
  const config = readConfig({ MAILLON_PORT: '6000' }, { MAILLON_DATA: dataFolder, MAILLON_PORT: '5000' })
  expect(config).toMatchObject({ port: 6000, host: '0.0.0.0' })
})

test('an empty variable counts as not given', () => {
  expect(readConfig({}, { MAILLON_DATA: '/nowhere', DATABASE_URL: '', REDIS_URL: ' ' })).toMatchObject({
    databaseUrl: undefined,
    redisUrl: undefined
  })
})

test('all wrong settings are named at once, without what they hold', () => {
  const environment = { MAILLON_PORT: 'many', DATABASE_URL: 'mysql://me:secret@host/db', MAILLON_LOG_LEVEL: 'loud' }
  expect(() => readConfig({}, environment)).toThrow(
    'Mend these settings: DATABASE_URL must be an address such as postgresql://user:password@host:5432/maillon; ' +
      'MAILLON_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; ' +
      'MAILLON_PORT must be a whole number from 0 to 65535.'
  )
})

test('the public address loses its last slash', () => {
  expect(readConfig({}, { MAILLON_URL: 'https://crm.example.org/' }).publicUrl).toBe('https://crm.example.org')
})
