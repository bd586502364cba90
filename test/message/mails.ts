import type { Mail } from '#src/message/mail.ts'
import { understandRaw } from '#src/message/understand.ts'

/** Understands a mail that can be understood. */
export function understood(raw: string | Buffer, receivedAt: string | null = null): Mail {
  const result = understandRaw(typeof raw === 'string' ? Buffer.from(raw) : raw, { receivedAt })
  if (result.kind === 'quarantined') throw new Error(`quarantined: ${result.reason}, ${result.detail}`)
  return result.mail
}

/** A mail of these fields and this text; CRLF line ends as on the wire. */
export function mailOf(fields: Record<string, string>, text: string): string {
  const all = { From: 'Ana <ana@client.example>', To: 'contact@boutique.example', ...fields }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [...lines, '', ...text.split('\n')].join('\r\n')
}

/** A multipart body; each part is its own header lines, an empty line, and its text. */
export function multipart(boundary: string, parts: string[]): string {
  return [...parts.map((part) => `--${boundary}\n${part}`), `--${boundary}--`, ''].join('\n')
}
