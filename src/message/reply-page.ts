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

/** Every line starts as new text; what is old has to be shown to be. */
export function pageOf(text: string): Page {
  const lines = text.split(/\r\n|\n|\r/)
  return { lines, kinds: classifyLines(lines), roles: lines.map(() => 'new') }
}

/** The lines of one role, without the empty lines around them; where a part was taken out, one empty line remains. */
export function linesWith(page: Page, role: Role): string {
  const kept: string[] = []
  for (const [index, line] of page.lines.entries()) {
    if (page.roles[index] !== role) continue
    const followsGap = page.roles[index - 1] !== role && kept.at(-1) === ''
    const trimmed = line.trimEnd()
    if (trimmed !== '' || !followsGap) kept.push(trimmed)
  }
  const first = kept.findIndex((line) => line !== '')
  return first === -1 ? '' : kept.slice(first).join('\n').trimEnd()
}
