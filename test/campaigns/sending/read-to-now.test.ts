import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { checkAnswers } from '#src/campaigns/sending/health.ts'
import { askForLooks } from '#src/campaigns/sending/look-store.ts'
import { notReadToNow } from '#src/campaigns/sending/read-to-now.ts'
import { mailboxesAskedFor, noteCompleteLook, noteLookBegun } from '#src/mailbox/look-store.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const { prisma } = database
const began = new Date('2026-05-14T07:00Z')

beforeEach(async () => {
  await prisma.mailbox.deleteMany()
})

async function addMailbox(address: string, state = 'active'): Promise<string> {
  const id = randomUUID()
  const imap = { imapHost: '127.0.0.1', imapPort: 1, imapTls: 'none' }
  await prisma.mailbox.create({ data: { id, address, ...imap, username: address, secret: Buffer.from('x'), state } })
  return id
}

test('a mailbox that no watcher ever read through is not waited for: it may only be sent from', async () => {
  await addMailbox('sends@shop.example')
  expect(await notReadToNow(prisma, undefined)).toEqual([])
})

test('a mailbox that its owner has paused is not waited for, and doctor says that nobody reads it', async () => {
  const id = await addMailbox('paused@shop.example', 'paused')
  await noteCompleteLook(prisma, id, { asked: 0n, began })
  expect(await notReadToNow(prisma, undefined)).toEqual([])
  expect(await checkAnswers(prisma)).toMatchObject({
    state: 'warning',
    detail: 'not read, because paused: paused@shop.example'
  })
})

test('a mailbox whose login is refused is waited for, until the patience or the program ends', async () => {
  const id = await addMailbox('refused@shop.example', 'refused')
  await noteCompleteLook(prisma, id, { asked: 0n, began })
  expect(await notReadToNow(prisma, AbortSignal.abort())).toEqual(['refused@shop.example'])
})

test('only a look that began after the asking answers it', async () => {
  const id = await addMailbox('read@shop.example')
  await noteCompleteLook(prisma, id, { asked: 0n, began })
  const before = await noteLookBegun(prisma, id)
  const [asked] = await askForLooks(prisma)
  await noteCompleteLook(prisma, id, { asked: before, began })
  expect(await mailboxesAskedFor(prisma)).toEqual([id])
  const answered = notReadToNow(prisma, undefined)
  await noteCompleteLook(prisma, id, { asked: asked?.asked ?? 0n, began })
  while ((await noteLookBegun(prisma, id)) < 2n);
  await noteCompleteLook(prisma, id, { asked: await noteLookBegun(prisma, id), began })
  expect(await answered).toEqual([])
  expect(await mailboxesAskedFor(prisma)).toEqual([])
})

describe('a look that takes longer than one waits for it to begin', () => {
  const patience = { beginMs: 0, endMs: 300_000 }

  /** Watched, by a watcher that hears of the next asking at once. */
  async function addSlowMailbox(): Promise<string> {
    const id = await addMailbox('slow@shop.example')
    await noteCompleteLook(prisma, id, { asked: 0n, began })
    await prisma.mailboxLook.update({ where: { mailboxId: id }, data: { begun: 1n } })
    return id
  }

  test('is waited for once it is under way: a slow server does not hold everything back for ever', async () => {
    const id = await addSlowMailbox()
    const answered = notReadToNow(prisma, undefined, patience)
    await vi.waitUntil(async () => (await mailboxesAskedFor(prisma)).includes(id), { timeout: 60_000 })
    await noteCompleteLook(prisma, id, { asked: 1n, began })
    expect(await answered).toEqual([])
  })

  test('is not waited for where another mailbox is not looked at at all', async () => {
    await addSlowMailbox()
    await noteCompleteLook(prisma, await addMailbox('refused@shop.example', 'refused'), { asked: 0n, began })
    expect(await notReadToNow(prisma, undefined, patience)).toEqual(['refused@shop.example', 'slow@shop.example'])
  })
})
