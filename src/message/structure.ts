import type { Attachment, QuarantineReason } from './mail.ts'

/** A MIME tree as IMAP's BODYSTRUCTURE tells it (imapflow's own shape), and as `mime.ts` reads it from a file. */
export interface PartNode {
  type: string
  parameters?: Record<string, string> | undefined
  id?: string | undefined
  encoding?: string | undefined
  /** Bytes as transmitted. */
  size?: number | undefined
  disposition?: string | undefined
  dispositionParameters?: Record<string, string> | undefined
  childNodes?: PartNode[] | undefined
}

/** A part to be fetched: what `FetchedPart` says of it, without its content. */
export interface WantedPart {
  /** IMAP section: "1", "2.1", or "3.header" for the header block of a mail that is carried as part 3. */
  part: string
  type: string
  charset: string | null
  encoding: string | null
}

export type Wanted =
  | { kind: 'wanted'; parts: WantedPart[]; attachments: Attachment[] }
  | { kind: 'quarantined'; reason: QuarantineReason; detail: string }

/** SEMANTICS A15. */
export const PART_LIMIT = 500
export const NESTING_LIMIT = 50
/** Of each part so much is fetched and read. */
export const TEXT_LIMIT_BYTES = 64 * 1024
/** Texts beyond these are attachments in all but name (digests, mails with one text per picture). */
const TEXT_PARTS_LIMIT = 16

/**
 * Which parts of a mail must be read to understand it, in the order of the structure, and what else it carries.
 * Attachments are not wanted: their bytes stay on the server.
 */
export function wantedParts(structure: PartNode): Wanted {
  const walk: Walk = { parts: [], attachments: [], seen: 0, isReport: isReport(structure) }
  const refusal = visit(structure, { path: rootPath(structure), depth: 0, embedding: 0, parentType: '' }, walk)
  if (refusal) return refusal
  return { kind: 'wanted', parts: walk.parts, attachments: walk.attachments }
}

interface Walk {
  parts: WantedPart[]
  attachments: Attachment[]
  seen: number
  isReport: boolean
}

interface Place {
  path: number[]
  depth: number
  /** How many carried mails stand around this part. */
  embedding: number
  parentType: string
}

/** A mail that is one part is numbered "1"; a multipart root has no number (RFC 9051, section 6.4.5.1). */
function rootPath(structure: PartNode): number[] {
  return isMultipart(structure) ? [] : [1]
}

function visit(node: PartNode, place: Place, walk: Walk): (Wanted & { kind: 'quarantined' }) | null {
  if (++walk.seen > PART_LIMIT)
    return { kind: 'quarantined', reason: 'too-many-parts', detail: `more than ${PART_LIMIT} MIME parts` }
  if (place.depth > NESTING_LIMIT)
    return { kind: 'quarantined', reason: 'nested-too-deep', detail: `MIME parts nested deeper than ${NESTING_LIMIT}` }
  if (isMultipart(node)) return visitChildren(node, place, walk)
  if (isCarriedMail(node)) return visitCarriedMail(node, place, walk)
  visitLeaf(node, place, walk)
  return null
}

function visitChildren(node: PartNode, place: Place, walk: Walk): (Wanted & { kind: 'quarantined' }) | null {
  for (const [index, child] of (node.childNodes ?? []).entries()) {
    const childPlace = { ...place, path: [...place.path, index + 1], depth: place.depth + 1, parentType: node.type }
    const refusal = visit(child, childPlace, walk)
    if (refusal) return refusal
  }
  return null
}

/** Of a carried mail the header is wanted; its text only where it was forwarded, not where a server returns it. */
function visitCarriedMail(node: PartNode, place: Place, walk: Walk): (Wanted & { kind: 'quarantined' }) | null {
  const part = place.path.join('.')
  const isFirstLevel = place.embedding === 0
  if (isFirstLevel) walk.parts.push({ part: `${part}.header`, type: node.type, charset: null, encoding: null })
  if (isFirstLevel && !walk.isReport) walk.attachments.push(attachmentOf(node, part))
  const inner = node.childNodes?.[0]
  if (!inner) return null
  const innerPath = isMultipart(inner) ? place.path : [...place.path, 1]
  return visit(
    inner,
    { path: innerPath, depth: place.depth + 1, embedding: place.embedding + 1, parentType: node.type },
    walk
  )
}

function visitLeaf(node: PartNode, place: Place, walk: Walk): void {
  const part = place.path.join('.')
  const isReadable = place.embedding === 0 || (place.embedding === 1 && !walk.isReport)
  const isText = isBodyText(node, place) && walk.parts.length < TEXT_PARTS_LIMIT
  const isNotice = NOTICE_TYPES.has(node.type) && place.embedding === 0
  if (isReadable && (isText || isNotice)) walk.parts.push(wantedPart(node, part))
  if (place.embedding === 0 && !isText && !isNotice) walk.attachments.push(attachmentOf(node, part))
}

function wantedPart(node: PartNode, part: string): WantedPart {
  return {
    part,
    type: readableType(node),
    charset: parameter(node.parameters, 'charset'),
    encoding: node.encoding ?? null
  }
}

/** Machine-readable parts of reports: RFC 3464, 6533, 5965, 8098, 6522. */
const NOTICE_TYPES = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/feedback-report',
  'message/disposition-notification',
  'message/global-disposition-notification',
  'text/rfc822-headers',
  'message/global-headers',
  'text/rfc822'
])

function isBodyText(node: PartNode, { path, parentType }: Place): boolean {
  const type = readableType(node)
  if (type !== 'text/plain' && type !== 'text/html') return false
  if (node.disposition === 'attachment') return false
  const isNamed = fileName(node) !== ''
  const isFirst = path.every((number) => number === 1)
  return !isNamed || isFirst || parentType === 'multipart/alternative'
}

/** No type, or half of one, is plain text (RFC 2045, section 5.2). */
function readableType(node: PartNode): string {
  return node.type === '' || node.type === '/' || node.type === 'text/' || node.type === 'text'
    ? 'text/plain'
    : node.type
}

function isMultipart(node: PartNode): boolean {
  return node.type.startsWith('multipart/') && (node.childNodes?.length ?? 0) > 0
}

function isCarriedMail(node: PartNode): boolean {
  return node.type === 'message/rfc822' || node.type === 'message/global' || node.type === 'message/news'
}

function isReport(structure: PartNode): boolean {
  return structure.type === 'multipart/report'
}

function attachmentOf(node: PartNode, part: string): Attachment {
  return {
    name: fileName(node),
    type: node.type,
    size: node.size ?? 0,
    part,
    contentId: node.id ? node.id.replaceAll(/^<|>$/g, '') : null,
    inline: node.disposition === 'inline' || (node.disposition !== 'attachment' && Boolean(node.id))
  }
}

function fileName(node: PartNode): string {
  return parameter(node.dispositionParameters, 'filename') ?? parameter(node.parameters, 'name') ?? ''
}

function parameter(parameters: Record<string, string> | undefined, name: string): string | null {
  const isOwn = parameters !== undefined && Object.hasOwn(parameters, name)
  return isOwn ? (parameters[name] ?? null) : null
}
