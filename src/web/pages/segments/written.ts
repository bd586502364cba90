import { listFields } from '#src/clients/fields/definition-store.ts'
import { BLANKS, LINE_KINDS, type Blank, type Knowing, type Line, type Lines } from '#src/insights/lines/line.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** A segment as a form holds it. */
export interface Written {
  /** Empty while it is not saved. */
  id: string
  name: string
  lines: Lines
}

/** What the form sent, with a line added or taken away where one of its buttons asked for it. */
export async function writtenIn(visit: Visit): Promise<Written> {
  const body = await visit.req.parseBody({ all: true })
  const text = (name: string) => {
    const given = body[name]
    const all = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === 'string')
    return all.filter(Boolean).join(',').trim()
  }
  const kept = linesIn(text).filter((_, index) => text('drop') !== String(index))
  const added = text('action') === 'add' ? newLine(text('add')) : null
  return {
    id: text('id'),
    name: text('name'),
    lines: { join: text('join') === 'any' ? 'any' : 'all', lines: added ? [...kept, added] : kept }
  }
}

/** A condition has no more parts: of a longer form the rest would be lost unsaid. */
const LINES_MOST = 100

function linesIn(text: (name: string) => string): Line[] {
  const lines: Line[] = []
  for (let index = 0; index < LINES_MOST; index++) {
    const kind = LINE_KINDS.find((each) => each === text(`${index}.kind`))
    if (kind === undefined) break
    const blanks: { [Name in Blank]?: string } = {}
    for (const blank of BLANKS) if (text(`${index}.${blank}`) !== '') blanks[blank] = text(`${index}.${blank}`)
    lines.push({ kind, is: text(`${index}.is`) === 'no' ? 'no' : 'yes', blanks })
  }
  return lines
}

/** `tag`, or `field trade`. */
function newLine(wanted: string): Line | null {
  const [name = '', field] = wanted.split(' ')
  const kind = LINE_KINDS.find((each) => each === name)
  if (kind === undefined || kind === 'whole') return null
  return { kind, is: 'yes', blanks: field === undefined ? (USUAL[name] ?? {}) : { field } }
}

const USUAL: Record<string, Line['blanks']> = {
  bought: { atLeast: '1' },
  'last-purchase': { side: 'before', days: '90' },
  'first-purchase': { side: 'within', days: '365' },
  'last-mail': { side: 'before', days: '90', direction: 'in' },
  consent: { choices: 'given' },
  tier: { choices: 'A' }
}

export async function knowingOf(db: Db, view: View): Promise<Knowing> {
  return { currency: view.currency, language: view.language, fields: await listFields(db) }
}
