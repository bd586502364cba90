import { describe, expect, it } from 'vitest'
import { companyDomain, companyName } from '#src/clients/company-domain.ts'
import { isMailProvider } from '#src/clients/mail-providers.ts'
import { pickName } from '#src/clients/name.ts'

const named = (name: string, address = 'x@gmail.com') => pickName(name, address, true).name

describe('the name of somebody who writes', () => {
  it('is what they sign with, put in order and not shouted', () => {
    expect(named('Jean Dupont')).toBe('Jean Dupont')
    expect(named('Dupont, Jean')).toBe('Jean Dupont')
    expect(named('Leroy, SARL')).toBe('Leroy, SARL')
    expect(named('"Jean Dupont"')).toBe('Jean Dupont')
    expect(named("'Jean Dupont'")).toBe('Jean Dupont')
    expect(named('DUPONT Jean-Marie')).toBe('Dupont Jean-Marie')
    expect(named('MARTIN-LEROY Élodie')).toBe('Martin-Leroy Élodie')
    expect(named("Anne O'CONNOR")).toBe("Anne O'Connor")
    expect(named('IBM')).toBe('IBM')
    expect(named('Jean Dupont via Atelier')).toBe('Jean Dupont')
    expect(named('Jean Dupont (Facebook)')).toBe('Jean Dupont')
    expect(named('  Jean \t Dupont ')).toBe('Jean Dupont')
  })

  it('is made from the address where they sign with none, or with the address', () => {
    expect(pickName('', 'jean.dupont@gmail.com', true)).toEqual({ name: 'Jean Dupont', rank: 0 })
    expect(named('jean.dupont@gmail.com', 'jean.dupont@gmail.com')).toBe('Jean Dupont')
    expect(named('', 'j.dupont+shop@gmail.com')).toBe('J. Dupont')
    expect(named('contact', 'contact@maison-leroy.fr')).toBe('Maison Leroy')
    expect(named('', 'zorro75@gmail.com')).toBe('zorro75@gmail.com')
    expect(named('***', 'zorro75@gmail.com')).toBe('zorro75@gmail.com')
    expect(named('Hugo', 'hugo@free.fr')).toBe('Hugo')
  })

  it('is worth more in their own hand than in another’s', () => {
    expect(pickName('Jean', 'j@gmail.com', true).rank).toBe(2)
    expect(pickName('Jean', 'j@gmail.com', false).rank).toBe(1)
  })

  it('is read in no time, however long', () => {
    expect(named('a '.repeat(50_000)).length).toBeLessThanOrEqual(100)
    expect(named(`${'('.repeat(20_000)}x`).length).toBeLessThanOrEqual(100)
  })
})

describe('the company of an address (SEMANTICS C4)', () => {
  it('is that of the registered domain', () => {
    expect(companyDomain('a@achats.maison-leroy.fr')).toBe('maison-leroy.fr')
    expect(companyDomain('a@shop.example.co.uk')).toBe('example.co.uk')
    expect(companyName('maison-leroy.fr')).toBe('Maison Leroy')
  })

  it('is none under a mail provider’s domain, an address of the network, or no domain', () => {
    const addresses = [
      'a@gmail.com',
      'a@yahoo.fr',
      'a@yahoo.co.uk',
      'a@hotmail.com',
      'a@wanadoo.fr',
      'a@videotron.ca',
      'a@[10.0.0.1]',
      'a@localhost'
    ]
    for (const address of addresses)
      expect({ address, domain: companyDomain(address) }).toEqual({ address, domain: null })
  })

  it('does not take a firm’s domain for a provider’s because it begins alike', () => {
    expect(isMailProvider('mail.boulangerie.fr')).toBe(false)
    expect(isMailProvider('live.company.com')).toBe(false)
    expect(isMailProvider('outlook-consulting.fr')).toBe(false)
  })
})
