import { randomBytes } from 'node:crypto'
import type { FolderRole, ListedFolder } from '#src/mailbox/folder-list.ts'
import { foldersOf, saveListedFolders, type Folder } from '#src/mailbox/folder-store.ts'
import { saveMailbox, type Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { Storing } from '#src/mailbox/storing.ts'
import type { ReadMail } from '#src/mailbox/verdict.ts'
import { fixedClock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { newId } from '#src/platform/ids.ts'
import { secretsOf } from '#src/platform/secrets.ts'
import { carriedRaw } from '#test/carried.ts'

export const NOW = new Date('2026-03-02T12:00:00Z')

export function storingIn(database: Database): Storing {
  return { database, secrets: secretsOf(randomBytes(32)), clock: fixedClock(NOW.toISOString()) }
}

/** A mailbox that no server stands behind. */
export function mailboxNamed({ database, secrets }: Storing, address: string): Promise<Mailbox> {
  const imap = { host: '127.0.0.1', port: 143, tls: 'none' as const }
  const credential = { kind: 'password' as const, password: 'secret' }
  const wanted = { address, imap, smtp: null, username: address, credential, capabilitiesOff: [] }
  return saveMailbox(database.prisma, wanted, { secrets, id: newId(), now: NOW })
}

/** As LIST tells a folder. */
export function listed(path: string, role: FolderRole | null = null, facts: Partial<ListedFolder> = {}): ListedFolder {
  return { path, role, delimiter: '/', reading: 'read', parkedReason: null, status: null, ...facts }
}

/** Folders that the server has listed, as we know them. */
export async function foldersListed(
  { database }: Storing,
  mailbox: Mailbox,
  folders: ListedFolder[]
): Promise<Folder[]> {
  await saveListedFolders(database.prisma, mailbox.id, folders)
  return foldersOf(database.prisma, mailbox.id)
}

/** A mail off the server, understood. */
export function read(uid: number, id: string, facts: Partial<ReadMail> = {}): ReadMail {
  const lines = [
    'From: Ada <ada@client.example>',
    'To: shop@shop.example',
    `Subject: ${id}`,
    `Message-ID: <${id}@client.example>`
  ]
  const raw = [...lines, 'Date: Mon, 02 Mar 2026 10:00:00 +0000', '', `This is ${id}.`, ''].join('\r\n')
  const understood = carriedRaw(Buffer.from(raw))
  return { uid, flags: [], internalDate: NOW, serverThread: null, labels: [], size: raw.length, understood, ...facts }
}
