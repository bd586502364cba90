import { describe, expect, test } from 'vitest'
import { letterData, type FillIn } from '#src/campaigns/sending/fill-in.ts'

const filled = (more: Partial<FillIn>) =>
  letterData({
    letter: { years: null, zone: 'Europe/Paris' },
    isRefusable: true,
    facts: facts([]),
    thread: null,
    coupon: null,
    language: 'fr',
    firm: { name: 'Atelier Lumen', postalAddress: '', email: 'contact@atelier-lumen.example' },
    links: { unsubscribe: null, preferences: null, opinion: null },
    ...more
  })

function facts(products: string[]): FillIn['facts'] {
  const known = { clientId: 'c', name: 'Zoé Girard', nameRank: 3, company: null, language: null, zone: null }
  return { ...known, address: null, products }
}

describe('what was bought is told as a sentence tells it', () => {
  test.each([
    [[], null],
    [['lampe Canut'], 'lampe Canut'],
    [['lampe Canut', 'ampoules'], 'lampe Canut et ampoules'],
    [['lampe Canut', 'ampoules', 'câble'], 'lampe Canut, ampoules et câble'],
    [['lampe Canut', 'ampoules', 'câble', 'prise'], 'lampe Canut, ampoules, câble…']
  ])('%j', (products, words) => expect(filled({ facts: facts(products) }).product).toBe(words))
})

describe('a conversation is called by its subject', () => {
  test.each([
    ['Re: TR: Devis salon', 'Devis salon'],
    ['', 'votre message'],
    ['Re: ', 'votre message']
  ])('%j', (subject, words) => {
    const thread = { subject, waitingSince: null, messageIds: [], ownerEmail: null }
    expect(filled({ thread }).thread?.subject).toBe(words)
  })
})

test('a coupon’s amounts are written as a shopkeeper writes them, and its last day is the client’s own (I2)', () => {
  const coupon = {
    code: 'FETE7KQXM3RT',
    discount: { kind: 'amount', amount: 1500n } as const,
    currency: 'EUR',
    minimumSpend: 4950n,
    expiresAt: new Date('2026-05-31T22:00:00Z')
  }
  const words = { code: 'FETE-7KQX-M3RT', discount: '15\u00a0€', minimum: '49,50\u00a0€', validUntil: '31 mai 2026' }
  expect(filled({ coupon }).coupon).toEqual(words)
  expect(filled({ coupon, language: 'en' }).coupon).toMatchObject({ discount: '€15', minimum: '€49.50' })
})
