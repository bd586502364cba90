import type { Language } from '#src/platform/i18n.ts'

/** What stands between braces is for Handlebars and is left as it is. */
const FIELD = /(\{\{[^}]*\}\})/

/**
 * The body of a letter as MJML. Who writes MJML tags gets them as they are; everybody else writes paragraphs with an empty
 * line between, `[bon]` or `[coupon]` where the coupon goes, and `[avis]` or `[opinion]` where the client is asked how it went.
 */
export function bodyAsMjml(body: string, language: Language): string {
  const isMjml = /<mj-/.test(body)
  if (isMjml) return typeset(body, language)
  return body
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraphAsMjml(paragraph, language))
    .join('\n')
}

function paragraphAsMjml(paragraph: string, language: Language): string {
  const isCoupon = /^\[(?:bon|coupon)\]$/i.test(paragraph)
  if (isCoupon) return '<!--coupon-->'
  const isOpinion = /^\[(?:avis|opinion)\]$/i.test(paragraph)
  if (isOpinion) return '<!--opinion-->'
  const isBlock = /^\{\{[#/][^}]*\}\}$/.test(paragraph) || paragraph === '{{else}}'
  if (isBlock) return `<mj-raw>${paragraph}</mj-raw>`
  const lines = paragraph.split('\n').map((line) => typeset(escaped(line.trim()), language))
  return `<mj-text>${lines.join('<br />')}</mj-text>`
}

function escaped(text: string): string {
  return eachText(text, FIELD, (piece) =>
    piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  )
}

const TAG_OR_FIELD = /(<[^>]*>|\{\{[^}]*\}\})/
const NO_BREAK = '\u00a0'

/**
 * The signs that people do not find on their keyboards: curved apostrophes and quotation marks, and in French the spaces that
 * do not break before high punctuation.
 */
export function typeset(text: string, language: Language): string {
  return eachText(text, TAG_OR_FIELD, (piece) => (language === 'fr' ? french(piece) : english(piece)))
}

function french(text: string): string {
  return text
    .replace(/(?<=\p{L})'/gu, '’')
    .replace(/[ \u00a0]+(?=[?!;:»%€])/g, NO_BREAK)
    .replace(/«[ \u00a0]*/g, `«${NO_BREAK}`)
}

function english(text: string): string {
  return text.replace(/(?<=\p{L})'/gu, '’').replace(/"([^"]*)"/g, '“$1”')
}

function eachText(text: string, apart: RegExp, change: (piece: string) => string): string {
  return text
    .split(apart)
    .map((piece, index) => (index % 2 === 0 ? change(piece) : piece))
    .join('')
}
