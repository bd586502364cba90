import type { Address, Forwarded } from './mail.ts'
import { labelOf, plain } from './reply-lines.ts'
import { readWrittenDate } from './written-date.ts'

const HEADER_LINES_MAX = 24

/** What a forward carries, read from the lines from its heading on. The lines may be marked with ">" throughout. */
export function readForward(lines: string[]): Forwarded {
  const unquoted = isQuotedThroughout(lines) ? lines.map((line) => line.replace(/^\s*> ?/, '')) : lines
  const forwarded: Forwarded = { from: null, date: null, subject: null, text: '' }
  let bodyStart = 0
  for (const [index, line] of unquoted.slice(0, HEADER_LINES_MAX).entries()) {
    const label = labelOf(line)
    if (label === null) {
      const isBody = bodyStart > 0 && plain(line) !== '' && plain(unquoted[index - 1] ?? '') === ''
      if (isBody) break
      continue
    }
    bodyStart = index + 1
    const value = plain(line.slice(line.search(/[:：]/) + 1)).replace(/^\*+\s*|\s*\*+$/g, '')
    if (label === 'from') forwarded.from ??= readAddress(value)
    if (label === 'date') forwarded.date ??= readWrittenDate(value)
    if (label === 'subject') forwarded.subject ??= value
  }
  forwarded.text = unquoted.slice(bodyStart).join('\n').trim()
  return forwarded
}

function isQuotedThroughout(lines: string[]): boolean {
  return lines.slice(1).every((line) => line.trim() === '' || /^\s*>/.test(line))
}

const ADDRESS = /[\p{L}\d.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\d](?:[\p{L}\d.-]{0,190}[\p{L}\d])?/u

/** `Jean Dupont <jean@exemple.fr>`, `"Dupont, Jean" [mailto:jean@exemple.fr]`, or the address alone. */
function readAddress(value: string): Address | null {
  const found = ADDRESS.exec(value.slice(0, 500))
  if (!found) return null
  const name = value
    .slice(0, found.index)
    .replace(/\[?mailto:$/i, '')
    .replace(/["'<[(\s]+$|^["'\s]+/g, '')
  return { name, address: found[0].toLowerCase() }
}
