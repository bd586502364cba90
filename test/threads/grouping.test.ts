import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carried, type CarriedMail } from '#src/message/carried.ts'
import { groupMails, type LinkedMail } from '#src/threads/grouping.ts'
import { linksOf } from '#src/threads/links.ts'
import { threadMails } from '#src/threads/thread-mails.ts'
import { aMail, type MailSketch } from './mails.ts'

/** Message-IDs of the mails of each thread. */
function aCarried(sketch: MailSketch): CarriedMail {
  return carried(aMail(sketch))
}

function threadsOf(...sketches: MailSketch[]): string[] {
  return threadMails(sketches.map(aMail)).map((thread) => thread.map(({ messageId }) => messageId).join(' '))
}

describe('which mails answer each other (SEMANTICS B)', () => {
  it('joins a mail to the last of its references', () => {
    expect(threadsOf({ messageId: 'a' }, { messageId: 'b', references: ['a'] }, { messageId: 'x' })).toEqual([
      'a b',
      'x'
    ])
  })

  it('takes the reference before where the parent is missing, and the one before that', () => {
    expect(threadsOf({ messageId: 'a' }, { messageId: 'd', references: ['a', 'b', 'c'] })).toEqual(['a d'])
  })

  it('joins those who answer the same missing mail', () => {
    expect(threadsOf({ messageId: 'b', inReplyTo: ['a'] }, { messageId: 'c', references: ['a'] })).toEqual(['b c'])
  })

  it('believes a mail that says what it answers before what others say of it', () => {
    const others = { messageId: 'b', references: ['a', 'c'] }
    expect(threadsOf({ messageId: 'a' }, others, { messageId: 'c', references: ['b'] })).toEqual(['a', 'b c'])
    expect(threadsOf({ messageId: 'a' }, others, { messageId: 'c' })).toEqual(['a b c'])
  })

  it('uses In-Reply-To, every value of it, only where no reference is known', () => {
    const roots = [{ messageId: 'a' }, { messageId: 'b' }, { messageId: 'c' }]
    expect(threadsOf(...roots, { messageId: 'd', inReplyTo: ['a', 'b'] })).toEqual(['a b d', 'c'])
    expect(threadsOf(...roots, { messageId: 'd', references: ['lost'], inReplyTo: ['b'] })).toEqual(['a', 'b d', 'c'])
    expect(threadsOf(...roots, { messageId: 'd', references: ['a'], inReplyTo: ['b'] })).toEqual(['a d', 'b', 'c'])
  })

  it('never joins by subject alone', () => {
    const correspondents = { from: 'ada@gmail.com', to: 'us@shop.fr' }
    expect(
      threadsOf({ messageId: 'a', ...correspondents }, { messageId: 'b', subject: 'Re: Devis', ...correspondents })
    ).toEqual(['a', 'b'])
  })

  it('joins a delivery report and a complaint to the mail that they are about', () => {
    const bounce = { action: 'failed' as const, recipients: [], originalMessageId: 'a' }
    const complaint = { feedbackType: 'abuse', recipients: [], originalMessageId: 'a' }
    expect(threadsOf({ messageId: 'a' }, { messageId: 'r', bounce }, { messageId: 'c', complaint })).toEqual(['a r c'])
  })

  it('bears loops, doubled ids, ids that name the mail itself, ids with blanks, and mails without any', () => {
    expect(threadsOf({ messageId: 'a', references: ['b'] }, { messageId: 'b', references: ['a'] })).toEqual(['a b'])
    expect(threadsOf({ messageId: 'a', references: ['a', 'a'], inReplyTo: ['a'] }, { messageId: 'b' })).toEqual([
      'a',
      'b'
    ])
    expect(threadsOf({ messageId: 'a b@c' }, { messageId: 'x', references: ['a\tb@c', 'ab@c'] })).toEqual(['a b@c x'])
    expect(threadsOf({ text: 'one' }, { text: 'two' })).toEqual(['', ''])
  })

  it('cuts ten thousand references to the first and the latest, and takes no time over them', () => {
    const many = Array.from({ length: 10_000 }, (_, number) => `r${number}`)
    const links = linksOf(aCarried({ references: many }), { isOurs: false, serverThreads: [] })
    expect(links.references).toHaveLength(100)
    expect(links.references).toEqual(['r0', ...many.slice(-99)])
    const chain = many.map((id, number) => ({
      key: id,
      bears: [id],
      references: many.slice(Math.max(0, number - 20), number),
      inReplyTo: [],
      fallbacks: []
    }))
    expect(groupMails(chain)).toHaveLength(1)
  })

  it('keeps ids too long for an index as their digest', () => {
    const long = `${'x'.repeat(900)}@host`
    expect(linksOf(aCarried({ messageId: long }), { isOurs: false, serverThreads: [] }).bears[0]).toMatch(/^sha256:/)
    expect(threadsOf({ messageId: long }, { messageId: 'b', references: [long] })).toEqual([`${long} b`])
  })

  it('does not depend on the order of the mails', () => {
    fc.assert(
      fc.property(fc.array(anyLinks, { maxLength: 12 }), fc.integer(), (mails, turn) => {
        const named = mails.map((mail, number) => ({ ...mail, key: `${number}` }))
        const turned = named.toSorted(
          (a, b) => ((Number(a.key) * 7919 + turn) % 13) - ((Number(b.key) * 7919 + turn) % 13)
        )
        expect(keysOf(turned)).toEqual(keysOf(named))
      })
    )
  })
})

describe('mails of ours that a provider changed (SEMANTICS B5)', () => {
  const ours = { isOurs: true, serverThreads: [] }

  it('are known by the fields in which the former Message-ID is kept', () => {
    const headers = [{ name: 'x-google-original-message-id', value: '<mine@shop.fr>' }]
    const sketch = { messageId: 'theirs', headers, from: 'us@shop.fr', to: 'a@b.fr' }
    expect(linksOf(aCarried(sketch), ours).bears).toEqual(expect.arrayContaining(['theirs', 'mine@shop.fr']))
    expect(linksOf(aCarried(sketch), { ...ours, isOurs: false }).bears).toEqual(['theirs'])
  })

  it('are known by recipients, subject and minute', () => {
    const sketch = { from: 'us@shop.fr', to: 'a@b.fr, c@d.fr', date: '2026-03-02T09:00:10Z' }
    const first = linksOf(aCarried({ ...sketch, messageId: 'mine' }), ours)
    const copy = linksOf(
      aCarried({ ...sketch, messageId: 'theirs', to: 'c@d.fr, a@b.fr', date: '2026-03-02T09:00:50Z' }),
      ours
    )
    const later = linksOf(aCarried({ ...sketch, messageId: 'other', date: '2026-03-02T09:01:10Z' }), ours)
    expect(groupMails([first, copy, later]).map(({ keys }) => keys.length)).toEqual([2, 1])
  })
})

describe('what places a mail where nothing that it answers is known', () => {
  it('is the provider’s own thread', () => {
    const one = linksOf(aCarried({ messageId: 'a', text: '1' }), { isOurs: false, serverThreads: ['box 17'] })
    const two = linksOf(aCarried({ messageId: 'b', text: '2' }), { isOurs: false, serverThreads: ['box 17'] })
    const three = linksOf(aCarried({ messageId: 'c', text: '3' }), { isOurs: false, serverThreads: ['other 17'] })
    expect(groupMails([one, two, three]).map(({ keys }) => keys.length)).toEqual([2, 1])
  })

  it('is a token of ours, in the text or the address', () => {
    const token = 'mln-abcdefghijklmnopqrstuvwxyz'
    const inText = linksOf(aCarried({ text: `voir ${token}.` }), { isOurs: false, serverThreads: [] })
    const inAddress = linksOf(aCarried({ to: `us+${token}@shop.fr` }), { isOurs: false, serverThreads: [] })
    expect(inText.fallbacks).toEqual([`token ${token}`])
    expect(groupMails([inText, inAddress])).toHaveLength(1)
  })

  it('gives way to an answer that is known', () => {
    const parent = linksOf(aCarried({ messageId: 'a' }), { isOurs: false, serverThreads: [] })
    const child = linksOf(aCarried({ messageId: 'b', references: ['a'] }), { isOurs: false, serverThreads: ['box 17'] })
    const stranger = linksOf(aCarried({ messageId: 'c' }), { isOurs: false, serverThreads: ['box 17'] })
    expect(groupMails([parent, child, stranger]).map(({ keys }) => keys.length)).toEqual([2, 1])
  })
})

const anyId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const anyLinks: fc.Arbitrary<Omit<LinkedMail, 'key'>> = fc.record({
  bears: fc.uniqueArray(anyId, { maxLength: 2 }),
  references: fc.uniqueArray(anyId, { maxLength: 4 }),
  inReplyTo: fc.uniqueArray(anyId, { maxLength: 2 }),
  fallbacks: fc.uniqueArray(fc.constantFrom('server 1', 'server 2'), { maxLength: 1 })
})

function keysOf(mails: LinkedMail[]): string[] {
  return groupMails(mails)
    .map(({ keys }) => keys.toSorted().join(' '))
    .toSorted()
}
