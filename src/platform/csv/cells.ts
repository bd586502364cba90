/** One row of a table, with the number of the line it begins at. */
export interface TableRow {
  line: number
  cells: string[]
  /** A quotation mark was opened and never closed: the cells are what the one line holds. */
  isBroken: boolean
}

/** A text in quotation marks may go on over so many lines; after that the mark was a slip. */
const LINES_JOINED = 100

/**
 * Cuts lines into rows as they come (RFC 4180, read generously): a mark that is opened and never closed costs its own line and
 * nothing of those below; marks within a text are letters.
 */
export interface Cutting {
  /** @returns the rows that are complete; a row that may go on waits for the next lines */
  add(lines: string[], first: number): TableRow[]
  end(): TableRow[]
}

/** @param width number of cells that a row should have, where it is known */
export function startCutting(separator: string, width: number | null): Cutting {
  let waiting: { lines: string[]; first: number } = { lines: [], first: 1 }

  function cut(lines: string[], first: number, isEnd: boolean): TableRow[] {
    const rows: TableRow[] = []
    for (let at = 0; at < lines.length;) {
      const line = lines[at] ?? ''
      const simple = line.includes('"') ? null : line.split(separator)
      const taken = simple ? { cells: simple, count: 1, isBroken: false } : quoted(lines, at, isEnd)
      if (taken === null) {
        waiting = { lines: lines.slice(at), first: first + at }
        return rows
      }
      if (taken.cells.some(isFilled)) rows.push({ line: first + at, cells: taken.cells, isBroken: taken.isBroken })
      at += taken.count
    }
    waiting = { lines: [], first: first + lines.length }
    return rows
  }

  /** @returns null where more lines are needed to tell */
  function quoted(lines: string[], at: number, isEnd: boolean) {
    const line = lines[at] ?? ''
    let text = line
    for (let count = 1; ; count += 1) {
      const cells = cutLine(text, separator)
      const isWhole =
        count === 1 || width === null || (cells?.length === width && !swallows(lines.slice(at, at + count)))
      if (cells && isWhole) return { cells, count, isBroken: false }
      const next = lines[at + count]
      const mayGoOn = cells === null && count < LINES_JOINED
      if (mayGoOn && next === undefined && !isEnd) return null
      if (!mayGoOn || next === undefined) return { ...literally(line), count: 1 }
      text += `\n${next}`
    }
  }

  /** Whether a text over several lines holds what are rows by themselves: then its first mark was a slip. */
  function swallows(joined: string[]): boolean {
    const isRow = (line = '') => width !== null && width > 1 && line.split(separator).length === width
    return joined.slice(1, -1).some(isRow) || (isRow(joined[0]) && isRow(joined.at(-1)))
  }

  /** The mark was a slip: the line alone, cut at each separator. Right where that gives as many cells as there are titles. */
  function literally(line: string) {
    const cells = line.split(separator).map((cell) => cell.replace(/^\s*"|"\s*$/g, ''))
    return { cells, isBroken: width === null || cells.length !== width }
  }

  return {
    add(lines, first) {
      const isGoingOn = waiting.lines.length > 0
      return cut(isGoingOn ? [...waiting.lines, ...lines] : lines, isGoingOn ? waiting.first : first, false)
    },
    end: () => cut(waiting.lines, waiting.first, true)
  }
}

function isFilled(cell: string): boolean {
  return cell.trim() !== ''
}

/** The cells of a text; null where its last one is still open. */
function cutLine(text: string, separator: string): string[] | null {
  const cells: string[] = []
  for (let at = 0; ;) {
    const opening = /^[ \t]*(=?)"/.exec(text.slice(at, at + 20))
    const isQuoted = opening !== null && !opening[0].includes(separator)
    if (!isQuoted) {
      const end = text.indexOf(separator, at)
      cells.push(end === -1 ? text.slice(at) : text.slice(at, end))
      if (end === -1) return cells
      at = end + separator.length
      continue
    }
    const closed = closing(text, at + opening[0].length, separator)
    if (closed === null) return null
    cells.push(text.slice(at + opening[0].length, closed.at).replaceAll('""', '"'))
    if (closed.next === null) return cells
    at = closed.next
  }
}

/** The mark that closes: it stands before a separator, a line's end, or the end. Two marks are one letter. */
function closing(text: string, from: number, separator: string): { at: number; next: number | null } | null {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] === '"') {
      at += 1
      continue
    }
    const next = endsAt(text, at + 1, separator)
    if (next !== undefined) return { at, next }
  }
  return null
}

/** Spaces that may stand between a closing mark and the separator. */
const SPACES_MAX = 100

/** Where the next cell begins, null at the end of the text, undefined where the cell goes on. */
function endsAt(text: string, from: number, separator: string): number | null | undefined {
  const spaces = /[^ ]/.exec(text.slice(from, from + SPACES_MAX))?.index
  const at = spaces === undefined ? Math.min(text.length, from + SPACES_MAX) : from + spaces
  if (at >= text.length) return null
  return text.startsWith(separator, at) ? at + separator.length : undefined
}
