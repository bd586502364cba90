import { domainToASCII } from 'node:url'
import { decodeHeaderText } from './encoded-words.ts'
import type { Address } from './mail.ts'

/** No mail of a small team has more; what goes beyond is left out. */
const ADDRESS_LIMIT = 1000

/**
 * The addresses of a From, To, Cc … field: RFC 5322 lists with groups, comments, quotes and obsolete routes, and what
 * programs write instead (no brackets, semicolons between, a whole address inside an encoded word). Entries without
 * an address are left out. Never throws.
 * @param raw the unfolded value, one character per byte
 */
export function readAddresses(raw: string): Address[] {
  const simple = raw.length <= SIMPLE_LENGTH ? SIMPLE.exec(raw) : null
  if (simple) return withAddress(simple[1] ?? simple[2] ?? '', simple[3] ?? '')
  const addresses: Address[] = []
  for (const entry of splitEntries(raw)) {
    addresses.push(...readEntry(entry))
    if (addresses.length >= ADDRESS_LIMIT) break
  }
  return addresses
}

/** `address` in the one form that is compared and stored: lower case, domain in ASCII; null where it is none. */
export function normalAddress(address: string): string | null {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at).trim().toLowerCase()
  const domain = asciiDomain(address.slice(at + 1).trim())
  const isAddress = at > 0 && local !== '' && domain !== '' && local.length <= 256 && !UNFIT_FOR_LOCAL_PART.test(local)
  return isAddress ? `${local}@${domain}` : null
}

/** The form of nine addresses in ten, read at once; kept short, since the pattern tries each blank as the name's end. */
const SIMPLE_LENGTH = 200
const SIMPLE = /^\s*(?:"([^"\\<>]*)"|([^"\\<>(),;:@=]*?))\s*<([\w.+=/-]+@[A-Za-z0-9.-]+)>\s*$/
const NON_ASCII = /\P{ASCII}/u

const LABEL = '[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?'
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)
/** Blanks, angle brackets and the control signs of ASCII. */
const UNFIT_FOR_LOCAL_PART = /[\s<>]|[^ -~\u0080-\uffff]/

function asciiDomain(domain: string): string {
  const bare = domain.toLowerCase().replace(/\.+$/, '')
  if (NON_ASCII.test(bare)) return domainToASCII(bare.normalize('NFC'))
  const isDomain = DOMAIN.test(bare) || /^\[[\w.:]+\]$/.test(bare)
  return isDomain ? bare : ''
}

interface Entry {
  /** Text outside brackets, comments taken out. */
  phrase: string
  /** What stands in the last angle brackets, null where there are none. */
  bracketed: string | null
  comment: string
}

/**
 * One pass over the characters: commas and semicolons end an entry, a group's name is dropped, what is opened and never closed
 * is read as text.
 */
function splitEntries(raw: string): Entry[] {
  const entries: Entry[] = []
  let entry = emptyEntry()
  let mayBeGroup = true
  let mayBeComment = true
  for (let index = 0; index < raw.length && entries.length < ADDRESS_LIMIT;) {
    const character = raw.charAt(index)
    const end = tokenEnd(raw, index, mayBeComment)
    const token = raw.slice(index, end)
    if (token.startsWith('"')) entry.phrase += quotedText(token, raw.charAt(end))
    else if (character === '(' && end > index + 1) entry.comment ||= token.slice(1, -1)
    else if (character === '<') entry.bracketed = token.slice(1, token.endsWith('>') ? -1 : undefined)
    else if (character === ',' || character === ';') {
      entries.push(entry)
      entry = emptyEntry()
      mayBeGroup = true
    } else if (character === ':' && mayBeGroup) entry.phrase = ''
    else entry.phrase += token
    if (character === '(' && end === index + 1) mayBeComment = false
    if (character === '@' || character === '<') mayBeGroup = false
    index = end
  }
  entries.push(entry)
  return entries
}

function emptyEntry(): Entry {
  return { phrase: '', bracketed: null, comment: '' }
}

function tokenEnd(raw: string, start: number, mayBeComment: boolean): number {
  const character = raw[start]
  if (character === '"') return quotedEnd(raw, start)
  if (character === '(') return mayBeComment ? commentEnd(raw, start) : start + 1
  if (character !== '<') return start + 1
  const close = raw.indexOf('>', start)
  return close === -1 ? raw.length : close + 1
}

function quotedEnd(raw: string, start: number): number {
  for (let index = start + 1; index < raw.length; index++) {
    if (raw[index] === '\\') index++
    else if (raw[index] === '"') return index + 1
  }
  return raw.length
}

/** A quoted local part ("a b"@example.org) keeps its quotes; a quoted name loses them. */
function quotedText(quoted: string, next: string): string {
  return next === '@' ? quoted : quoted.slice(1, quoted.endsWith('"') ? -1 : undefined).replaceAll(/\\(.)/g, '$1')
}

/** Comments nest (RFC 5322, section 3.2.2); of one that never ends only the bracket is returned. */
function commentEnd(raw: string, start: number): number {
  let depth = 0
  for (let index = start; index < raw.length; index++) {
    if (raw[index] === '\\') index++
    else if (raw[index] === '(') depth++
    else if (raw[index] === ')' && --depth === 0) return index + 1
  }
  return start + 1
}

function readEntry({ phrase, bracketed, comment }: Entry): Address[] {
  if (bracketed !== null) return withAddress(phrase, withoutRoute(bracketed))
  const bare = phrase.trim()
  if (!bare.includes('@')) return bare.includes('=?') ? readEncodedEntry(bare) : []
  const words = bare.split(/\s+/)
  const address = words.find((word) => word.includes('@')) ?? ''
  return withAddress(comment || words.filter((word) => word !== address).join(' '), address)
}

/** Some programs encode name and address together: "=?utf-8?q?Ana_=3Cana=40example.org=3E?=". */
function readEncodedEntry(phrase: string): Address[] {
  const decoded = decodeHeaderText(phrase)
  const [, name = '', address = ''] = /^([^<>]*)<([^<>\s]+@[^<>\s]+)>\s*$/.exec(decoded) ?? []
  return address === '' ? [] : withAddress(name, address)
}

/** Obsolete source routes (RFC 5322, section 4.4): <@relay.example:ana@example.org>. */
function withoutRoute(bracketed: string): string {
  return bracketed
    .trim()
    .replace(/^@[^:]*:/, '')
    .replace(/^mailto:/i, '')
}

function withAddress(name: string, raw: string): Address[] {
  const text = NON_ASCII.test(raw) ? decodeHeaderText(raw) : raw
  const address = normalAddress(text.replaceAll(/\s/g, ''))
  if (address === null) return []
  return [
    {
      name: decodeHeaderText(name)
        .trim()
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/^['"]+|['"]+$/g, ''),
      address
    }
  ]
}
