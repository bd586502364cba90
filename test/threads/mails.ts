import { createHash } from 'node:crypto'
import { carried } from '#src/message/carried.ts'
import type { Address, Mail } from '#src/message/mail.ts'
import type { ArrivedMail } from '#src/clients/arrivals.ts'

export interface MailSketch extends Partial<Omit<Mail, 'from' | 'to' | 'cc' | 'reply' | 'replyTo'>> {
  from?: string
  to?: string
  cc?: string
  replyTo?: string
  /** The whole text and the new text. */
  text?: string
}

/** A mail from a few words about it: a human one of 2 March 2026 unless told. Addresses as `Jean <jean@example.fr>, …`. */
export function aMail(sketch: MailSketch): Mail {
  const { from, to, cc, replyTo, text = 'Bonjour', ...rest } = sketch
  const subject = rest.subject ?? 'Devis'
  return {
    identity: createHash('sha256').update(JSON.stringify(sketch)).digest('hex'),
    messageId: null,
    inReplyTo: [],
    references: [],
    from: addresses(from),
    sender: null,
    replyTo: addresses(replyTo),
    to: addresses(to),
    cc: addresses(cc),
    bcc: [],
    date: '2026-03-02T09:00:00Z',
    subject,
    baseSubject: subject.replace(/^(?:Re|TR): /, ''),
    subjectPrefix: null,
    kind: 'human',
    evidence: ['nothing says that a program wrote it'],
    text,
    textTruncated: false,
    html: null,
    reply: { text, quoted: '', signature: '' },
    forwarded: null,
    bounce: null,
    complaint: null,
    automatic: null,
    list: null,
    statements: [],
    attachments: [],
    headers: [],
    language: 'fr',
    size: 1000,
    ...rest
  }
}

/** The same, as it comes off a server. */
export function arrived(sketch: MailSketch, from: Partial<Omit<ArrivedMail, 'mail'>> = {}): ArrivedMail {
  return {
    mail: carried(aMail(sketch)),
    internalDate: new Date('2026-03-02T09:00:05Z'),
    serverThread: null,
    fromOurSentFolder: false,
    live: false,
    ...from
  }
}

function addresses(list = ''): Address[] {
  return list
    .split(', ')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const bracketed = /^(.*) <(.*)>$/.exec(entry)
      return { name: bracketed?.[1] ?? '', address: bracketed?.[2] ?? entry }
    })
}
