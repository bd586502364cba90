import { classifyLines } from './reply-lines.ts'
import type { LineKind } from './reply-lines.ts'

/** Where a line of the mail belongs in the end. */
export type Role = 'new' | 'quoted' | 'signature'

/** A mail's text while it is being split: three lists of the same length. */
export interface Page {
  lines: string[]
  kinds: LineKind[]
  roles: Role[]
}

/**
 * Every line starts as new text; what is old has to be shown to be.
 * @param classified how many lines, from the top, are looked at for marks; of the others only what is quoted is told
 */
export function pageOf(lines: string[], classified = lines.length): Page {
  const rest = lines.slice(classified).map(roughKind)
  return { lines, kinds: [...classifyLines(lines.slice(0, classified)), ...rest], roles: lines.map(() => 'new') }
}

function roughKind(line: string): LineKind {
  const start = line.search(/\S/)
  if (start === -1) return 'empty'
  return line.charAt(start) === '>' ? 'quote' : 'text'
}

/** The lines of one role, without the empty lines around them; where a part was taken out, one empty line remains. */
export function linesWith(page: Page, role: Role): string {
  const kept: string[] = []
  for (let index = page.roles.indexOf(role); index !== -1 && index < page.lines.length; index++) {
    if (page.roles[index] !== role) continue
    const followsGap = page.roles[index - 1] !== role && kept.at(-1) === ''
    const trimmed = page.lines[index]?.trimEnd() ?? ''
    if (trimmed !== '' || !followsGap) kept.push(trimmed)
  }
  const first = kept.findIndex((line) => line !== '')
  return first === -1 ? '' : kept.slice(first).join('\n').trimEnd()
}
