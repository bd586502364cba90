import { expect, test } from 'vitest'
import { tidied, wordsOf } from '#src/delivery/letter/words.ts'

test('the words of a letter keep its tags, and show links where they differ from what they say', () => {
  const html =
    '<html><head><style>p { color: red }</style></head><body><h1>{{greeting}}</h1>{{#if years}}<div>{{years}} ans</div>{{/if}}' +
    '<p>Un <a href="{{links.shop}}">mot</a>, <a href="{{links.site}}">{{links.site}}</a><br />de &amp; par {{firm.name}}</p></body></html>'
  expect(tidied(wordsOf(html))).toBe(
    '{{greeting}}\n\n{{#if years}}\n\n{{years}} ans\n\n{{/if}}\n\n' +
      'Un mot [{{links.shop}}], {{links.site}}\nde & par {{firm.name}}'
  )
})

test('what was left empty leaves no gap', () => {
  expect(tidied('Bonjour \n\n\n\n  Un  mot \t de\u00a0nous. \n\n')).toBe('Bonjour\n\nUn mot de\u00a0nous.')
})

test('long lines break between words, and a long word stays whole', () => {
  const link = `[https://example.org/${'x'.repeat(80)}]`
  const words = Array.from({ length: 30 }, (_, index) => `mot${index}`).join(' ')
  const text = tidied(`${words}\n${link} fin`)
  expect(text.split('\n').every((line) => line.length <= 78 || line === link)).toBe(true)
  expect(text.replaceAll('\n', ' ')).toBe(`${words} ${link} fin`)
})
