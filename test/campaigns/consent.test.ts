import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { consentOn, jurisdictionOf, type ConsentFacts } from '#src/campaigns/consent.ts'

const nothing: ConsentFacts = {
  entries: [],
  lastPurchaseOn: null,
  lastInquiryOn: null,
  lastContactOn: null,
  toldAtCollection: false
}

describe('in Canada (J2)', () => {
  test('a purchase allows two years, to the day', () => {
    const facts = { ...nothing, lastPurchaseOn: day('2024-05-12') }
    expect(consentOn(day('2026-05-12'), facts, 'canada')).toMatchObject({ kind: 'valid', basis: 'purchase' })
    expect(consentOn(day('2026-05-13'), facts, 'canada')).toMatchObject({ kind: 'expired', until: day('2026-05-12') })
  })

  test('what the ledger says rests on a purchase or an inquiry ends like them', () => {
    const facts = { ...nothing, entries: [given('inquiry', '2026-01-10')] }
    expect(consentOn(day('2026-07-10'), facts, 'canada').kind).toBe('valid')
    expect(consentOn(day('2026-07-11'), facts, 'canada').kind).toBe('expired')
  })

  test('an inquiry allows six months, and month ends clamp', () => {
    const facts = { ...nothing, lastInquiryOn: day('2026-08-31') }
    expect(consentOn(day('2027-02-28'), facts, 'canada').kind).toBe('valid')
    expect(consentOn(day('2027-03-01'), facts, 'canada').kind).toBe('expired')
  })

  test('express consent has no limit', () => {
    const facts = { ...nothing, entries: [given('express', '2015-01-01')] }
    expect(consentOn(day('2035-01-01'), facts, 'canada')).toEqual({ kind: 'valid', basis: 'express', until: null })
  })

  test('the ground that lasts longest counts', () => {
    const facts = { ...nothing, lastPurchaseOn: day('2025-01-10'), lastInquiryOn: day('2026-06-01') }
    expect(consentOn(day('2026-07-01'), facts, 'canada')).toMatchObject({ basis: 'purchase', until: day('2027-01-10') })
  })
})

describe('in France and the EU (J3)', () => {
  test('being a client is not enough: they must have been told at collection', () => {
    const facts = { ...nothing, lastPurchaseOn: day('2026-01-10'), lastContactOn: day('2026-01-10') }
    expect(consentOn(day('2026-05-12'), facts, 'europe')).toEqual({ kind: 'none' })
    expect(consentOn(day('2026-05-12'), { ...facts, toldAtCollection: true }, 'europe')).toMatchObject({
      kind: 'valid',
      basis: 'existing-client'
    })
  })

  test('three years without contact by them end it, and a contact renews it', () => {
    const facts = { ...nothing, entries: [given('express', '2022-03-01')] }
    expect(consentOn(day('2025-03-01'), facts, 'europe').kind).toBe('valid')
    expect(consentOn(day('2025-03-02'), facts, 'europe').kind).toBe('expired')
    expect(consentOn(day('2025-03-02'), { ...facts, lastContactOn: day('2024-12-24') }, 'europe')).toMatchObject({
      kind: 'valid',
      until: day('2027-12-24')
    })
  })

  test('having written to us allows nothing by itself', () => {
    const facts = { ...nothing, lastInquiryOn: day('2026-05-01'), lastContactOn: day('2026-05-01') }
    expect(consentOn(day('2026-05-12'), facts, 'europe')).toEqual({ kind: 'none' })
  })
})

describe('a withdrawal', () => {
  test.each(['canada', 'europe'] as const)(
    'stands against a later purchase, until consent is given again (%s)',
    (law) => {
      const withdrawn = { state: 'withdrawn', basis: 'express', on: day('2026-01-01') } as const
      const facts = {
        ...nothing,
        entries: [given('express', '2025-01-01'), withdrawn],
        lastPurchaseOn: day('2026-02-01'),
        toldAtCollection: true
      }
      expect(consentOn(day('2026-05-12'), facts, law)).toEqual({ kind: 'withdrawn', on: day('2026-01-01') })
      const again = { ...facts, entries: [...facts.entries, given('express', '2026-03-01')] }
      expect(consentOn(day('2026-05-12'), again, law)).toMatchObject({ kind: 'valid', basis: 'express' })
    }
  )
})

test('Canada and Québec write under CASL; every other country under the stricter European rules', () => {
  expect(['CA', 'ca-qc', 'FR', 'BE', 'US'].map(jurisdictionOf)).toEqual([
    'canada',
    'canada',
    'europe',
    'europe',
    'europe'
  ])
})

function given(basis: 'express' | 'inquiry', on: string): ConsentFacts['entries'][number] {
  return { state: 'given', basis, on: day(on) }
}

function day(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text)
}
