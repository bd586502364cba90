import type { TableRow } from '#src/platform/csv/cells.ts'

/** A row that is not imported, with a sentence for who made the file. */
export interface RefusedRow {
  line: number
  reason: string
}

/** What is wrong with a row whatever its cells say: broken quotation marks, cells beyond the titles, the titles again. */
export function rowFaults({ cells, isBroken }: TableRow, header: string[]): string[] {
  if (isBroken)
    return [
      'a quotation mark is opened and never closed: close it, or take it out, and put texts that hold the separator in quotation marks'
    ]
  const beyond = cells.slice(header.length).some((cell) => cell.trim() !== '')
  if (beyond)
    return [
      `the row has ${cells.length} cells under ${header.length} titles: put texts and sums that hold the separator in quotation marks`
    ]
  const isHeader = cells.length > 1 && header.every((title, index) => title === (cells[index] ?? '').trim())
  if (isHeader) return ['these are the titles again, not a row']
  const filled = cells.filter((cell) => cell.trim() !== '')
  const isRemark = header.length > 2 && filled.length === 1 && REMARK.test(filled[0] ?? '')
  return isRemark ? ['this looks like a remark of the program that made the file'] : []
}

const REMARK =
  /^\s*(?:fin\b|end of|page \d|\*+|-{3,}|={3,}|export|édité|edited|imprimé|printed|généré|generated|nombre de|\d+ (?:clients?|lignes?|enregistrements?|rows?|records?))/i
