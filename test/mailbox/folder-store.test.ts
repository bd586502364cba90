import { describe, expect, it } from 'vitest'
import {
  beginFolder,
  CursorMoved,
  folderById,
  foldersOf,
  markGoneFolders,
  type Folder
} from '#src/mailbox/folder-store.ts'
import { advanceFolder } from '#src/mailbox/place-store.ts'
import { testDatabase } from '#test/setup/database.ts'
import { foldersListed, listed, mailboxNamed, NOW, storingIn } from './world.ts'

const storing = storingIn(await testDatabase())
const db = storing.database.prisma

const start = (uidValidity: bigint, cursorUid: number) => ({
  uidValidity,
  cursorUid,
  highestModseq: null,
  serverCount: cursorUid,
  now: NOW
})

async function begun(address: string): Promise<Folder> {
  const mailbox = await mailboxNamed(storing, address)
  const [inbox] = await foldersListed(storing, mailbox, [listed('INBOX', 'inbox')])
  if (!inbox) throw new Error('there is no inbox')
  await beginFolder(db, inbox, start(7n, 10))
  return (await folderById(db, inbox.id)) ?? inbox
}

describe('the folders of a mailbox', () => {
  it('come with the inbox and Sent first, whatever they are called (A11)', async () => {
    const mailbox = await mailboxNamed(storing, 'names@shop.example')
    const paths = ['__proto__', 'a "quoted" name', 'Cafe\u0301', 'Caf\u00e9', 'Sent', 'INBOX', "it's", '受信箱']
    const roles = new Map([
      ['INBOX', 'inbox' as const],
      ['Sent', 'sent' as const]
    ])
    const folders = await foldersListed(
      storing,
      mailbox,
      paths.map((path) => listed(path, roles.get(path) ?? null))
    )
    expect(folders.slice(0, 2).map(({ path }) => path)).toEqual(['INBOX', 'Sent'])
    expect(new Set(folders.map(({ path }) => path))).toEqual(new Set(paths))
  })

  it('are all kept when the server lists none (A11)', async () => {
    const mailbox = await mailboxNamed(storing, 'empty-list@shop.example')
    await foldersListed(storing, mailbox, [listed('INBOX', 'inbox'), listed('Work')])
    expect(await markGoneFolders(db, mailbox.id, [], NOW)).toBe(0)
    expect((await foldersOf(db, mailbox.id)).every(({ goneAt }) => goneAt === null)).toBe(true)
  })

  it('are gone when they are no longer listed, and begun anew when they come back', async () => {
    const mailbox = await mailboxNamed(storing, 'comes-back@shop.example')
    const folders = await foldersListed(storing, mailbox, [listed('INBOX', 'inbox'), listed('Work')])
    const work = folders.find(({ path }) => path === 'Work')
    if (!work) throw new Error('the folder was not listed')
    await beginFolder(db, work, start(7n, 10))
    expect(await markGoneFolders(db, mailbox.id, ['INBOX'], NOW)).toBe(1)
    expect((await folderById(db, work.id))?.goneAt).toEqual(NOW)
    await foldersListed(storing, mailbox, [listed('INBOX', 'inbox'), listed('Work')])
    expect(await folderById(db, work.id)).toMatchObject({ goneAt: null, parkedReason: null, uidValidity: null })
  })
})

describe('the cursor of a folder', () => {
  it('moves for the first who read on, and tells the second (A4)', async () => {
    const folder = await begun('two-readers@shop.example')
    const step = { advance: { kind: 'new' as const, from: 10, to: 12 }, settled: 2, now: NOW }
    await advanceFolder(db, folder, step)
    await expect(advanceFolder(db, folder, step)).rejects.toBeInstanceOf(CursorMoved)
    expect(await folderById(db, folder.id)).toMatchObject({ cursorUid: 12, pastUid: 11, settledCount: 2 })
  })

  it('moves up for new mails and down for the past, each by itself', async () => {
    const folder = await begun('both-ways@shop.example')
    await advanceFolder(db, folder, { advance: { kind: 'new', from: 10, to: 11 }, settled: 1, now: NOW })
    await advanceFolder(db, folder, { advance: { kind: 'past', from: 11, to: 4 }, settled: 7, now: NOW })
    expect(await folderById(db, folder.id)).toMatchObject({ cursorUid: 11, pastUid: 4, settledCount: 8 })
  })

  it('does not move in a folder that was begun anew meanwhile (A1)', async () => {
    const folder = await begun('begun-anew@shop.example')
    await beginFolder(db, folder, start(8n, 10))
    const step = { advance: { kind: 'new' as const, from: 10, to: 12 }, settled: 2, now: NOW }
    await expect(advanceFolder(db, folder, step)).rejects.toBeInstanceOf(CursorMoved)
  })
})
