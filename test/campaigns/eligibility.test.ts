import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { Definition } from '#src/campaigns/definition.ts'
import { missingFields, refusalOf, type EligibilityFacts } from '#src/campaigns/eligibility.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { explain, REFUSAL_CODES, refuse } from '#src/campaigns/refusals.ts'

const marketing = Definition.parse(readyMade('reactivation')?.definition)
const service = Definition.parse(readyMade('unanswered')?.definition)
const until = Temporal.PlainDate.from('2026-05-01')
const willing: EligibilityFacts = {
  clientState: 'active',
  address: 'claire@example.org',
  missing: [],
  consent: { kind: 'valid', basis: 'express', until: null },
  suppressedBy: null,
  bounced: false,
  isInAudience: true,
  sentToMerged: false,
  since: { replied: false, purchased: false, met: false },
  earlierStepsSent: true,
  rival: null,
  mailsBefore: { in7Days: 0, in30Days: 0 },
  budgetLeft: null,
  offerCost: 0,
  isHeldOut: false
}

test('nothing stands against a willing client', () => {
  expect(refusalOf(willing, marketing)).toBeNull()
})

describe('each refusal has its code (H4, H5, H6)', () => {
  const cases: [string, Partial<EligibilityFacts>][] = [
    ['deleted', { clientState: 'erased' }],
    ['merged', { clientState: 'merged' }],
    ['not-a-client', { clientState: 'suggested' }],
    ['no-address', { address: null }],
    ['suppressed', { suppressedBy: 'unsubscribed' }],
    ['bounced', { bounced: true }],
    ['no-consent', { consent: { kind: 'none' } }],
    ['no-consent', { consent: { kind: 'withdrawn', on: until } }],
    ['consent-expired', { consent: { kind: 'expired', basis: 'purchase', until } }],
    ['not-in-audience', { isInAudience: false }],
    ['already-sent', { sentToMerged: true }],
    ['replied', { since: { replied: true, purchased: false, met: false } }],
    ['purchased', { since: { replied: false, purchased: true, met: false } }],
    ['met', { since: { replied: false, purchased: false, met: true } }],
    ['step-not-sent', { earlierStepsSent: false }],
    ['missing-field', { missing: ['name'] }],
    ['collision', { rival: 'birthday' }],
    ['capped', { mailsBefore: { in7Days: 1, in30Days: 1 } }],
    ['capped', { mailsBefore: { in7Days: 0, in30Days: 3 } }],
    ['budget', { budgetLeft: 0 }],
    ['budget', { budgetLeft: 400, offerCost: 500 }],
    ['hold-out', { isHeldOut: true }]
  ]
  test.each(cases)('%s', (code, change) => {
    expect(refusalOf({ ...willing, ...change }, marketing)?.code).toBe(code)
  })
})

test('service mail needs no marketing consent and counts in no cap, but suppression holds for it too', () => {
  const unasked = {
    ...willing,
    consent: { kind: 'none' } as const,
    mailsBefore: { in7Days: 9, in30Days: 9 },
    rival: 'birthday'
  }
  expect(refusalOf(unasked, service)).toBeNull()
  expect(refusalOf({ ...unasked, suppressedBy: 'complaint' }, service)?.code).toBe('suppressed')
})

test('what the owner says does not stop a sequence does not', () => {
  const onlyPurchases = Definition.parse({ ...marketing, stopsOn: ['purchase'] })
  const replied = { ...willing, since: { replied: true, purchased: false, met: false } }
  expect(refusalOf(replied, onlyPurchases)).toBeNull()
})

test('the hold-out is asked last, so that those held out are otherwise like those written to (H11)', () => {
  expect(refusalOf({ ...willing, isHeldOut: true, consent: { kind: 'none' } }, marketing)?.code).toBe('no-consent')
  expect(refusalOf({ ...willing, isHeldOut: true, budgetLeft: 0 }, marketing)?.code).toBe('budget')
})

test('a required fact that is empty is named', () => {
  const [step] = marketing.steps
  if (!step) throw new Error('a definition has at least one step')
  const needy = { ...step, requires: ['name' as const, 'years' as const] }
  expect(missingFields(needy, { name: '', years: 3 })).toEqual(['name'])
  expect(missingFields(needy, { name: 'Claire', years: null })).toEqual(['years'])
})

test('every code has a sentence in both languages, and leaves no gap open', () => {
  for (const code of REFUSAL_CODES)
    for (const language of ['fr', 'en'] as const) {
      const sentence = explain(refuse(code, 'name, 7'), language)
      expect(sentence).toMatch(/^\p{Lu}.+\.$/u)
      expect(sentence).not.toContain('{')
    }
  expect(explain(refuse('missing-field', 'name'), 'fr')).toContain('le nom')
})
