/**
 * Mails of a small French shop, made from a number: the same number gives the same mails on every machine. For tests
 * of volume and of speed; what single mails contain is tested with real ones.
 */
export interface MadeMail {
  /** INBOX or Sent. */
  folder: 'INBOX' | 'Sent'
  messageId: string
  date: Date
  raw: Buffer
}

export interface MadeMailOptions {
  /** Share of mails with an attachment, 0 to 1. */
  attachments?: number
  /** Average bytes of an attachment before encoding. */
  attachmentSize?: number
  /** The shop's own address. */
  us?: string
  /** The mails are spread evenly over two years that end here. */
  until?: Date
  seed?: number
}

const TWO_YEARS_MS = 2 * 365 * 24 * 3_600_000

/** Makes mail by mail, oldest first, so that none but the present one is held in memory. */
export function* makeMails(count: number, options: MadeMailOptions = {}): Generator<MadeMail> {
  const { attachments = 0.15, attachmentSize = 350_000, us = 'contact@example.org', seed = 1 } = options
  const until = options.until ?? new Date('2026-11-01T12:00:00Z')
  const random = randomFrom(seed)
  const threads: { subject: string; client: number; ids: string[] }[] = []
  for (let n = 0; n < count; n++) {
    const date = new Date(until.getTime() - Math.floor((TWO_YEARS_MS * (count - n)) / count))
    const messageId = `made-${seed}-${n}@mail.example.net`
    const open = threads.length > 0 && random() < 0.6 ? threads[Math.floor(random() * threads.length)] : undefined
    const thread = open ?? { subject: `${pick(SUBJECTS, random)} ${n}`, client: Math.floor(random() * 300), ids: [] }
    if (!open) threads.push(thread)
    if (threads.length > 40) threads.shift()
    const isNews = !open && random() < 0.1
    const fromUs = open !== undefined && thread.ids.length % 2 === 1
    const client = `${pick(FIRST_NAMES, random)} <client${thread.client}@client${thread.client % 40}.example.com>`
    const headers = [
      `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${messageId}>`,
      `From: ${isNews ? 'Actualités <news@newsletter.example.com>' : fromUs ? `Boutique <${us}>` : client}`,
      `To: ${fromUs ? client : us}`,
      `Subject: ${open ? 'Re: ' : ''}${thread.subject}`,
      ...replyHeaders(thread.ids),
      ...(isNews ? ['List-Unsubscribe: <https://newsletter.example.com/u>', 'Precedence: bulk'] : []),
      ...RELAY_HEADERS,
      'MIME-Version: 1.0'
    ]
    thread.ids.push(messageId)
    const size = random() < attachments ? Math.ceil(attachmentSize * (0.5 + random())) : 0
    const raw = Buffer.from([...headers, ...content({ n, size, random })].join('\r\n'))
    yield { folder: fromUs ? 'Sent' : 'INBOX', messageId, date, raw }
  }
}

/**
 * A long answer by Outlook for Windows in place of a made mail: its fields, and the pages of markup with which Outlook quotes
 * a correspondence of a dozen mails.
 */
export function longMail(n: number, { raw }: MadeMail): Buffer {
  const header = raw.toString('utf8').split('\r\n\r\n')[0] ?? ''
  const fields = header.replace(/\r\nContent-(?:Type|Transfer-Encoding):[^\r]*/gi, '')
  const random = randomFrom(n)
  const blocks = Array.from({ length: 12 }, () => {
    const paragraphs = Array.from({ length: 6 }, () => outlookParagraph(pick(SENTENCES, random)))
    return `${paragraphs.join('\r\n')}\r\n${OUTLOOK_RULE}`
  })
  const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>${OUTLOOK_STYLE}</style></head><body lang="FR" link="#0563C1"><div class="WordSection1">${blocks.join('\r\n')}</div></body></html>`
  const text = blocks
    .join('\r\n')
    .replaceAll(/<br>|<\/p>/g, '\r\n')
    .replaceAll(/<[^>]*>|&nbsp;/g, ' ')
    .replaceAll(/&[lg]t;/g, '')
  const parts = [
    ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', text],
    ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', html]
  ]
  return Buffer.from([fields, ...multipart('alternative', `long-${n}`, parts)].join('\r\n'))
}

function outlookParagraph(sentence: string): string {
  return `<p class="MsoNormal" style="margin-bottom:12.0pt"><span lang="FR" style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;color:#1F497D;mso-fareast-language:EN-US">${sentence}<o:p></o:p></span></p><p class="MsoNormal"><span style="font-size:11.0pt;color:#1F497D"><o:p>&nbsp;</o:p></span></p>`
}

const OUTLOOK_RULE =
  '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>De&nbsp;:</b> Alice Roy &lt;client1@client1.example.com&gt;<br><b>Envoyé&nbsp;:</b> lundi 12 octobre 2026 09:41<br><b>À&nbsp;:</b> Boutique<br><b>Objet&nbsp;:</b> Commande<o:p></o:p></p></div></div>'
const OUTLOOK_STYLE = Array.from(
  { length: 40 },
  (_, n) =>
    `p.MsoNormal${n}, li.MsoNormal${n} {margin:0cm; margin-bottom:.0001pt; font-size:11.0pt; font-family:"Calibri",sans-serif;}`
).join('\r\n')

/** A repeatable source of numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function replyHeaders(ids: string[]): string[] {
  const last = ids.at(-1)
  if (last === undefined) return []
  const references = ids.slice(-8).map((id) => `<${id}>`)
  return [`In-Reply-To: <${last}>`, `References: ${references.join('\r\n ')}`]
}

function content({ n, size, random }: { n: number; size: number; random: () => number }): string[] {
  const paragraphs = Array.from({ length: 2 + Math.floor(random() * 8) }, () => pick(SENTENCES, random))
  const text = ['Bonjour,', '', ...paragraphs, '', 'Cordialement,', `Numéro ${n}`]
  const plain = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', ...text]
  const hasHtml = random() < 0.7
  const html = [
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    `<html><body>${text.map((line) => `<p style="margin:0 0 8px">${line}</p>`).join('\r\n')}</body></html>`
  ]
  const body = hasHtml ? multipart('alternative', `alt-${n}`, [plain, html]) : plain
  return size === 0 ? body : multipart('mixed', `mix-${n}`, [body, attachment(n, size)])
}

function multipart(kind: string, boundary: string, parts: string[][]): string[] {
  const inside = parts.flatMap((part) => [`--${boundary}`, ...part])
  return [`Content-Type: multipart/${kind}; boundary="${boundary}"`, '', ...inside, `--${boundary}--`, '']
}

function attachment(n: number, size: number): string[] {
  const line = Buffer.alloc(57, n % 251).toString('base64')
  return [
    `Content-Type: application/pdf; name="facture-${n}.pdf"`,
    `Content-Disposition: attachment; filename="facture-${n}.pdf"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...Array.from({ length: Math.ceil(size / 57) }, () => line)
  ]
}

function pick(values: string[], random: () => number): string {
  return values[Math.floor(random() * values.length)] ?? ''
}

const SUBJECTS = ['Commande', 'Question sur la livraison', 'Devis', 'Réparation', 'Facture', 'Rendez-vous', 'Merci']
const FIRST_NAMES = ['Alice Roy', 'Benoît Caron', '"Côté, Carole"', 'Denis Martin', '=?utf-8?q?=C3=89lise_Roux?=']
const SENTENCES = [
  'Je vous écris au sujet de ma dernière commande, qui devait arriver la semaine passée.',
  'Pourriez-vous me confirmer la disponibilité du modèle en chêne clair ?',
  'La livraison s’est très bien passée, merci encore à toute l’équipe.',
  'Nous aurons besoin de six chaises de plus avant la fin du mois.',
  'Mon adresse a changé, je vous envoie la nouvelle dès que possible.',
  'Le lampadaire fait un léger bruit depuis hier, que me conseillez-vous ?'
]
/** What a mail carries from the servers it went through: most of a real header block. */
const RELAY_HEADERS = [
  'Received: from mx1.example.net (mx1.example.net [192.0.2.10]) by mail.example.org (Postfix) with ESMTPS id 4X2y3Z5k6J;',
  '\tSun, 1 Nov 2026 10:00:00 +0000 (UTC)',
  'Received: from relay.example.net (relay.example.net [192.0.2.20]) by mx1.example.net with ESMTP id a1b2c3d4e5f6;',
  '\tSun, 1 Nov 2026 09:59:58 +0000',
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=mail; t=1793527198;',
  '\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; h=Date:From:To:Subject:From;',
  '\tb=QWxsIG1haWxzIG9mIHRoaXMgZ2VuZXJhdG9yIGFyZSBtYWRlIHVwIGFuZCB0aGUgc2lnbmF0dXJlIGlzIG5vdCBvbmU',
  'Authentication-Results: mail.example.org; dkim=pass header.d=example.net; spf=pass; dmarc=pass',
  'X-Mailer: Example Mail 12.3'
]
