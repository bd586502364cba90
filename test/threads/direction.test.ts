import { describe, expect, it } from 'vitest'
import { readUs } from '#src/team/us.ts'
import { directionOf, relayedFor } from '#src/threads/direction.ts'
import { aMail, type MailSketch } from './mails.ts'

const us = readUs(['contact@shop.fr', '@group.fr'], [{ address: 'paul@gmail.com', memberId: 'm1' }])
const direction = (sketch: MailSketch) => directionOf(aMail(sketch), us)

describe('the direction of a mail (SEMANTICS C1)', () => {
  it('follows from who wrote it and to whom', () => {
    expect(direction({ from: 'client@x.fr', to: 'contact@shop.fr' })).toBe('in')
    expect(direction({ from: 'contact@shop.fr', to: 'client@x.fr' })).toBe('out')
    expect(direction({ from: 'contact@shop.fr', to: 'p.a.u.l@gmail.com', cc: 'client@x.fr' })).toBe('out')
    expect(direction({ from: 'paul+shop@gmail.com', to: 'contact+crm@shop.fr' })).toBe('internal')
    expect(direction({ from: 'anybody@group.fr', to: 'contact@shop.fr' })).toBe('internal')
    expect(direction({ from: 'client@x.fr', to: 'list@y.org' })).toBe('in')
    expect(direction({ to: 'contact@shop.fr' })).toBe('in')
  })

  it('takes a mail of our own form, or a machine’s for one visitor, for the visitor’s', () => {
    const form = { from: 'contact@shop.fr', replyTo: 'v@x.fr', to: 'contact@shop.fr' }
    expect(direction(form)).toBe('in')
    expect(relayedFor(aMail(form), us)?.address).toBe('v@x.fr')
    expect(relayedFor(aMail({ ...form, from: 'no-reply@forms.com' }), us)?.address).toBe('v@x.fr')
  })

  it('takes no Reply-To of a person, of a list, of several people or of a machine for a visitor’s', () => {
    const form = { from: 'contact@shop.fr', replyTo: 'v@x.fr', to: 'contact@shop.fr' }
    for (const other of [
      { from: 'jean@x.fr' },
      { to: 'list@y.org' },
      { replyTo: 'v@x.fr, w@x.fr' },
      { replyTo: 'noreply@x.fr' },
      { replyTo: 'paul@gmail.com' }
    ])
      expect(relayedFor(aMail({ ...form, ...other }), us)).toBeNull()
  })
})
