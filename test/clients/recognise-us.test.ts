import { describe, expect, it } from 'vitest'
import { timeline } from '#src/clients/timeline-store.ts'
import { addMember, addOurAddresses } from '#src/team/store.ts'
import { aBase, NOW } from './a-base.ts'

const { prisma, mails, clientOf } = await aBase()

describe('learning later that an address is ours (SEMANTICS C1)', () => {
  it('turns a colleague’s mails to clients into mails of ours, and their own record goes', async () => {
    await mails(
      {
        messageId: 'c1',
        from: 'Kim <kim@gmail.com>',
        to: 'paul@shop.fr',
        cc: 'us@shop.fr',
        date: '2026-03-01T08:00:00Z'
      },
      {
        messageId: 'c2',
        references: ['c1'],
        from: 'Paul <paul@shop.fr>',
        to: 'kim@gmail.com',
        cc: 'us@shop.fr',
        date: '2026-03-01T09:00:00Z'
      }
    )
    expect(await clientOf('paul@shop.fr')).toMatchObject({ state: 'suggested' })
    expect(await clientOf('kim@gmail.com')).toMatchObject({ state: 'suggested' })
    const id = await addMember(prisma, { name: 'Paul', email: 'paul@shop.fr', role: 'member' })
    await mails({ messageId: 'c3', from: 'Kim <kim@gmail.com>', to: 'us@shop.fr', kind: 'automatic' })
    expect(await clientOf('paul@shop.fr')).toBeNull()
    expect(await prisma.client.count({ where: { name: 'Paul' } })).toBe(0)
    const kim = await clientOf('kim@gmail.com')
    expect(kim).toMatchObject({
      state: 'active',
      stateReason: 'answered-by-us',
      lastOutboundAt: new Date('2026-03-01T09:00:00Z')
    })
    expect((await timeline(prisma, kim?.id ?? '')).map(({ direction }) => direction)).toEqual(['in', 'out', 'in'])
    const answer = await prisma.message.findFirstOrThrow({
      where: { messageIdHeader: 'c2' },
      include: { thread: true }
    })
    expect(answer).toMatchObject({
      direction: 'out',
      memberId: id,
      thread: { lastDirection: 'out', waitingSince: null }
    })
  })

  it('keeps a record on which more hangs, ignored, and one that has other addresses as it is', async () => {
    await mails({ from: 'Lou <lou@shop.fr>', to: 'us@shop.fr' }, { from: 'Mia <mia@shop.fr>', to: 'us@shop.fr' })
    const lou = await clientOf('lou@shop.fr')
    const mia = await clientOf('mia@shop.fr')
    await prisma.interaction.create({
      data: { clientId: lou?.id ?? '', at: NOW, kind: 'note', title: 'n', source: 'page' }
    })
    await prisma.clientAddress.create({
      data: { address: 'mia@home.fr', matchKey: 'mia@home.fr', clientId: mia?.id ?? '', source: 'page' }
    })
    await addOurAddresses(prisma, ['@shop.fr'], 'alias')
    await mails({ from: 'Zed <zed@gmail.com>', to: 'us@shop.fr' })
    expect(await prisma.client.findUnique({ where: { id: lou?.id ?? '' } })).toMatchObject({
      state: 'ignored',
      stateReason: 'one-of-us'
    })
    expect(await clientOf('mia@home.fr')).toMatchObject({ state: 'suggested' })
    expect(await timeline(prisma, mia?.id ?? '')).toEqual([])
  })
})
