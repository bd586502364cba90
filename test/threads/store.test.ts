import { describe, expect, it } from 'vitest'
import { seededRandom } from '#src/platform/random.ts'
import { refreshThreads } from '#src/threads/store.ts'
import {
  closeThread,
  currentThread,
  issueThreadToken,
  listThreads,
  reopenThread,
  tagThread
} from '#src/threads/thread-store.ts'
import { aBase, NOW, storeIn } from '#test/clients/a-base.ts'
import { arrived } from './mails.ts'

const { database, prisma, mails, store } = await aBase()

describe('threads that merge (SEMANTICS B2)', () => {
  it('keep one lasting id, the tags of both and an owner; the other id leads there', async () => {
    const [left, right] = await mails({ messageId: 'l', from: 'a@x.fr' }, { messageId: 'r', from: 'a@x.fr', text: '2' })
    const [first, second] = [await threadOf(left?.messageId), await threadOf(right?.messageId)]
    const member = await prisma.member.create({ data: { name: 'Paul', email: 'paul@shop.fr' } })
    await prisma.thread.update({ where: { id: second }, data: { ownerId: member.id } })
    for (const [threadId, tag] of [
      [first, 'un'],
      [second, 'deux'],
      [first, 'tous'],
      [second, 'tous']
    ] as const)
      await tagThread(prisma, { threadId, tag, by: 'test', at: NOW })
    await prisma.reminder.create({ data: { threadId: second, dueAt: NOW, text: 'rappel' } })
    await mails({ messageId: 'm', inReplyTo: ['l', 'r'], from: 'a@x.fr' })
    expect(await currentThread(prisma, second)).toBe(first)
    const [thread] = await listThreads(prisma)
    expect(thread).toMatchObject({ id: first, tags: ['deux', 'tous', 'un'], ownerId: member.id })
    expect(thread?.messages).toHaveLength(3)
    expect(await prisma.reminder.count({ where: { threadId: first } })).toBe(1)
  })
})

describe('who waits for whom', () => {
  it('tells since when a client waits, through answers, closing and opening again', async () => {
    const [stored] = await mails(
      { messageId: 'w1', from: 'w@x.fr', to: 'us@shop.fr', date: '2026-03-01T08:00:00Z' },
      { messageId: 'w2', references: ['w1'], from: 'w@x.fr', to: 'us@shop.fr', date: '2026-03-01T09:00:00Z' }
    )
    const id = await threadOf(stored?.messageId)
    expect(await state(id)).toEqual({
      lastDirection: 'in',
      waitingSince: new Date('2026-03-01T08:00:00Z'),
      closedAt: null
    })
    await mails({ messageId: 'w3', references: ['w1'], from: 'us@shop.fr', to: 'w@x.fr', date: '2026-03-01T10:00:00Z' })
    expect(await state(id)).toMatchObject({ lastDirection: 'out', waitingSince: null })
    await mails({ messageId: 'w4', references: ['w3'], from: 'w@x.fr', to: 'us@shop.fr', date: '2026-03-01T11:00:00Z' })
    await closeThread(prisma, id, { by: 'test', at: new Date('2026-03-01T12:00:00Z') })
    expect(await state(id)).toMatchObject({ waitingSince: null })
    await reopenThread(prisma, id)
    await refreshThreads(prisma, [id])
    expect(await state(id)).toMatchObject({ waitingSince: new Date('2026-03-01T11:00:00Z') })
    await closeThread(prisma, id, { by: 'test', at: new Date('2026-03-01T12:00:00Z') })
    await mails({ messageId: 'w5', references: ['w4'], from: 'w@x.fr', to: 'us@shop.fr', date: '2026-03-01T13:00:00Z' })
    expect(await state(id)).toEqual({
      lastDirection: 'in',
      waitingSince: new Date('2026-03-01T13:00:00Z'),
      closedAt: null
    })
  })

  it('lets nobody wait for an answer to an automatic mail', async () => {
    const [stored] = await mails({ messageId: 'au', from: 'w@x.fr', to: 'us@shop.fr', kind: 'automatic' })
    expect(await state(await threadOf(stored?.messageId))).toMatchObject({ waitingSince: null, lastDirection: null })
  })
})

describe('a token given out for a thread', () => {
  it('brings a mail there that refers to nothing known, also after the thread became part of another', async () => {
    const [stored] = await mails({ messageId: 't1', from: 'us@shop.fr', to: 'c@x.fr' })
    const id = await threadOf(stored?.messageId)
    const token = await issueThreadToken(prisma, id, seededRandom(1))
    const [answer] = await mails({ messageId: 't2', inReplyTo: ['rewritten'], from: 'c@x.fr', text: `> ${token}` })
    expect(await threadOf(answer?.messageId)).toBe(id)
  })
})

describe('processes that store at once', () => {
  it('make one thread and one client of what each of them has a part of', async () => {
    const chain = Array.from({ length: 40 }, (_, number) =>
      arrived({
        messageId: `p${number}`,
        references: number > 0 ? [`p${number - 1}`] : [],
        from: 'Eve <eve@par.fr>',
        to: 'us@shop.fr'
      })
    )
    const parts = [0, 1, 2, 3].map((part) => chain.filter((_, number) => number % 4 === part))
    const results = await Promise.all([...parts, ...parts.toReversed()].map((part) => storeIn(database, part)))
    expect(results.flat().filter(({ isNew }) => isNew)).toHaveLength(40)
    expect(await prisma.message.groupBy({ by: ['threadId'], where: { fromAddress: 'eve@par.fr' } })).toHaveLength(1)
    expect(await prisma.clientAddress.count({ where: { address: 'eve@par.fr' } })).toBe(1)
    expect(await prisma.company.count({ where: { domain: 'par.fr' } })).toBe(1)
  })
})

describe('a provider’s thread learned from a second copy', () => {
  it('joins mails that were apart', async () => {
    const one = { messageId: 's1', from: 'a@x.fr' }
    const two = { messageId: 's2', from: 'a@x.fr', text: 'autre' }
    const [first, second] = await store([arrived(one), arrived(two)])
    expect(await threadOf(first?.messageId)).not.toBe(await threadOf(second?.messageId))
    await store([arrived(one, { serverThread: 'gmail 5' }), arrived(two, { serverThread: 'gmail 5' })])
    expect(await threadOf(first?.messageId)).toBe(await threadOf(second?.messageId))
  })
})

async function threadOf(messageId: string | null | undefined): Promise<string> {
  const row = await prisma.message.findUniqueOrThrow({ where: { id: messageId ?? '' } })
  return row.threadId
}

async function state(id: string) {
  return prisma.thread.findUniqueOrThrow({
    where: { id },
    select: { lastDirection: true, waitingSince: true, closedAt: true }
  })
}
