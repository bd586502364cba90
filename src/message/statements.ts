import { Temporal } from 'temporal-polyfill'
import type { Statement } from './mail.ts'
import { STATEMENT_CUES, STATEMENT_PATTERNS } from './statement-patterns.ts'
import type { StatementContext, StatementPattern } from './statement-patterns.ts'

const TEXT_MAX = 16 * 1024
const SENTENCE_MAX = 400

/**
 * What a client says about themselves in a mail's new text (issue of record: proposals, never believed by themselves).
 * Few patterns, first person only, French and English; what can be read two ways is left out.
 *
 * @param mailDate ISO 8601 instant of the mail, by which "demain" is read
 */
export function findStatements(newText: string, language: 'fr' | 'en' | null, mailDate: string | null): Statement[] {
  const text = newText.slice(0, TEXT_MAX)
  const cues = cuesIn(text, STATEMENT_CUES)
  if (cues.length === 0) return []
  const context: StatementContext = { language, mailDay: dayOf(mailDate) }
  const found = new Map<string, Statement>()
  for (const sentence of sentencesOf(text)) {
    const keys = sentence.length > SENTENCE_MAX ? [] : cuesIn(sentence, cues).map(([key]) => key)
    for (const statement of statementsOf(sentence, keys, context)) {
      const id = `${statement.key} ${statement.value}`
      if (!found.has(id)) found.set(id, statement)
    }
  }
  return [...found.values()]
}

type Cues = typeof STATEMENT_CUES

/** Most texts have none of all cues, which one pattern tells as fast as it tells one. */
const ANY_CUE = new RegExp(STATEMENT_CUES.map(([, cue]) => cue.source).join('|'))

function cuesIn(text: string, cues: Cues): Cues {
  const words = text.toLowerCase()
  return !ANY_CUE.test(words) ? [] : cues.filter(([, cue]) => cue.test(words))
}

function dayOf(instant: string | null): Temporal.PlainDate | null {
  if (instant === null) return null
  try {
    return Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').toPlainDate()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Sentences of each paragraph, quoted lines left out. Lines of one paragraph are one text: programs wrap them. */
function sentencesOf(text: string): string[] {
  const unquoted = text.replace(/^[ \t]*>.*$/gm, '')
  const paragraphs = unquoted.split(/\n[ \t]*\n/)
  return paragraphs.flatMap((paragraph) =>
    paragraph
      .replace(/\s+/g, ' ')
      .split(/(?<=[.!?…;])\s/)
      .map((sentence) => sentence.trim())
  )
}

/** "Si je déménage…", "quand c'est mon anniversaire", "ce n'est pas …": not said of how things are. */
const UNREAL =
  /(?:^|[\s,(])(?:si|s'il|quand|lorsque|if|when|unless|whether|suppose|supposons|en cas de|imagine|imaginons)\s/i

function statementsOf(sentence: string, keys: StatementPattern['key'][], context: StatementContext): Statement[] {
  if (keys.length === 0) return []
  const words = sentence.replaceAll('’', "'")
  const statements: Statement[] = []
  for (const { key, pattern, mayAsk, read } of STATEMENT_PATTERNS) {
    if (!keys.includes(key)) continue
    const match = pattern.exec(words)
    if (!match || endsWithLetter(words.slice(0, match.index))) continue
    const isAsked = words.includes('?') && !mayAsk
    const isUnreal = UNREAL.test(` ${words.slice(0, match.index + match[0].length)}`)
    if (isAsked || isUnreal) continue
    const value = read(match, context)
    if (value !== null) statements.push({ key, value, sentence })
  }
  return statements
}

/** The match would begin in the middle of a word. */
function endsWithLetter(before: string): boolean {
  return /[\p{L}\p{N}]$/u.test(before)
}
