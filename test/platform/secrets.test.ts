import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '#src/platform/database/database.ts'
import { forgetKey, openSecrets, secretsOf } from '#src/platform/secrets.ts'
import { testDatabase } from '#test/setup/database.ts'

let database: Database
let dataFolder: string
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  await database.prisma.setting.deleteMany()
  dataFolder = mkdtempSync(join(tmpdir(), 'maillon-key-'))
})
afterEach(() => rmSync(dataFolder, { recursive: true }))

const open = (key?: string) => openSecrets({ dataFolder, key }, database.prisma)
const keyFile = () => join(dataFolder, 'key')

test('a sealed text opens again, for its own place only, and never looks the same twice', () => {
  const secrets = secretsOf(Buffer.alloc(32, 1))
  const sealed = secrets.seal('mot de passé', 'mailbox:1')
  expect(sealed).not.toContain('mot')
  expect(secrets.seal('mot de passé', 'mailbox:1')).not.toBe(sealed)
  expect(secrets.unseal(sealed, 'mailbox:1')).toBe('mot de passé')
  expect(() => secrets.unseal(sealed, 'mailbox:2')).toThrow('mailbox:2 cannot be decrypted')
})

test('a sealed text that was changed or cut does not open', () => {
  const secrets = secretsOf(Buffer.alloc(32, 1))
  const sealed = secrets.seal('secret', 'mailbox:1')
  const other = sealed[20] === 'A' ? 'B' : 'A'
  for (const damaged of [sealed.slice(0, 20) + other + sealed.slice(21), sealed.slice(0, 12), 'v1.', 'nonsense'])
    expect(() => secrets.unseal(damaged, 'mailbox:1')).toThrow('cannot be decrypted')
})

test('a hash depends on key, purpose and text', () => {
  const one = secretsOf(Buffer.alloc(32, 1))
  const two = secretsOf(Buffer.alloc(32, 2))
  const hashes = [one.hash('a', 'x'), one.hash('a', 'y'), one.hash('b', 'x'), two.hash('a', 'x')]
  expect(new Set(hashes).size).toBe(4)
  expect(one.hash('a', 'x')).toBe(hashes[0])
})

test('the key file is made at the first start, for its owner alone, and used again', async () => {
  const sealed = (await open()).seal('secret', 'p')
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  expect((await open()).unseal(sealed, 'p')).toBe('secret')
})

test('two first starts at once use one key', async () => {
  const [one, two] = await Promise.all([open(), open()])
  expect(two.unseal(one.seal('secret', 'p'), 'p')).toBe('secret')
})

test('a key from the environment is taken in base64 and in hex, and makes no file', async () => {
  const key = Buffer.alloc(32, 7)
  const sealed = (await open(key.toString('base64'))).seal('secret', 'p')
  expect((await open(key.toString('hex'))).unseal(sealed, 'p')).toBe('secret')
  expect(() => readFileSync(keyFile())).toThrow('ENOENT')
})

test('a lost key is explained, not replaced', async () => {
  await open()
  rmSync(keyFile())
  await expect(open()).rejects.toMatchObject({ code: 'key-lost' })
  expect(() => readFileSync(keyFile())).toThrow('ENOENT')
})

test('another key is refused until the former one is given up', async () => {
  await open()
  writeFileSync(keyFile(), Buffer.alloc(32, 9).toString('base64'))
  await expect(open()).rejects.toMatchObject({ code: 'key-other' })
  await forgetKey(database.prisma)
  expect((await open()).unseal((await open()).seal('secret', 'p'), 'p')).toBe('secret')
})

test('a key that is none is refused', async () => {
  await expect(open('short')).rejects.toMatchObject({ code: 'bad-key' })
})
