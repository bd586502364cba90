import Handlebars from 'handlebars'
import type { Language } from '#src/platform/i18n.ts'
import { plural } from '#src/platform/i18n.ts'
import type { LetterData } from './data.ts'
import { parseTolerant, usedFields } from './fields.ts'
import { bodyAsMjml, typeset } from './paragraphs.ts'
import { squareCode } from './square-code.ts'
import { tidied, wordsOf } from './words.ts'

/** A letter, ready to be put into a mail. */
export interface Letter {
  subject: string
  html: string
  text: string
}

export type Rendered = { kind: 'letter'; letter: Letter } | { kind: 'missing-field'; field: string }

/** A template that was read once and can be filled in any number of times. */
export interface CompiledLetter {
  render(data: LetterData): Rendered
}

/** The pieces that a letter is laid out with, as MJML. */
export interface Stationery {
  layout: string
  /** By name: what replaces `<!--name-->`. */
  partials: Record<string, string>
}

/** `subject: …`, a line of three hyphens, then the body: paragraphs, or MJML. */
export interface LetterSource {
  subject: string
  body: string
}

/** @returns null where the file has no subject line */
export function parseSource(source: string): LetterSource | null {
  const [, subject, body] = /^subject:[ \t]*(.+?)[ \t]*\r?\n---[ \t]*\r?\n([\s\S]*)$/.exec(source) ?? []
  return subject === undefined || body === undefined ? null : { subject, body }
}

/**
 * Lays the letter out and compiles it: MJML becomes HTML once, fields are filled in per mail, escaped in HTML and not in
 * the subject.
 * @throws where MJML or Handlebars find the template wrong; see check.ts for words a person can use
 */
export async function compileLetter(
  source: LetterSource,
  stationery: Stationery,
  language: Language
): Promise<CompiledLetter> {
  const { default: mjml2html } = await loadCompiler()
  const laidOut = layOut(bodyAsMjml(source.body, language), stationery)
  const { html } = await mjml2html(laidOut, { validationLevel: 'strict', keepComments: false })
  const environment = handlebarsFor(language, squareCode)
  const fillHtml = environment.compile<LetterData>(parseTolerant(html), { strict: true })
  const fillText = handlebarsFor(language, () => '').compile<LetterData>(parseTolerant(wordsOf(html)), {
    strict: true,
    noEscape: true
  })
  const fillSubject = environment.compile<LetterData>(parseTolerant(typeset(source.subject, language)), {
    strict: true,
    noEscape: true
  })
  const needed = [source.subject, html].flatMap(usedFields).filter(({ isGuarded }) => !isGuarded)
  return {
    render(data) {
      const missing = needed.find(({ path }) => valueAt(data, path) === null)
      if (missing) return { kind: 'missing-field', field: missing.path }
      const subject = fillSubject(data)
        .replace(/[^\S\u00a0\u202f]+/g, ' ')
        .trim()
      const filling = { ...data, subject }
      return { kind: 'letter', letter: { subject, html: fillHtml(filling), text: tidied(fillText(filling)) } }
    }
  }
}

/** 20 MB that a process without letters need not carry: loaded with the first, or before by who knows that it will come. */
export function loadCompiler() {
  return import('mjml')
}

/** The whole letter as MJML. */
export function layOut(body: string, { layout, partials }: Stationery): string {
  const insert = (text: string, name: string, piece: string) => text.replaceAll(`<!--${name}-->`, () => piece)
  const withBody = insert(layout, 'body', body)
  return Object.entries(partials).reduce((text, [name, piece]) => insert(text, name, piece), withBody)
}

/** @param drawCode draws a square code; where there is only text it has no words */
function handlebarsFor(language: Language, drawCode: (text: string) => string): typeof Handlebars {
  const environment = Handlebars.create()
  environment.registerHelper('plural', (number: unknown, one: unknown, other: unknown) =>
    plural(language, Number(number), { one: String(one), other: String(other) })
  )
  environment.registerHelper('squareCode', (text: unknown) => new Handlebars.SafeString(drawCode(String(text))))
  environment.registerHelper('default', (value: unknown, otherwise: unknown) => value ?? otherwise)
  return environment
}

function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null) return null
    return Object.hasOwn(value, name) ? Reflect.get(value, name) : null
  }, data)
}
