import { anyCaseOf } from '#src/message/any-of.ts'
import { readAddresses } from '#src/message/addresses.ts'
import { decodePart } from '#src/message/body.ts'
import { allValues, firstValue, readHeader, type Header } from '#src/message/header-block.ts'
import type { Judged } from '#src/message/judged.ts'
import type { FetchedPart } from '#src/message/mail.ts'
import { readMessageIds } from '#src/message/message-ids.ts'

/** A server's notice, taken apart: what the server says, and what it returns of the mail that it is about. */
export interface Notice {
  /** The server's own words, before the returned mail. */
  prose: string
  /** Machine-readable parts (RFC 3464), decoded; empty where there are none. */
  statusParts: string[]
  /** Disposition notifications (RFC 8098), decoded. */
  dispositionParts: string[]
  /** `X-Failed-Recipients` of Exim and Gmail. */
  failedRecipients: string[]
  returned: ReturnedMail | null
  /** True where the returned mail is a part of its own, which no person's answer has. */
  isReturnedWhole: boolean
}

interface ReturnedMail {
  messageId: string | null
  toAddresses: string[]
  fromAddresses: string[]
}

/** Takes a possible notice apart. Cheap, and harmless on any mail. */
export function readNotice({ header, text, parts }: Judged): Notice {
  const statusParts = parts.filter((part) => STATUS_TYPES.has(part.type)).map(decodePart)
  const returnedPart = readReturnedPart(parts)
  const { before, after } = splitAtReturnedMail(text === '' ? (statusParts[0] ?? '') : text)
  return {
    prose: before,
    statusParts,
    dispositionParts: parts.filter(({ type }) => type === 'message/disposition-notification').map(decodePart),
    failedRecipients: allValues(header, 'x-failed-recipients')
      .flatMap(readAddresses)
      .map(({ address }) => address),
    returned: returnedPart ?? readReturnedText(after) ?? readQuotedFields(before),
    isReturnedWhole: returnedPart !== null
  }
}

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status'])
const RETURNED_TYPES = new Set([
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
  'text/rfc822'
])

function readReturnedPart(parts: FetchedPart[]): ReturnedMail | null {
  const part = parts.find(({ type }) => RETURNED_TYPES.has(type))
  return part ? readReturnedHeader(decodePart(part)) : null
}

function readReturnedText(text: string): ReturnedMail | null {
  return text === '' ? null : readReturnedHeader(text.replace(/^\s+/, ''))
}

function readReturnedHeader(text: string): ReturnedMail | null {
  const header = readHeader(Buffer.from(text, 'utf8'))
  if (header.fields.length === 0) return null
  return {
    // Some providers write an id of their own over ours (SEMANTICS B5).
    messageId: firstId(header, 'x-maillon-message-id') ?? firstId(header, 'message-id'),
    toAddresses: [...allValues(header, 'to'), ...allValues(header, 'cc')]
      .flatMap(readAddresses)
      .map(({ address }) => address),
    fromAddresses: allValues(header, 'from')
      .flatMap(readAddresses)
      .map(({ address }) => address)
  }
}

function firstId(header: Header, name: string): string | null {
  return readMessageIds(firstValue(header, name) ?? '')[0] ?? null
}

/** Some servers return nothing and name the mail in their own words: "Message-ID: <…>" (PMDF, m-FILTER). */
function readQuotedFields(text: string): ReturnedMail | null {
  const messageId = /^[\s>]*message[- ]?id\s*:\s*(<[^<>\s]+@[^<>\s]+>)/im.exec(text)?.[1]
  if (messageId === undefined) return null
  return { messageId: readMessageIds(messageId)[0] ?? null, toAddresses: [], fromAddresses: [] }
}

/** Dashes, stars and the like before a heading. */
const RULE = '^[\\s>*=_-]*'
/** "--- Below this line is a copy of the message.", "----- Unsent message follows -----", "Message headers follow." … */
const RETURNED_MARK = anyCaseOf(
  `${RULE}(?:below (?:this line )?is a copy|enclosed is a copy)`,
  `${RULE}(?:this is|here is|included is|the following is) (?:a |the )?(?:copy|header)`,
  `${RULE}(?:the )?original (?:message|mail)(?: headers?| header| info| follows?)?\\b|${RULE}(?:the )?headers? of (?:the )?`,
  `${RULE}(?:unsent message|returned (?:message|mail)\\b|message headers? (?:follow|of)|message returned)`,
  `${RULE}(?:texte? du message|message d'origine|copie du message|original(?:e|al)? ?nachricht)`
)
/** Where no mark stands, the returned mail's own first fields show where it begins. */
const RETURNED_FIELD = /^(?:return-path|received|dkim-signature|x-received|x-envelope-from|domainkey-signature): ?\S/i

function splitAtReturnedMail(text: string): { before: string; after: string } {
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (RETURNED_FIELD.test(line))
      return { before: lines.slice(0, index).join('\n'), after: lines.slice(index).join('\n') }
    const isMark = index > 0 && line.length < 120 && RETURNED_MARK.test(line) && leadsToHeader(lines, index + 1)
    if (isMark)
      return {
        before: lines.slice(0, index).join('\n'),
        after: lines
          .slice(index + 1)
          .join('\n')
          .replace(/^[\s=_-]+/, '')
      }
  }
  return { before: text, after: '' }
}

const LINES_BEFORE_HEADER = 4

/** A mark is believed where a header field follows, or nothing does: "original message" is also said in sentences. */
function leadsToHeader(lines: string[], from: number): boolean {
  const next = lines.slice(from, from + LINES_BEFORE_HEADER).filter((line) => /[^\s=_-]/.test(line))
  return next.length === 0 || next.some((line) => /^[A-Za-z][A-Za-z-]*:/.test(line))
}
