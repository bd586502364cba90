import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import { packageRoot } from '#src/platform/package.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { compileLetter, parseSource, type CompiledLetter, type Stationery } from './compile.ts'
import { ownTemplate } from './template-store.ts'

const FOLDER = join(packageRoot, 'templates')
const NOT_LETTERS = new Set(['layouts', 'partials'])

/** Names of the letters that come with the program. */
export function shippedTemplates(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_LETTERS.has(entry.name))
    .map((entry) => entry.name)
    .sort()
}

/** The layout and partials of a language. */
export function stationery(language: Language): Stationery {
  const partial = (name: string) => readFileSync(join(FOLDER, 'partials', `${name}.${language}.mjml`), 'utf8')
  return {
    layout: readFileSync(join(FOLDER, 'layouts', 'letter.mjml'), 'utf8'),
    partials: { coupon: partial('coupon'), footer: partial('footer') }
  }
}

/**
 * A template's source: the owner's own where there is one, else the one that comes with the program.
 * @throws Refusal where there is none of that name
 */
export async function templateSource(db: Db, name: string, language: Language): Promise<string> {
  const own = await ownTemplate(db, name, language)
  if (own !== null) return own
  if (!/^[a-z0-9-]+$/.test(name) || !shippedTemplates().includes(name))
    throw new Refusal('no-such-template', `There is no letter "${name}"; there are: ${shippedTemplates().join(', ')}.`)
  return readFileSync(join(FOLDER, name, `${language}.mjml`), 'utf8')
}

const compiled = new Map<string, { source: string; letter: Promise<CompiledLetter> }>()

/** A template ready to be filled in; laid out anew only when its source has changed. */
export async function letterTemplate(db: Db, name: string, language: Language): Promise<CompiledLetter> {
  const source = await templateSource(db, name, language)
  const key = `${name} ${language}`
  const known = compiled.get(key)
  if (known && known.source === source) return known.letter
  const parsed = parseSource(source)
  if (!parsed)
    throw new Refusal('bad-template', `The letter "${name}" has no subject line: correct it in the template editor.`)
  const letter = compileLetter(parsed, stationery(language), language)
  compiled.set(key, { source, letter })
  return letter
}
