import { normalAddress } from '#src/message/addresses.ts'
import { decodeHeaderText } from '#src/message/encoded-words.ts'

/** What one per-recipient block of a delivery status says (RFC 3464, section 2.3), as far as it says it. */
export interface StatusBlock {
  originalRecipient: string | null
  finalRecipient: string | null
  action: string
  status: string
  diagnosticType: string
  diagnostic: string
  remoteMta: string
}

/**
 * Reads the per-recipient blocks out of a message/delivery-status part, or out of a text that quotes such fields among
 * prose (Amazon WorkMail, PMDF): a block begins with any of its fields and ends where one of them comes again.
 */
export function readStatusBlocks(text: string): StatusBlock[] {
  const blocks: Map<string, string>[] = []
  let current = new Map<string, string>()
  for (const [name, value] of statusFields(text)) {
    if (current.has(name)) {
      blocks.push(current)
      current = new Map()
    }
    current.set(name, value)
  }
  blocks.push(current)
  return blocks
    .filter((fields) => fields.has('action') || fields.has('status') || fields.has('final-recipient'))
    .map(toBlock)
}

const FIELD =
  /^(original-recipient|final-recipient|x-actual-recipient|action|status|diagnostic-code|remote-mta)[ \t]*:[ \t]*(.*)$/i
const OTHER_FIELD = /^[a-z][a-z-]*[ \t]*:/i

function statusFields(text: string): [string, string][] {
  const fields: [string, string][] = []
  let open: [string, string] | null = null
  for (const line of text.split('\n')) {
    const match = FIELD.exec(line)
    if (match) {
      open = [(match[1] ?? '').toLowerCase(), (match[2] ?? '').trim()]
      fields.push(open)
    } else if (open && /^[ \t]+\S/.test(line)) open[1] += ` ${line.trim()}`
    else if (line.trim() === '' || OTHER_FIELD.test(line)) open = null
    else if (open?.[0] === 'diagnostic-code') open[1] += ` ${line.trim()}`
  }
  return fields
}

function toBlock(fields: Map<string, string>): StatusBlock {
  const [, diagnosticType = '', diagnostic = ''] =
    /^(?:([\w-]+)\s*;)?\s*(.*)$/s.exec(fields.get('diagnostic-code') ?? '') ?? []
  return {
    originalRecipient: recipientAddress(fields.get('original-recipient')),
    finalRecipient:
      recipientAddress(fields.get('final-recipient')) ?? recipientAddress(fields.get('x-actual-recipient')),
    action: (/^[a-z]+/i.exec(fields.get('action') ?? '')?.[0] ?? '').toLowerCase(),
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ?? '',
    diagnosticType: diagnosticType.toLowerCase(),
    diagnostic: decodeHeaderText(diagnostic),
    remoteMta: (fields.get('remote-mta') ?? '').replace(/^[\w-]+\s*;\s*/, '')
  }
}

/** "rfc822;ana@example.org", with or without type, brackets and a comment; xtext is decoded (RFC 3461, section 4). */
function recipientAddress(value: string | undefined): string | null {
  if (value === undefined) return null
  const bare = value.replace(/^[\w-]+\s*;\s*/, '')
  const address = /<([^<>]+)>/.exec(bare)?.[1] ?? /\S+@\S+/.exec(bare)?.[0] ?? ''
  const decoded = address.replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16))
  )
  return normalAddress(decoded.replaceAll(/^['"]|['"]$/g, ''))
}
