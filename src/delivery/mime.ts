import MailComposer from 'nodemailer/lib/mail-composer'

/** A mail of ours, ready to be written as MIME: one recipient, text always, HTML where there is any (SEMANTICS H3, H10). */
export interface OutgoingContent {
  /** Without angle brackets. */
  messageId: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  subject: string
  text: string
  html: string | null
  /** Message-ID this answers, without angle brackets. */
  inReplyTo: string | null
  references: string[]
  /** Written by the program and not by a person: marked so that nobody's machine answers it (D3). */
  automatic: boolean
  /** Further header fields, such as List-Unsubscribe; values are ASCII or encoded by the composer. */
  headers: { name: string; value: string }[]
  date: Date
}

/** DKIM key of the sending domain; the signature covers List-Unsubscribe and List-Unsubscribe-Post too (H9). */
export interface DkimKey {
  domain: string
  selector: string
  /** PEM */
  privateKey: string
}

/** RFC 8058 wants both unsubscribe fields under the signature; the library's own list leaves the second one out. */
const SIGNED_FIELDS =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:' +
  'In-Reply-To:References:Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post'

/**
 * Writes the mail as MIME, signed where a key is given.
 * @returns the bytes to transmit and to keep in Sent: both are the same
 */
export async function writeMime(content: OutgoingContent, dkim: DkimKey | null): Promise<Buffer> {
  const message = new MailComposer({
    messageId: `<${content.messageId}>`,
    date: content.date,
    from: { name: oneLine(content.from.name), address: content.from.address },
    to: { name: oneLine(content.to.name), address: content.to.address },
    subject: oneLine(content.subject),
    text: content.text,
    ...(content.html === null ? {} : { html: content.html }),
    ...(content.inReplyTo === null ? {} : { inReplyTo: `<${content.inReplyTo}>` }),
    ...(content.references.length === 0 ? {} : { references: content.references.map((id) => `<${id}>`) }),
    headers: [
      ...(content.automatic ? [{ key: 'Auto-Submitted', value: 'auto-generated' }] : []),
      ...content.headers.map(({ name, value }) => ({ key: name, value: oneLine(value) }))
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n'
  }).compile()
  if (dkim) return signed(message, dkim)
  return message.build()
}

type ComposedMessage = ReturnType<MailComposer['compile']>

async function signed(message: ComposedMessage, key: DkimKey): Promise<Buffer> {
  const { default: DKIM } = await import('nodemailer/lib/dkim')
  const signer = new DKIM({
    domainName: key.domain,
    keySelector: key.selector,
    privateKey: key.privateKey,
    headerFieldNames: SIGNED_FIELDS
  })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(await message.build())) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Header values hold no CR or LF: a value from a record could otherwise add headers of its own (H10). */
function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ')
}
