import { describe, expect, test } from 'vitest'
import type { Field } from '#src/clients/fields/definition.ts'
import { EVERYONE, type Condition } from '#src/insights/condition.ts'
import type { Knowing, Line } from '#src/insights/lines/line.ts'
import { LANGUAGES, type Language } from '#src/platform/i18n.ts'
import { conditionOfLines, linesOf } from '#src/insights/lines/lines.ts'

function field(key: string, type: Field['type'], more: Partial<Field> = {}): Field {
  const label = { fr: key, en: key }
  return { key, label, type, choices: [], subject: 'client', currency: null, position: 0, isReadyMade: false, ...more }
}

const KNOWING: Knowing = {
  currency: 'EUR',
  language: 'fr',
  fields: [
    field('children', 'number'),
    field('trade', 'text'),
    field('pro', 'yes-no'),
    field('rent', 'money', { currency: 'EUR' }),
    field('moved', 'date'),
    field('profile', 'choice')
  ]
}

function line(kind: Line['kind'], blanks: Line['blanks'] = {}, is: Line['is'] = 'yes'): Line {
  return { kind, is, blanks }
}

function told(lines: Line[], join: 'all' | 'any' = 'all', language: Language = 'fr') {
  const understood = conditionOfLines({ join, lines }, { ...KNOWING, language })
  return understood.kind === 'right' ? understood.condition : Object.fromEntries(understood.faults)
}

/** One of each that a form can say. */
const SAYABLE: Condition[] = [
  { kind: 'tag', is: ['vip', 'salon'] },
  { kind: 'tier', is: ['A', 'B'] },
  { kind: 'bought', atLeast: 2, brands: ['Iris'], period: { withinDays: 365 } },
  { kind: 'bought', atMost: 0 },
  { kind: 'spent', currency: 'EUR', atLeast: 50_050, atMost: 100_000, types: ['vélo', 'casque'] },
  { kind: 'first-purchase', period: { olderThanDays: 730 } },
  { kind: 'last-purchase', period: { withinDays: 90 } },
  { kind: 'late' },
  { kind: 'last-mail', direction: 'in', period: { olderThanDays: 30 } },
  { kind: 'consent', purpose: 'marketing', is: 'given' },
  { kind: 'birthday-month', is: [1, 12] },
  { kind: 'city', is: ['Nantes'] },
  { kind: 'company' },
  { kind: 'company', is: ['Atelier Brun'] },
  { kind: 'language', is: ['fr', null] },
  { kind: 'value', currency: 'EUR', atLeast: 20_000 },
  { kind: 'chance-alive', atMost: 0.505 },
  { kind: 'field', key: 'children', atLeast: 2 },
  { kind: 'field', key: 'children', atLeast: 1.125, atMost: 1500 },
  { kind: 'field', key: 'trade' },
  { kind: 'field', key: 'trade', is: ['notaire'] },
  { kind: 'field', key: 'pro', is: [true] },
  { kind: 'field', key: 'rent', atMost: 75_050 },
  { kind: 'field', key: 'moved', atLeast: '2026-01-31' },
  { kind: 'field', key: 'profile', is: ['architect'] }
]

describe('a condition as lines', () => {
  test.each(SAYABLE)('has blanks for each fact of a form and reads the same again: %j', (fact) => {
    for (const part of [fact, { kind: 'not', of: fact } as const])
      for (const language of LANGUAGES) {
        const { lines } = linesOf(part, { ...KNOWING, language })
        expect(lines.map(({ kind }) => kind)).not.toContain('whole')
        expect(told(lines, 'all', language)).toEqual({ kind: 'all', of: [part] })
      }
  })

  test('keeps what a form cannot say whole, also denied', () => {
    const parts: Condition[] = [
      { kind: 'any', of: [{ kind: 'late' }, { kind: 'tag', is: ['a'] }] },
      { kind: 'not', of: { kind: 'rfm', money: [5] } },
      { kind: 'spent', currency: 'CAD', atLeast: 1 },
      { kind: 'bought', atLeast: 1, period: { from: '2026-01-01' } },
      { kind: 'bought', atLeast: 1, channels: ['web'] },
      { kind: 'consent', purpose: 'news', is: 'given' },
      { kind: 'tag', is: ['a, b'] },
      { kind: 'field', key: 'gone', is: ['x'] },
      { kind: 'field', key: 'rent', atLeast: 10.5 },
      { kind: 'chance-alive', atLeast: 0.12345 }
    ]
    const { lines } = linesOf({ kind: 'all', of: parts }, KNOWING)
    expect(lines.map(({ kind }) => kind)).toEqual(parts.map(() => 'whole'))
    expect(told(lines)).toEqual({ kind: 'all', of: parts })
  })

  test('keeps how its lines are joined; one alone needs no joining, none is everyone', () => {
    const any: Condition = { kind: 'any', of: [{ kind: 'late' }, { kind: 'tier', is: ['A'] }] }
    expect(told(linesOf(any, KNOWING).lines, linesOf(any, KNOWING).join)).toEqual(any)
    expect(told([line('late')], 'any')).toEqual({ kind: 'all', of: [{ kind: 'late' }] })
    expect(told([], 'any')).toEqual(EVERYONE)
  })
})

describe('what people write', () => {
  test('is read with commas, blanks and signs as they come', () => {
    expect(told([line('tag', { words: ' #vip , salon,' })])).toEqual({
      kind: 'all',
      of: [{ kind: 'tag', is: ['vip', 'salon'] }]
    })
    expect(told([line('spent', { atLeast: '1 234,50 €' })])).toMatchObject({ of: [{ atLeast: 123_450 }] })
    expect(told([line('chance-alive', { atLeast: '50 %' })])).toMatchObject({ of: [{ atLeast: 0.5 }] })
  })

  test('has its numbers read as the reader’s language writes them', () => {
    const both = (one: Line) => [told([one], 'all', 'fr'), told([one], 'all', 'en')]
    const bound = (atLeast: number) => ({ of: [{ atLeast }] })
    expect(both(line('spent', { atLeast: '1,500.50' }))).toMatchObject([bound(150_050), bound(150_050)])
    expect(both(line('spent', { atLeast: '1,500' }))).toMatchObject([{ 0: 'amount' }, bound(150_000)])
    expect(both(line('spent', { atLeast: '1.500' }))).toMatchObject([{ 0: 'amount' }, { 0: 'amount' }])
    expect(both(line('bought', { atLeast: '1,500' }))).toMatchObject([{ 0: 'number' }, bound(1500)])
    expect(both(line('field', { field: 'children', atLeast: '1,500' }))).toMatchObject([bound(1.5), bound(1500)])
    expect(both(line('field', { field: 'children', atLeast: '1.500' }))).toMatchObject([{ 0: 'number' }, bound(1.5)])
    expect(both(line('field', { field: 'rent', atLeast: '1 500,5' }))).toMatchObject([bound(150_050), bound(150_050)])
    expect(both(line('chance-alive', { atLeast: '12,5 %' }))).toMatchObject([bound(0.125), bound(0.125)])
  })

  test.each([
    [line('tag'), 'words'],
    [line('tier', { choices: 'D' }), 'choice'],
    [line('bought', { atLeast: 'beaucoup' }), 'number'],
    [line('bought'), 'bound'],
    [line('bought', { atLeast: '5', atMost: '2' }), 'order'],
    [line('spent', { atLeast: '1.2.3' }), 'amount'],
    [line('last-purchase', { side: 'within', days: '-1' }), 'days'],
    [line('last-purchase', { side: 'within' }), 'days'],
    [line('field', { field: 'gone' }), 'field'],
    [line('field', { field: 'moved', atLeast: '31/01/2026' }), 'day'],
    [line('whole', { json: '{"kind":"rubbish"}' }), 'whole'],
    [line('whole', { json: 'nonsense' }), 'whole']
  ] as const)('that makes no sense is named line by line: %j', (wrong, fault) => {
    expect(told([line('late'), wrong])).toEqual({ 1: fault })
  })

  test('is refused where there are more lines than a condition may have', () => {
    expect(told(Array.from({ length: 120 }, () => line('late')))).toEqual({ 119: 'whole' })
  })
})
