import { describe, expect, test } from 'vitest'
import { keywordMeant, parseKeywords } from '#src/keywords/grammar.ts'
import { receiptText } from '#src/keywords/receipt.ts'
import { KEYWORDS } from '#src/keywords/table.ts'
import { foldWord, nearestName } from '#src/keywords/words.ts'

describe('the table of keywords', () => {
  test('no word stands for two keywords', () => {
    const names = KEYWORDS.flatMap((entry) => [...new Set(entry.names.map(foldWord))])
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([])
  })

  test.each(KEYWORDS.map((entry) => [entry.id, entry] as const))(
    '%s is understood as its own examples write it',
    (_, entry) => {
      const examples = [...entry.example.fr.split(' ou '), ...entry.example.en.split(' or ')]
      for (const example of examples.map((each) => each.replace(/ \(.*\)$/, ''))) {
        const [written, another] = parseKeywords(example, { tags: ['vip'] })
        expect(another).toBeUndefined()
        const isTag = written?.name === 'vip'
        expect(isTag ? 'tag' : keywordMeant(written?.name ?? '', {})?.id).toBe(entry.id)
      }
    }
  )

  test('case and accents do not count, the owner’s synonyms do', () => {
    expect(keywordMeant('ÉTIQUETTE', {})?.id).toBe('tag')
    expect(keywordMeant('etiquette', {})?.id).toBe('tag')
    expect(keywordMeant('tél', { synonyms: { tel: 'rappel' } })?.id).toBe('reminder')
    expect(keywordMeant('tel', {})).toBeNull()
  })
})

test.each([
  ['rapel', 'rappel'],
  ['ntoe', 'note'],
  ['anniversiare', 'anniversaire'],
  ['xyzzy', null],
  ['bonjour', null]
])('"%s" is near %s', (written, meant) => {
  expect(nearestName(written, ['rappel', 'note', 'anniversaire', 'vip', 'bon'])).toBe(meant)
})

describe('a receipt', () => {
  const act = { id: '1', messageId: '1', name: 'vip', value: '', state: 'done', wasSeen: false } as const
  const said = { fr: 'étiquette « vip » posée', en: 'label “vip” added' }

  test('tells in the member’s language what was done, what was not, and how to take it back', () => {
    const wrong = {
      ...act,
      name: 'rappel',
      value: 'bientôt',
      state: 'refused',
      said: { fr: 'x', en: 'start with the time' }
    } as const
    expect(receiptText([{ ...act, said }, wrong], 'en')).toBe(
      'Done:\n– label “vip” added\n\nNot done:\n– #rappel bientôt: start with the time\n\nTo take all of it back, answer this mail with #undo.\n'
    )
  })

  test('offers no undo where nothing was done', () => {
    expect(receiptText([{ ...act, state: 'not-understood', said }], 'fr')).not.toContain('#annuler')
  })

  test('warns that the words were seen only where they left the team', () => {
    expect(receiptText([{ ...act, said }], 'fr')).not.toContain('a pu les lire')
    expect(receiptText([{ ...act, said, wasSeen: true }], 'fr')).toContain('a pu les lire')
  })
})
