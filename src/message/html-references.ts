import { Tokenizer } from 'htmlparser2'

/** @param source an attribute value as it is written, with its quotes */
export function attributeValue(source: string): string {
  const isQuoted = source.startsWith('"') || source.startsWith("'")
  const value = isQuoted ? source.slice(1, -1) : source
  if (!value.includes('&')) return value
  let read = ''
  let from = 0
  for (let at = value.indexOf('&'); at !== -1; at = value.indexOf('&', from)) {
    const reference = referenceAt(value, at)
    if (reference === null) return valueByTokenizer(source)
    read += value.slice(from, at) + reference.text
    from = reference.end
  }
  return read + value.slice(from)
}

function valueByTokenizer(source: string): string {
  let value = ''
  const input = `<a x=${source}>`
  tokenize(input, {
    onattribdata: (start, end) => (value += input.slice(start, end)),
    onattribentity: (codepoint) => (value += String.fromCodePoint(codepoint))
  })
  return value
}

/** Tells a stretch of text piece by piece, each character reference alone. */
export function writeText(text: string, listener: { write(text: string): void }): void {
  let from = 0
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', from)) {
    const reference = referenceAt(text, at)
    if (reference === null) return writeByTokenizer(text.slice(from), listener)
    if (at > from) listener.write(text.slice(from, at))
    listener.write(reference.text)
    from = reference.end
  }
  if (from < text.length) listener.write(from === 0 ? text : text.slice(from))
}

function writeByTokenizer(text: string, listener: { write(text: string): void }): void {
  tokenize(text, {
    ontext: (start, end) => listener.write(text.slice(start, end)),
    ontextentity: (codepoint) => listener.write(String.fromCodePoint(codepoint))
  })
}

const LONGEST_REFERENCE = 12
const REFERENCES_LIMIT = 1000
/** What references that end in a semicolon stand for; null for those that are more or less than one character. */
const references = new Map<string, string | null>()

function referenceAt(text: string, at: number): { text: string; end: number } | null {
  const end = text.slice(at, at + LONGEST_REFERENCE).indexOf(';') + at + 1
  if (end === at) return null
  const source = text.slice(at, end)
  let meaning = references.get(source)
  if (meaning === undefined) {
    meaning = wholeReference(source)
    if (references.size >= REFERENCES_LIMIT) references.clear()
    references.set(source, meaning)
  }
  return meaning === null ? null : { text: meaning, end }
}

function wholeReference(source: string): string | null {
  const pieces: string[] = []
  let isText = false
  tokenize(source, {
    ontext: () => (isText = true),
    ontextentity: (codepoint) => pieces.push(String.fromCodePoint(codepoint))
  })
  return isText || pieces.length !== 1 ? null : (pieces[0] ?? null)
}

type TokenListener = ConstructorParameters<typeof Tokenizer>[1]

function tokenize(input: string, listener: Partial<TokenListener>): void {
  const tokenizer = new Tokenizer({ decodeEntities: true }, { ...DEAF, ...listener })
  tokenizer.write(input)
  tokenizer.end()
}

const DEAF: TokenListener = {
  onattribdata() {},
  onattribend() {},
  onattribentity() {},
  onattribname() {},
  oncdata() {},
  onclosetag() {},
  oncomment() {},
  ondeclaration() {},
  onend() {},
  onopentagend() {},
  onopentagname() {},
  onprocessinginstruction() {},
  onselfclosingtag() {},
  ontext() {},
  ontextentity() {}
}
