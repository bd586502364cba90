/** Blanks other than single spaces, and signs of no width. */
const UNEVEN = /[^\S ]|  |[\u200B\u00AD\uFEFF]/

/** Elements that stand apart from their neighbours by an empty line. */
const SPACED = new Set('p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table'.split(' '))

/** Whether an element with this class is set off from its neighbours. */
export function isSpaced(name: string, className: string): boolean {
  return SPACED.has(name) && !/\bmso(?:normal|listparagraph)|\bp\d\b/i.test(className)
}

/**
 * Lays HTML out as lines of text. Owns the line that is being written; `finish` hands the lines over.
 * Rules: SPACED elements are set off by an empty line (but not Outlook's MsoNormal, whose paragraphs have no margin),
 * other blocks by a line break, cells by a space, quotations are marked with "> ".
 */
export class TextLayout {
  readonly #lines: string[] = []
  readonly #max: number
  #line = ''
  #length = 0
  #hasSpaceWaiting = false
  #wantsEmptyLine = false
  #pre = 0
  quoteDepth = 0

  /** @param max characters after which the rest of the text is left out */
  constructor(max: number) {
    this.#max = max
  }

  write(whole: string): void {
    if (this.#length > this.#max) return
    const text = whole.length > this.#max ? whole.slice(0, this.#max) : whole
    if (this.#pre > 0) return this.#writePreformatted(text)
    if (!/\S/.test(text)) {
      this.#hasSpaceWaiting = true
      // A no-break space alone is how programs write an empty paragraph.
      if (this.#line === '' && text.includes('\u00A0')) this.#line = ' '
      return
    }
    const isUneven = UNEVEN.test(text) && /\s/.test(text)
    const words = isUneven ? text.replace(/[\s\u200B\u00AD\uFEFF]+/g, ' ') : text
    const isAtStart = this.#line === '' || this.#line === ' '
    const needsSpace = this.#hasSpaceWaiting && !isAtStart && !words.startsWith(' ')
    this.#hasSpaceWaiting = words.endsWith(' ')
    const piece = this.#hasSpaceWaiting ? words.slice(0, -1) : words
    if (needsSpace) this.#append(' ')
    this.#append(isAtStart ? piece.trimStart() : piece)
  }

  #append(piece: string): void {
    if (this.#length > this.#max) return
    if (this.#line === ' ') this.#line = ''
    this.#line += piece
    this.#length += piece.length
  }

  #writePreformatted(text: string): void {
    const [first = '', ...more] = text.split(/\r\n|\r|\n/)
    this.#append(first)
    for (const line of more) {
      this.#endLine()
      this.#append(line)
    }
  }

  /** @param isApart what `isSpaced` says of it */
  openBlock(name: string, isApart: boolean): void {
    this.#breakLine()
    if (isApart) this.#wantsEmptyLine = true
    if (name === 'pre') this.#pre++
    if (name === 'li') this.#append('- ')
  }

  closeBlock(name: string): void {
    this.#breakLine()
    if (name === 'pre' && this.#pre > 0) this.#pre--
    if (SPACED.has(name) && name !== 'table' && name !== 'p') this.#wantsEmptyLine = true
  }

  void(name: string): void {
    if (name === 'br') this.#endLine()
    if (name === 'hr') {
      this.#breakLine()
      this.#append('-'.repeat(20))
      this.#breakLine()
    }
  }

  /** A quotation begins (1) or ends (-1). */
  quote(change: 1 | -1): void {
    this.#breakLine()
    this.#wantsEmptyLine = false
    this.quoteDepth = Math.max(0, this.quoteDepth + change)
  }

  /** Lines complete so far; a line in writing is ended first. */
  lineCount(): number {
    this.#breakLine()
    return this.#lines.length
  }

  linesFrom(index: number): string[] {
    this.#breakLine()
    return this.#lines.slice(index)
  }

  finish(): string[] {
    this.#breakLine()
    while (this.#lines.at(-1) === '') this.#lines.pop()
    return this.#lines
  }

  #breakLine(): void {
    if (this.#line !== '') this.#endLine()
    this.#hasSpaceWaiting = false
  }

  #endLine(): void {
    const text = this.#pre > 0 ? this.#line.trimEnd() : this.#line.trim()
    this.#line = ''
    this.#hasSpaceWaiting = false
    if (text !== '' && this.#wantsEmptyLine) this.#push('')
    if (text !== '') this.#wantsEmptyLine = false
    this.#push(text)
  }

  /** Never more than two empty lines in a row, and none at the top. */
  #push(text: string): void {
    const line = this.quoteDepth === 0 ? text : `${'> '.repeat(Math.min(this.quoteDepth, 20))}${text}`.trimEnd()
    const isSurplus =
      text === '' && (this.#lines.length === 0 || (this.#lines.at(-1) === line && this.#lines.at(-2) === line))
    if (!isSurplus) this.#lines.push(line)
    this.#length += line.length - text.length + 1
  }
}
