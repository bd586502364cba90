import { describe, expect, it } from 'vitest'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import { beginFolder, folderById, type Folder } from '#src/mailbox/folder-store.ts'
import { markGone, verdictsBetween } from '#src/mailbox/place-store.ts'
import { storeBatch, type ReadBatch } from '#src/mailbox/storing.ts'
import type { ReadMail } from '#src/mailbox/verdict.ts'
import { testDatabase } from '#test/setup/database.ts'
import { foldersListed, listed, mailboxNamed, NOW, read, storingIn } from './world.ts'

const storing = storingIn(await testDatabase())
const db = storing.database.prisma
let mailboxes = 0

/** A new mailbox whose folders are begun, everything up to UID 100 being the past. */
async function begunFolders(...folders: ReturnType<typeof listed>[]): Promise<Folder[]> {
  const mailbox = await mailboxNamed(storing, `box${++mailboxes}@shop.example`)
  const known = await foldersListed(storing, mailbox, folders)
  return Promise.all(known.map((folder) => begin(folder, 7n)))
}

async function begin(folder: Folder, uidValidity: bigint): Promise<Folder> {
  const start = { uidValidity, cursorUid: 100, highestModseq: null, serverCount: 0, now: NOW }
  await beginFolder(db, folder, start)
  return (await folderById(db, folder.id)) ?? folder
}

async function begunInbox(): Promise<Folder> {
  const [inbox] = await begunFolders(listed('INBOX', 'inbox'))
  if (!inbox) throw new Error('there is no inbox')
  return inbox
}

const past = (mails: ReadMail[], to = 1): ReadBatch => ({
  mails,
  advance: { kind: 'past', from: 101, to },
  watchedSince: NOW
})
const again = (mails: ReadMail[]): ReadBatch => ({ mails, advance: { kind: 'none' }, watchedSince: NOW })

const places = (folder: Folder) => db.messagePlace.findMany({ where: { folderId: folder.id }, orderBy: { uid: 'asc' } })
const unreadable = { kind: 'quarantined', reason: 'unreadable', detail: 'no header\u0000' } as const

describe('storing a batch', () => {
  it('stores the same mail in two folders as one message with two places (A13)', async () => {
    const [inbox, archive] = await begunFolders(listed('INBOX', 'inbox'), listed('Archive', 'archive'))
    if (!inbox || !archive) throw new Error('a folder is missing')
    expect(await storeBatch(storing, inbox, past([read(5, 'twice')]))).toMatchObject({ fresh: 1, known: 0 })
    expect(await storeBatch(storing, archive, past([read(9, 'twice')]))).toMatchObject({ fresh: 0, known: 1 })
    expect(await db.messagePlace.count({ where: { message: { messageIdHeader: 'twice@client.example' } } })).toBe(2)
    expect(await db.message.count({ where: { messageIdHeader: 'twice@client.example' } })).toBe(1)
  })

  it('keeps whether Gmail says that the mail was sent from the account', async () => {
    const [all] = await begunFolders(listed('[Gmail]/Tous les messages', 'all'))
    if (!all) throw new Error('the folder is missing')
    await storeBatch(storing, all, past([read(5, 'gotten'), read(6, 'sent', { labels: ['\\Sent'] })]))
    expect((await places(all)).map(({ isLabelledSent }) => isLabelledSent)).toEqual([false, true])
  })

  it('passes over mails of ours that open an account, and over no other', async () => {
    const inbox = await begunInbox()
    const { id, address } = await db.mailbox.findUniqueOrThrow({ where: { id: inbox.mailboxId } })
    const queued = (purpose: 'sign-in' | 'invitation' | 'reply') => {
      const mail = {
        purpose,
        key: `${purpose} ${id}`,
        mailbox: { id, address },
        to: { name: '', address },
        subject: 'Entrer'
      }
      return queueMail(db, { ...mail, text: 'https://crm.example/sign-in/link/x', automatic: true, by: 'test' })
    }
    const ids = [await queued('sign-in'), await queued('invitation'), await queued('reply')]
    const mails = ids.map(({ messageId }, index) => {
      const each = read(5 + index, `access${index}`)
      if (each.understood.kind !== 'mail') throw new Error('it is a mail')
      return { ...each, understood: { ...each.understood, mail: { ...each.understood.mail, messageId } } }
    })
    expect(await storeBatch(storing, inbox, past(mails))).toMatchObject({ fresh: 1, skipped: 2 })
    expect((await places(inbox)).map(({ uid }) => Number(uid))).toEqual([7])
    expect(await db.skippedMail.findMany({ where: { folderId: inbox.id } })).toMatchObject([
      { rule: 'access' },
      { rule: 'access' }
    ])
  })

  it('moves no cursor when the mails cannot be stored (A4)', async () => {
    const inbox = await begunInbox()
    const impossible = read(6, 'impossible', { uid: Number.MAX_VALUE })
    await expect(storeBatch(storing, inbox, past([read(5, 'possible'), impossible]))).rejects.toThrow(
      /bigint|integer|range/i
    )
    expect(await folderById(db, inbox.id)).toMatchObject({ pastUid: 101, settledCount: 0 })
    expect(await db.message.count({ where: { messageIdHeader: 'possible@client.example' } })).toBe(0)
  })

  it('quarantines what cannot be understood beside the others, and releases it when it can (A15)', async () => {
    const inbox = await begunInbox()
    const poison = read(6, 'poison', { understood: unreadable })
    expect(await storeBatch(storing, inbox, past([read(5, 'healthy'), poison]))).toMatchObject({
      fresh: 1,
      quarantined: 1
    })
    expect(await verdictsBetween(db, inbox, { from: 1, to: 100 })).toEqual([
      { uid: 5, state: 'stored', why: null },
      { uid: 6, state: 'quarantined', why: 'unreadable' }
    ])
    await storeBatch(storing, inbox, again([poison]))
    expect((await db.quarantine.findFirstOrThrow({ where: { folderId: inbox.id } })).retriedAt).toEqual(NOW)
    await storeBatch(storing, inbox, again([read(6, 'poison')]))
    expect(await db.quarantine.count({ where: { folderId: inbox.id } })).toBe(0)
    expect(await places(inbox)).toHaveLength(2)
  })

  it('keeps no more than the rule and a keyed hash of a mail that is skipped (M3)', async () => {
    const [junk] = await begunFolders(listed('Junk', 'junk', { reading: 'bounces' }))
    if (!junk) throw new Error('there is no junk folder')
    await storeBatch(storing, junk, past([read(5, 'advertisement')]))
    const [skipped] = await db.skippedMail.findMany({ where: { folderId: junk.id } })
    expect(skipped?.rule).toBe('not-a-bounce')
    expect(skipped?.identity).toMatch(/^[0-9a-f]{64}$/)
    expect(await db.message.count({ where: { messageIdHeader: 'advertisement@client.example' } })).toBe(0)
  })

  it('has a mail back in its place when it is there again', async () => {
    const inbox = await begunInbox()
    await storeBatch(storing, inbox, past([read(5, 'wanderer')]))
    expect(await markGone(db, inbox, { uids: [5, 6], now: NOW })).toBe(1)
    await storeBatch(storing, inbox, again([read(5, 'wanderer')]))
    expect((await places(inbox)).map(({ goneAt }) => goneAt)).toEqual([null])
  })
})

describe('a folder whose UIDs lost their meaning (A1)', () => {
  it('keeps the former places until it is matched again, then only those that hold', async () => {
    const before = await begunInbox()
    await storeBatch(storing, before, past([read(5, 'stays'), read(6, 'leaves')]))
    const after = await begin(before, 8n)
    await storeBatch(storing, after, past([], 50))
    expect((await places(after)).map(({ goneAt }) => goneAt)).toEqual([null, null])
    const rest: ReadBatch = { ...past([read(40, 'stays')]), advance: { kind: 'past', from: 50, to: 1 } }
    expect(await storeBatch(storing, after, rest)).toMatchObject({ fresh: 0, known: 1 })
    const left = (await places(after)).map(({ uid, uidValidity, goneAt }) => [
      Number(uid),
      uidValidity,
      goneAt !== null
    ])
    expect(left).toEqual([
      [6, 7n, true],
      [40, 8n, false]
    ])
  })
})
