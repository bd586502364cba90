import { describe, expect, it } from 'vitest'
import { acceptSuggestion, ignoreSuggestion } from '#src/clients/suggestion-store.ts'
import { timeline } from '#src/clients/timeline-store.ts'
import { arrived } from '#test/threads/mails.ts'
import { aBase, deed } from './a-base.ts'

const { prisma, mails, store, clientOf } = await aBase()

describe('who becomes a client (SEMANTICS C)', () => {
  it('suggests whoever writes by hand, and makes them a client when one of us answers', async () => {
    await mails({ from: 'Léa Roy <lea@gmail.com>', to: 'us@shop.fr', messageId: 'l1', date: '2026-03-01T10:00:00Z' })
    expect(await clientOf('lea@gmail.com')).toMatchObject({ name: 'Léa Roy', state: 'suggested', company: null })
    await mails({ from: 'us@shop.fr', to: 'lea@gmail.com', inReplyTo: ['l1'], date: '2026-03-01T11:00:00Z' })
    expect(await clientOf('lea@gmail.com')).toMatchObject({ state: 'active', stateReason: 'answered-by-us' })
  })

  it('does not make a client of somebody who was written to and has not answered', async () => {
    await mails({ from: 'us@shop.fr', to: 'Prospect <p@prospect.fr>', date: '2026-03-01T10:00:00Z' })
    expect(await clientOf('p@prospect.fr')).toMatchObject({ state: 'suggested', name: 'Prospect' })
  })

  it('suggests nobody for lists, bulk, programs and bounces, nor an address that takes no answer', async () => {
    await mails(
      { from: 'News <news@letter.com>', to: 'us@shop.fr', kind: 'bulk' },
      { from: 'Member <m@list.org>', to: 'all@list.org', kind: 'list' },
      { from: 'Away <away@gmail.com>', to: 'us@shop.fr', kind: 'automatic' },
      { from: 'Mailer <mailer-daemon@host.com>', to: 'us@shop.fr', kind: 'delivery-report' },
      { from: 'no-reply@store.com', to: 'us@shop.fr' }
    )
    const silent = ['news@letter.com', 'm@list.org', 'away@gmail.com', 'mailer-daemon@host.com', 'no-reply@store.com']
    expect(await prisma.clientAddress.count({ where: { address: { in: silent } } })).toBe(0)
  })

  it('suggests the visitor for whom our own form wrote, not the form', async () => {
    await mails({
      from: 'Site <wordpress@shop.fr>',
      replyTo: 'Hugo <hugo@free.fr>',
      to: 'us@shop.fr',
      kind: 'automatic'
    })
    expect(await clientOf('hugo@free.fr')).toMatchObject({ state: 'suggested', name: 'Hugo' })
    expect(await clientOf('wordpress@shop.fr')).toBeNull()
  })

  it('puts a mail of ours on the record of everybody in To and Cc who is not us', async () => {
    await mails({ from: 'us@shop.fr', to: 'a@alpha.fr, us@shop.fr', cc: 'b@beta.fr', subject: 'Réunion' })
    for (const address of ['a@alpha.fr', 'b@beta.fr']) {
      const client = await clientOf(address)
      expect(await timeline(prisma, client?.id ?? '')).toMatchObject([{ title: 'Réunion', direction: 'out' }])
    }
  })

  it('puts what a member forwards to us on the record of the original sender', async () => {
    await prisma.ourAddress.create({ data: { address: 'paul@shop.fr', source: 'alias' } })
    await mails({
      from: 'paul@shop.fr',
      to: 'us@shop.fr',
      subject: 'TR: Question',
      forwarded: { from: { name: 'Inès', address: 'ines@sfr.fr' }, date: null, subject: null, text: '' }
    })
    const client = await clientOf('ines@sfr.fr')
    expect(client).toMatchObject({ name: 'Inès', state: 'suggested' })
    expect(await timeline(prisma, client?.id ?? '')).toHaveLength(1)
  })

  it('knows a person by address without case, tag and Gmail dots, and keeps each form', async () => {
    await mails(
      { from: 'Zoé <z.oe+shop@gmail.com>', to: 'us@shop.fr', messageId: 'z1' },
      { from: 'Zoé <zoe@googlemail.com>', to: 'us@shop.fr', messageId: 'z2' }
    )
    const client = await clientOf('zoe@googlemail.com')
    expect(client?.id).toBe((await clientOf('z.oe+shop@gmail.com'))?.id)
    expect(await timeline(prisma, client?.id ?? '')).toHaveLength(2)
  })

  it('makes a company of a firm’s domain, departments and all, and none of a mail provider’s', async () => {
    await mails(
      { from: 'Eva <eva@maison-leroy.fr>', to: 'us@shop.fr' },
      { from: 'Max <max@achats.maison-leroy.fr>', to: 'us@shop.fr' },
      { from: 'Tom <tom@videotron.ca>', to: 'us@shop.fr' }
    )
    const eva = await clientOf('eva@maison-leroy.fr')
    expect(eva?.company).toMatchObject({ name: 'Maison Leroy', domain: 'maison-leroy.fr' })
    expect((await clientOf('max@achats.maison-leroy.fr'))?.companyId).toBe(eva?.companyId)
    expect((await clientOf('tom@videotron.ca'))?.company).toBeNull()
  })

  it('gives somebody who becomes known the mails of lists and programs that were there before', async () => {
    await mails({ from: 'Ana <ana@wool.com>', to: 'all@list.org', kind: 'list', date: '2026-01-01T00:00:00Z' })
    expect(await clientOf('ana@wool.com')).toBeNull()
    await mails({ from: 'Ana <ana@wool.com>', to: 'us@shop.fr', date: '2026-02-01T00:00:00Z' })
    const client = await clientOf('ana@wool.com')
    expect(await timeline(prisma, client?.id ?? '')).toHaveLength(2)
    expect(client?.lastInteractionAt).toEqual(new Date('2026-02-01T00:00:00Z'))
  })

  it('remembers who is ignored, and lets a person accept them later', async () => {
    await mails({ from: 'Spam <s@spam.biz>', to: 'us@shop.fr', messageId: 's1', date: '2026-03-01T10:00:00Z' })
    const id = (await clientOf('s@spam.biz'))?.id ?? ''
    expect(await ignoreSuggestion(prisma, id, deed)).toBe(true)
    expect(await ignoreSuggestion(prisma, id, deed)).toBe(false)
    await mails({ from: 'us@shop.fr', to: 's@spam.biz', inReplyTo: ['s1'], date: '2026-03-01T11:00:00Z' })
    expect(await clientOf('s@spam.biz')).toMatchObject({ state: 'ignored' })
    expect(await acceptSuggestion(prisma, id, deed)).toBe(true)
    expect(await clientOf('s@spam.biz')).toMatchObject({ state: 'active', stateReason: 'accepted' })
  })

  it('stores a mail once, however many folders and mailboxes it lies in', async () => {
    const copy = { from: 'Once <once@gmail.com>', to: 'us@shop.fr', messageId: 'once' }
    const [first] = await store([arrived(copy)])
    const [second, third] = await store([arrived(copy), arrived(copy, { fromOurSentFolder: true })])
    expect(first).toMatchObject({ isNew: true })
    expect([second, third]).toMatchObject([
      { isNew: false, messageId: first?.messageId },
      { isNew: false, messageId: first?.messageId }
    ])
  })

  it('stores another content under the same Message-ID as another mail, and flags both', async () => {
    await mails(
      { from: 'Dup <dup@gmail.com>', messageId: 'dup', text: 'un' },
      { from: 'Dup <dup@gmail.com>', messageId: 'dup', text: 'deux' }
    )
    const rows = await prisma.message.findMany({ where: { messageIdHeader: 'dup' }, select: { idConflict: true } })
    expect(rows).toEqual([{ idConflict: true }, { idConflict: true }])
  })

  it('stores texts that PostgreSQL would refuse as they are', async () => {
    const [stored] = await mails({
      from: 'Nul <nul@gmail.com>',
      text: 'a\u0000b \ud800 c\\u0000',
      subject: '\\ud800 \udfff'
    })
    const row = await prisma.message.findUniqueOrThrow({ where: { id: stored?.messageId ?? '' } })
    expect(row.text).toBe('a\ufffdb \ufffd c\\u0000')
    expect(row.subject).toBe('\\ud800 \ufffd')
  })
})
