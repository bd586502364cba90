import { describe, expect, test } from 'vitest'
import { parseKeywords } from '#src/keywords/grammar.ts'

describe('F1: where a keyword stands', () => {
  test('at the top', () => {
    expect(parseKeywords('#vip\n\nBonjour Claire,')).toEqual([{ name: 'vip', value: '' }])
  })
  test('at the bottom, several on a line and several lines', () => {
    expect(parseKeywords('Bonjour\n\n#vip #rappel jeudi rappeler\n#pref livraison=mardi')).toEqual([
      { name: 'vip', value: '' },
      { name: 'rappel', value: 'jeudi rappeler' },
      { name: 'pref', value: 'livraison=mardi' }
    ])
  })
  test.each([
    ['inside a sentence', 'La commande #vip est partie.'],
    ['at the start of a sentence', '#vip est un bon client'],
    ['a number', '#123'],
    ['between two paragraphs', 'Bonjour\n#vip\nMerci'],
    ['in a quotation', '> #vip'],
    ['a slogan', '#merci à toute la bande']
  ])('%s it is text', (_, text) => {
    expect(parseKeywords(text)).toEqual([])
  })
  test('a number in a value belongs to the value', () => {
    expect(parseKeywords('#note voir facture #123')).toEqual([{ name: 'note', value: 'voir facture #123' }])
  })
})

describe('F1: what is not the writer’s own gives nothing', () => {
  test('a forward without comment', () => {
    const forward =
      '---------- Forwarded message ---------\nDe : Claire <claire@exemple.fr>\nSubject: x\n\nBonjour\n\n#vip'
    expect(parseKeywords(forward)).toEqual([])
    expect(parseKeywords(`#urgent\n\n${forward}`)).toEqual([{ name: 'urgent', value: '' }])
  })
  test('the copy of an older mail that was kept as new text', () => {
    const copy = 'De : Claire <claire@exemple.fr>\nEnvoyé : lundi 11 mars 2024\nÀ : Jean\nObjet : x\n\n#vip'
    expect(parseKeywords(copy)).toEqual([])
  })
  test('the owner’s synonym takes the value of what it stands for', () => {
    const synonyms = { tel: 'rappel', gold: 'clos' }
    expect(parseKeywords('#tel demain appeler', { synonyms })).toEqual([{ name: 'tel', value: 'demain appeler' }])
    expect(parseKeywords('#gold est un métal', { synonyms })).toEqual([])
  })
})
