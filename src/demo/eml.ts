/** A mail of the demonstration, before it is written as MIME. */
export interface DemoMail {
  folder: 'INBOX' | 'Sent'
  from: { name: string; address: string }
  to: { name: string; address: string }[]
  subject: string
  text: string
  /** Milliseconds since 1970. */
  at: number
  /** Without angle brackets. */
  messageId: string
  inReplyTo: string | null
  references: string[]
  /** Further header lines, ASCII. */
  headers: string[]
  /** A part beside the text. */
  attachment: { name: string; type: string; content: string } | null
  /** Where the mail is a report or another form, its whole content type and body instead of the text. */
  body: { type: string; content: string } | null
}

/** Writes the mail as its sender's program would. */
export function eml(mail: DemoMail): string {
  const header = [
    `Return-Path: <${mail.from.address}>`,
    `Date: ${new Date(mail.at).toUTCString().replace('GMT', '+0000')}`,
    `From: ${mailbox(mail.from)}`,
    `To: ${mail.to.map(mailbox).join(', ')}`,
    `Subject: ${encoded(mail.subject)}`,
    `Message-ID: <${mail.messageId}>`,
    ...(mail.inReplyTo === null ? [] : [`In-Reply-To: <${mail.inReplyTo}>`]),
    ...(mail.references.length === 0 ? [] : [`References: ${mail.references.map((id) => `<${id}>`).join('\r\n ')}`]),
    ...mail.headers,
    'MIME-Version: 1.0'
  ]
  return [...header, ...content(mail)].join('\r\n')
}

function content({ text, attachment, body }: DemoMail): string[] {
  if (body) return [`Content-Type: ${body.type}`, '', body.content.replaceAll('\n', '\r\n')]
  if (!attachment) return [...TEXT_HEADER, '', base64(text), '']
  return [
    'Content-Type: multipart/mixed; boundary="piece"',
    '',
    '--piece',
    ...TEXT_HEADER,
    '',
    base64(text),
    '--piece',
    `Content-Type: ${attachment.type}; name="${attachment.name}"`,
    `Content-Disposition: attachment; filename="${attachment.name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(attachment.content),
    '--piece--',
    ''
  ]
}

const TEXT_HEADER = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64']
const LINE_LENGTH = 76

function base64(text: string): string {
  const encodedText = Buffer.from(text.replaceAll('\n', '\r\n')).toString('base64')
  return (encodedText.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? []).join('\r\n')
}

function mailbox({ name, address }: { name: string; address: string }): string {
  return name === '' ? address : `${encoded(name)} <${address}>`
}

/** RFC 2047, in words short enough for a header line. */
function encoded(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const WORD_CHARACTERS = 18
  const words = text.match(new RegExp(`.{1,${WORD_CHARACTERS}}`, 'gu')) ?? []
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ')
}
