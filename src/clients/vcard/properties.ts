import iconv from 'iconv-lite'

/** One line of a vCard, unfolded and decoded: `TEL;TYPE=cell:+33…`. */
export interface Property {
  /** Upper-case, its group taken off. */
  name: string
  /** Values of its parameters, lower-case, whatever they are called: `cell`, `pref`, `quoted-printable`. */
  marks: string[]
  /** As written: escapes are undone by who reads its parts. */
  value: string
}

/** One card of a file, with the line it begins at. */
export interface Card {
  line: number
  properties: Property[]
  /** False where the file ends within it. */
  isWhole: boolean
}

/** Pictures, sounds and keys are long and none of a client's data that is kept. */
const PASSED_OVER = /^(?:[^:;]*\.)?(?:PHOTO|LOGO|SOUND|KEY|AGENT)[;:]/i

/** Finds the cards of a file in its lines, as they come: versions 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), several in a file. */
export function startCards(): { add(lines: string[], first: number): Card[]; end(): Card[] } {
  let card: Card | null = null
  let depth = 0
  let pending: string | null = null

  function finish(): void {
    if (pending !== null && card) {
      const property = readProperty(pending)
      if (property && depth === 1) card.properties.push(property)
    }
    pending = null
  }

  function take(line: string, number: number): Card | null {
    const isSoftBroken = pending !== null && isQuotedPrintable(pending) && pending.endsWith('=')
    if (isSoftBroken) {
      pending = `${pending?.slice(0, -1)}${line.replace(/^[ \t]/, '')}`
      return null
    }
    if (/^[ \t]/.test(line)) {
      if (pending !== null) pending += line.slice(1)
      return null
    }
    finish()
    if (/^\s*BEGIN:VCARD\s*$/i.test(line)) {
      depth += 1
      if (depth === 1) card = { line: number, properties: [], isWhole: false }
    } else if (/^\s*END:VCARD\s*$/i.test(line)) {
      depth = Math.max(0, depth - 1)
      if (depth > 0 || !card) return null
      const done = { ...card, isWhole: true }
      card = null
      return done
    } else if (card && !PASSED_OVER.test(line)) pending = line
    return null
  }

  return {
    add: (lines, first) => lines.flatMap((line, index) => take(line, first + index) ?? []),
    end() {
      finish()
      return card ? [card] : []
    }
  }
}

function isQuotedPrintable(line: string): boolean {
  const head = line.slice(0, line.indexOf(':'))
  return /QUOTED-PRINTABLE/i.test(head)
}

/** @returns null where the line is no property: a stray line of a picture */
function readProperty(line: string): Property | null {
  const colon = colonOf(line)
  if (colon === -1) return null
  const [name = '', ...parameters] = partsOf(line.slice(0, colon))
  const marks = parameters.flatMap((parameter) =>
    parameter
      .slice(parameter.indexOf('=') + 1)
      .replaceAll('"', '')
      .toLowerCase()
      .split(',')
  )
  const raw = line.slice(colon + 1)
  const charset = parameters
    .map((parameter) => /^CHARSET=(.+)$/i.exec(parameter)?.[1])
    .find((found) => found !== undefined)
  const value = marks.includes('quoted-printable') ? unquoted(raw, charset ?? 'utf-8') : raw
  return { name: (name.split('.').at(-1) ?? '').trim().toUpperCase(), marks, value: value.trim() }
}

/** The colon that ends the parameters: not one inside quotation marks. */
function colonOf(line: string): number {
  const head = /^(?:[^":]|"[^"]*")*:/.exec(line)?.[0]
  return head === undefined ? -1 : head.length - 1
}

function partsOf(head: string): string[] {
  return head.match(/(?:[^;"]|"[^"]*")+/g) ?? []
}

function unquoted(text: string, charset: string): string {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const hex = text[at] === '=' ? /^[0-9a-f]{2}/i.exec(text.slice(at + 1, at + 3))?.[0] : undefined
    if (hex === undefined) bytes.push(...Buffer.from(text[at] ?? '', 'utf8'))
    else {
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    }
  }
  return iconv.decode(Buffer.from(bytes), iconv.encodingExists(charset) ? charset : 'utf-8')
}

/** The parts of a structured value, its escapes undone: `;;12 rue des Pins;Lyon` by semicolon, categories by comma. */
export function splitValue(value: string, separator: ';' | ','): string[] {
  const parts = ['']
  for (let at = 0; at < value.length; at += 1) {
    const letter = value[at] ?? ''
    if (letter === '\\') {
      at += 1
      const escaped = value[at] ?? ''
      parts[parts.length - 1] += escaped === 'n' || escaped === 'N' ? '\n' : escaped
    } else if (letter === separator) parts.push('')
    else parts[parts.length - 1] += letter
  }
  return parts.map((part) => part.trim())
}

/** A text with its escapes undone. */
export function plainValue(value: string): string {
  return value
    .replace(/\\([nN,;:\\])/g, (_, letter: string) => (letter.toLowerCase() === 'n' ? '\n' : letter))
    .replace(/\s+/g, ' ')
    .trim()
}
