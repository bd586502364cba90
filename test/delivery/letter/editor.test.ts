import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import {
  copyLetter,
  LETTER_FIELDS,
  listLetters,
  readLetter,
  restoreLetter,
  saveLetter,
  showLetter
} from '#src/delivery/letter/editor.ts'
import { isKnownField } from '#src/delivery/letter/fields.ts'
import { letterText } from '#src/delivery/letter/library.ts'
import { testDatabase } from '#test/setup/database.ts'

const { prisma: db } = await testDatabase()
const writer = { by: 'zoe', now: Temporal.Instant.from('2026-05-12T09:00:00Z') }
const key = { name: 'birthday', language: 'fr' as const }
const own = 'subject: Bonne fête\r\n---\r\n<mj-text>{{greeting}} !</mj-text>\r\n'

beforeEach(async () => {
  await db.letterTemplate.deleteMany()
})

test('a letter is listed as shipped until it is saved, and each version is kept', async () => {
  const find = async () => (await listLetters(db)).find(({ name }) => name === 'birthday')
  expect(await find()).toMatchObject({ isShipped: true, states: { fr: { kind: 'shipped' } } })
  expect(await saveLetter(db, { ...key, ...writer, source: own })).toEqual({ kind: 'saved', version: 1 })
  expect(await find()).toMatchObject({ states: { fr: { kind: 'own', version: 1 }, en: { kind: 'shipped' } } })
  const letter = await readLetter(db, key)
  expect(letter.source).toBe(own.replaceAll('\r\n', '\n'))
  expect(letter.shipped).toContain('anniversaire')
  expect(letter.versions).toMatchObject([{ version: 1, savedBy: 'zoe' }])
})

test('a letter with a fault is not saved, and the fault has its line', async () => {
  const source = 'subject: Bonne fête\n---\n<mj-text>{{greeting}}</mj-text>\n<mj-text>{{client.shoes}}</mj-text>'
  expect(await saveLetter(db, { ...key, ...writer, source })).toMatchObject({
    kind: 'wrong',
    faults: [{ line: 4, message: { fr: expect.stringContaining('{{client.shoes}}') } }]
  })
  expect(await db.letterTemplate.count()).toBe(0)
})

test('an earlier version and the letter as it came can be taken back', async () => {
  await saveLetter(db, { ...key, ...writer, source: own })
  await saveLetter(db, { ...key, ...writer, source: own.replace('Bonne fête', 'Votre jour') })
  expect(await restoreLetter(db, key, { ...writer, version: 1 })).toBe(3)
  expect((await readLetter(db, key)).source).toContain('Bonne fête')
  expect(await restoreLetter(db, key, { ...writer, version: null })).toBe(4)
  expect(await readLetter(db, key)).toMatchObject({ state: { kind: 'shipped' } })
  await expect(restoreLetter(db, key, { ...writer, version: 9 })).rejects.toMatchObject({ code: 'no-such-version' })
})

test('a letter of one’s own in one language stands in for the other', async () => {
  const source = own.replace('Bonne fête', 'Foire')
  await saveLetter(db, { name: 'foire', language: 'fr', ...writer, source })
  expect(await letterText(db, { name: 'foire', language: 'en' })).toMatchObject({ language: 'fr' })
  expect((await listLetters(db)).at(-1)).toMatchObject({ name: 'foire', title: null, states: { en: { kind: 'none' } } })
  await expect(saveLetter(db, { name: 'Foire !', language: 'fr', ...writer, source })).rejects.toMatchObject({
    code: 'letter-name'
  })
})

test('a copy starts a letter in both languages, and does not run over one that is there', async () => {
  await copyLetter(db, 'note', 'fete-des-meres', writer)
  await saveLetter(db, { name: 'fete-des-meres', language: 'fr', ...writer, source: own })
  await copyLetter(db, 'note', 'fete-des-meres', writer)
  expect((await readLetter(db, { name: 'fete-des-meres', language: 'fr' })).source).toContain('Bonne fête')
  expect((await readLetter(db, { name: 'fete-des-meres', language: 'en' })).source).toContain('A word for you')
})

test('a pinned version is read whatever was saved since', async () => {
  await saveLetter(db, { ...key, ...writer, source: own })
  await saveLetter(db, { ...key, ...writer, source: own.replace('Bonne fête', 'Votre jour') })
  expect((await letterText(db, key, 1)).source).toContain('Bonne fête')
  expect((await letterText(db, key, 0)).source).toContain('Joyeux anniversaire')
  expect((await letterText(db, key)).source).toContain('Votre jour')
})

test('what is being edited is shown with an example, or its faults are', async () => {
  expect(await showLetter(own, 'fr')).toMatchObject({ kind: 'letter', letter: { subject: 'Bonne fête' } })
  expect(await showLetter('Bonne fête', 'fr')).toMatchObject({ kind: 'wrong', faults: [{ line: 1 }] })
})

test('every field of the list is one that letters know', () => {
  expect(LETTER_FIELDS.filter(({ path }) => !isKnownField(path))).toEqual([])
})
