import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '#src/platform/database/database.ts'
import { LANGUAGES, type Language } from '#src/platform/i18n.ts'
import { packageRoot } from '#src/platform/package.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { compileLetter, parseSource, type CompiledLetter, type Stationery } from './compile.ts'
import { coloured } from './look.ts'
import { typeset } from './paragraphs.ts'
import { letterVersion, newestLetter, newestLetters, type LetterKey, type SavedLetter } from './template-store.ts'

const FOLDER = join(packageRoot, 'templates')
const NOT_LETTERS = new Set(['layouts', 'partials'])

/** Names of the letters that come with the program. */
export function shippedTemplates(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_LETTERS.has(entry.name))
    .map((entry) => entry.name)
    .sort()
}

/** A letter as it comes with the program; null where none of that name does. */
export function shippedSource({ name, language }: LetterKey): string | null {
  if (!shippedTemplates().includes(name)) return null
  return readFileSync(join(FOLDER, name, `${language}.mjml`), 'utf8')
}

/** The layout and partials of a language. @param colour the firm's, `#rrggbb`; empty: the usual look */
export function stationery(language: Language, colour = ''): Stationery {
  const partial = (name: string) =>
    coloured(typeset(readFileSync(join(FOLDER, 'partials', `${name}.${language}.mjml`), 'utf8'), language), colour)
  const layout = readFileSync(join(FOLDER, 'layouts', 'letter.mjml'), 'utf8').replace('$language', language)
  return {
    layout: coloured(layout, colour),
    partials: { coupon: partial('coupon'), opinion: partial('opinion'), footer: partial('footer') }
  }
}

/** A letter's text, and which version it is: 0 is the one that comes with the program. */
export interface LetterText {
  source: string
  version: number
  /** Another than was asked for where the owner wrote this letter in one language only. */
  language: Language
}

/**
 * A letter in a language: the owner's own where there is one, else the one that comes with the program.
 * @param version the one that was pinned when a follow-up was planned (SEMANTICS G7); undefined: the newest
 * @throws Refusal where there is none of that name
 */
export async function letterText(db: Db, key: LetterKey, version?: number): Promise<LetterText> {
  const own = version === undefined ? await newestLetter(db, key) : await letterVersion(db, key, version)
  const text = textOf(own, key)
  if (text) return text
  for (const language of LANGUAGES) {
    const other = textOf(await newestLetter(db, { name: key.name, language }), { name: key.name, language })
    if (other) return other
  }
  throw new Refusal(
    'no-such-template',
    `There is no letter "${key.name}"; there are: ${shippedTemplates().join(', ')}.`
  )
}

function textOf(saved: SavedLetter | null, key: LetterKey): LetterText | null {
  const { language } = key
  if (saved && saved.source !== null) return { source: saved.source, version: saved.version, language }
  const shipped = shippedSource(key)
  return shipped === null ? null : { source: shipped, version: saved?.version ?? 0, language }
}

/** Which version of a letter holds in each language. */
export type LetterVersions = Record<Language, number>

/** The versions in force of some letters, by name: what follow-ups that are planned now will be written with (G7). */
export async function versionsInForce(db: Db, names: readonly string[]): Promise<Map<string, LetterVersions>> {
  const saved = await newestLetters(db)
  const versionOf = (name: string, language: Language): number =>
    saved.find((each) => each.name === name && each.language === language)?.version ?? 0
  return new Map(names.map((name) => [name, { fr: versionOf(name, 'fr'), en: versionOf(name, 'en') }]))
}

const compiled = new Map<string, { source: string; colour: string; letter: Promise<CompiledLetter> }>()

/** A letter ready to be filled in; laid out anew only when its source or the firm's colour has changed. */
export async function letterTemplate(db: Db, key: LetterKey, version?: number): Promise<CompiledLetter> {
  const text = await letterText(db, key, version)
  const { source, language } = text
  const place = `${key.name} ${language} ${text.version}`
  const { 'firm.colour': colour } = await readSettings(db)
  const known = compiled.get(place)
  if (known && known.source === source && known.colour === colour) return known.letter
  const letter = compileSource(key.name, { source, language, colour })
  compiled.set(place, { source, colour, letter })
  return letter
}

/** What a letter is laid out from, besides what the program ships. */
interface Written {
  source: string
  language: Language
  /** The firm's, `#rrggbb`; empty: the usual look. */
  colour: string
}

/** Lays out what was written. @throws Refusal `bad-template` where it has no subject line */
export async function compileSource(name: string, { source, language, colour }: Written): Promise<CompiledLetter> {
  const parsed = parseSource(source)
  if (!parsed)
    throw new Refusal('bad-template', `The letter "${name}" has no subject line: correct it in the template editor.`)
  return compileLetter(parsed, stationery(language, colour), language)
}
