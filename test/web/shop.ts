import { Temporal } from 'temporal-polyfill'
import { storeMails } from '#src/clients/store-mails.ts'
import { newId } from '#src/platform/ids.ts'
import type { World } from '#src/web/world.ts'
import { arrived, type MailSketch } from '#test/threads/mails.ts'

export const SHOP = 'contact@boutique.example'

/** Stores mails as reading a mailbox would; ours are those from the shop's address. */
export async function receive(world: Pick<World, 'db' | 'database'>, sketches: MailSketch[]): Promise<void> {
  await world.db.ourAddress.createMany({ data: [{ address: SHOP, source: 'mailbox' }], skipDuplicates: true })
  const context = {
    now: Temporal.Instant.from('2026-11-24T09:30:00Z'),
    secrets: { hash: (text: string, purpose: string) => `${purpose} ${text}` }
  }
  const mails = sketches.map((sketch) => arrived({ date: '2026-11-23T09:00:00Z', ...sketch }))
  await world.database.transaction((tx) => storeMails(tx, mails, context))
}

/** A mailbox that could be written from; nothing is ever sent in these tests. */
export async function addMailbox(world: Pick<World, 'db'>): Promise<string> {
  const id = newId()
  await world.db.mailbox.create({
    data: {
      id,
      address: SHOP,
      imapHost: 'imap.boutique.example',
      imapPort: 993,
      imapTls: 'implicit',
      smtpHost: 'smtp.boutique.example',
      smtpPort: 465,
      smtpTls: 'implicit',
      username: SHOP,
      secret: Buffer.from('')
    }
  })
  return id
}

/** Claire writes twice; the shop has answered the first. */
export const CLAIRE: MailSketch[] = [
  {
    messageId: 'claire-1@mail.example',
    from: 'Claire Morel <claire@mail.example>',
    to: SHOP,
    subject: 'Lampe en laiton',
    text: 'Bonjour, est-elle encore là ?',
    date: '2026-11-20T09:00:00Z'
  },
  {
    messageId: 'shop-1@boutique.example',
    inReplyTo: ['claire-1@mail.example'],
    from: `La Boutique <${SHOP}>`,
    to: 'Claire Morel <claire@mail.example>',
    subject: 'Re: Lampe en laiton',
    text: 'Oui, nous vous la gardons.',
    date: '2026-11-20T11:00:00Z'
  },
  {
    messageId: 'claire-2@mail.example',
    inReplyTo: ['shop-1@boutique.example'],
    references: ['claire-1@mail.example', 'shop-1@boutique.example'],
    from: 'Claire Morel <claire@mail.example>',
    to: SHOP,
    subject: 'Re: Lampe en laiton',
    text: 'Merci ! Puis-je passer samedi ?',
    date: '2026-11-23T08:00:00Z'
  }
]

/** Somebody unknown has written once. */
export const NOEL: MailSketch = {
  messageId: 'noel-1@mail.example',
  from: 'Noël Brun <noel@mail.example>',
  to: SHOP,
  subject: 'Horaires',
  text: 'Êtes-vous ouverts lundi ?'
}
