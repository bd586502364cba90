import { createHash } from 'node:crypto'
import { storeMails } from '#src/clients/store-mails.ts'
import { statementEffect } from '#src/clients/statement-effect.ts'
import { keywordEffects } from '#src/keywords/effects.ts'
import { carried } from '#src/message/carried.ts'
import { understandRaw } from '#src/message/understand.ts'
import { fixedClock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'
import { runEffects } from '#src/platform/effects.ts'
import { silentLog } from '#src/platform/log.ts'
import { addMember, addOurAddresses } from '#src/team/store.ts'

/** Tuesday 12 March 2024, 11:00 in Paris. */
const NOW = '2024-03-12T10:00:00Z'

export interface Shop {
  clock: ReturnType<typeof fixedClock>
  marie: string
  paul: string
  /** Puts a mail into a folder of the shop's mailbox, as reading it would. @returns the row's id */
  receive(source: string, folder?: 'inbox' | 'sent'): Promise<string>
  /** Runs all that mails have set off, receipts too, as if time passed. */
  work(options?: { until: string }): Promise<void>
  /** Mails that went out, oldest first. */
  outgoing(): Promise<{ purpose: string; toAddress: string; subject: string; text: string; messageIdHeader: string }[]>
  tags(): Promise<string[]>
}

/** A shop with two members and one mailbox whose server is called mx.shop.example. */
export async function openShop(
  database: Database,
  raw: (id: string) => Promise<Uint8Array | null> = async () => null
): Promise<Shop> {
  const { prisma } = database
  const clock = fixedClock(NOW)
  const marie = await addMember(prisma, { name: 'Marie Durand', email: 'marie@shop.example', role: 'owner' })
  const paul = await addMember(prisma, { name: 'Paul Petit', email: 'paul@shop.example', role: 'member' })
  await addOurAddresses(prisma, ['contact@shop.example'], 'mailbox')
  const mailbox = await prisma.mailbox.create({
    data: {
      address: 'contact@shop.example',
      imapHost: 'localhost',
      imapPort: 143,
      imapTls: 'none',
      smtpHost: 'localhost',
      smtpPort: 25,
      smtpTls: 'none',
      username: 'contact',
      secret: Buffer.from('x'),
      authservIds: ['mx.shop.example']
    }
  })
  const folders = {
    inbox: await prisma.folder.create({
      data: { mailboxId: mailbox.id, path: 'INBOX', role: 'inbox', reading: 'read' }
    }),
    sent: await prisma.folder.create({ data: { mailboxId: mailbox.id, path: 'Sent', role: 'sent', reading: 'read' } })
  }
  let uid = 0n
  const handlers = {
    ...keywordEffects({ clock, fetchRaw: raw, preferencesUrl: (token) => `https://shop.example/p/${token}` }),
    statements: statementEffect
  }
  return {
    clock,
    marie,
    paul,
    async receive(source, folder = 'inbox') {
      const understood = understandRaw(Buffer.from(source.replaceAll('\n', '\r\n')), {
        receivedAt: clock.now().toString()
      })
      if (understood.kind !== 'mail') throw new Error(understood.detail)
      const mail = carried(understood.mail)
      const arrived = { mail, internalDate: new Date(clock.now().epochMilliseconds), serverThread: null, live: true }
      const context = {
        now: clock.now(),
        secrets: { hash: (text: string) => createHash('sha256').update(text).digest('hex') }
      }
      const [stored] = await database.transaction((tx) =>
        storeMails(tx, [{ ...arrived, fromOurSentFolder: folder === 'sent' }], context)
      )
      if (!stored?.messageId) throw new Error('the mail was not stored')
      const place = { folderId: folders[folder].id, uidValidity: 1n, uid: (uid += 1n), messageId: stored.messageId }
      await prisma.messagePlace.create({ data: place })
      return stored.messageId
    },
    async work({ until } = { until: '9999-01-01T00:00:00Z' }) {
      for (;;) {
        const { nextAt } = await runEffects(database, handlers, { clock, log: silentLog, concurrency: 1 })
        const isOver = !nextAt || nextAt.epochMilliseconds > Date.parse(until)
        if (isOver) return
        clock.set(nextAt)
      }
    },
    outgoing: () =>
      prisma.outgoingMail.findMany({
        select: { purpose: true, toAddress: true, subject: true, text: true, messageIdHeader: true },
        orderBy: { createdAt: 'asc' }
      }),
    tags: async () => (await prisma.threadTag.findMany({ orderBy: { tag: 'asc' } })).map(({ tag }) => tag)
  }
}

export async function emptyShop({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`
    TRUNCATE message, thread, thread_reference, client, client_address, effect, outgoing_mail, keyword_act, reminder, preference,
      interaction, member, member_address, our_address, mailbox, folder, message_place, setting, audit_entry, suppression,
      purchase CASCADE`
}

/** The source of a mail from its fields and text. */
export function eml(fields: Record<string, string | string[]>, text: string): string {
  const named = {
    Date: 'Tue, 12 Mar 2024 10:30:00 +0100',
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...fields
  }
  const lines = Object.entries(named).flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}`))
  return `${lines.join('\n')}\n\n${text}\n`
}

/** A client asks, which begins a thread. */
export const QUESTION = eml(
  {
    From: 'Claire Martin <claire@client.example>',
    To: 'contact@shop.example',
    Subject: 'Table en chêne',
    'Message-ID': '<q1@client.example>',
    Date: 'Mon, 11 Mar 2024 17:42:00 +0100'
  },
  'Bonjour,\n\nQuel est le prix de la table en chêne ?\n\nClaire Martin'
)

let answers = 0

/** Marie answers the client; the text is her new text. */
export function answer(text: string, fields: Record<string, string | string[]> = {}): string {
  return eml(
    {
      From: 'Marie Durand <marie@shop.example>',
      To: 'Claire Martin <claire@client.example>',
      Subject: 'Re: Table en chêne',
      'Message-ID': `<a${++answers}@shop.example>`,
      'In-Reply-To': '<q1@client.example>',
      References: '<q1@client.example>',
      ...fields
    },
    `${text}\n\nLe 11/03/2024 à 17:42, Claire Martin a écrit :\n> Bonjour,\n> Quel est le prix de la table en chêne ?`
  )
}
