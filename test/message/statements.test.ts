import { describe, expect, test } from 'vitest'
import { findStatements } from '#src/message/statements.ts'
import { run } from '#test/eval/statements.ts'

function find(text: string) {
  return findStatements(text, 'fr', '2024-05-03T08:00:00Z')
}

describe('what clients say of themselves', () => {
  test('the whole set of sentences is judged right, the ones that state nothing first of all', async () => {
    expect((await run()).wrong).toEqual([])
  })

  test('comes with the sentence as written, though the mail wraps it', () => {
    expect(find('Bonjour,\n\nMerci pour tout. Mon anniversaire est le\n14 mai. À bientôt')).toEqual([
      { key: 'birthday', value: '--05-14', sentence: 'Mon anniversaire est le 14 mai.' }
    ])
  })

  test('quoted lines are not theirs', () => {
    expect(find('> Mon anniversaire est le 14 mai.\nAh bon !')).toEqual([])
  })

  test('one mail may say several things, each once', () => {
    const text = "J'ai déménagé à Lyon. Merci de m'écrire en anglais. J'ai déménagé à Lyon !"
    expect(find(text).map(({ key, value }) => [key, value])).toEqual([
      ['move', 'Lyon'],
      ['language', 'en']
    ])
  })

  test('a date that can be read two ways is left out', () => {
    expect(findStatements('My date of birth is 03/05/1982.', 'en', null)).toEqual([])
  })

  test('a day that does not exist is left out', () => {
    expect(find('Mon anniversaire est le 31 juin.')).toEqual([])
  })
})
