import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { findStatements } from '#src/message/statements.ts'

export const name = 'statements'

const MAIL_DATE = '2024-05-03T08:00:00Z'

/** Our own set: sentences that state something, with what, and sentences that only look as if they did. */
export async function run(): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  const stated = await linesOf('stated.txt')
  const notStated = await linesOf('not-stated.txt')
  const missed = stated.filter((line) => !isFound(line))
  const falsePositives = notStated.filter((sentence) => find(sentence).length > 0)
  const found = stated.length - missed.length
  const precision = found / Math.max(1, found + falsePositives.length)
  return {
    right: found + notStated.length - falsePositives.length,
    wrong: [...missed, ...falsePositives],
    lines: [
      `${found} of ${stated.length} statements found`,
      `${falsePositives.length} false ones among ${notStated.length} sentences that state nothing (precision ${(100 * precision).toFixed(1)} %)`
    ]
  }
}

function isFound(line: string): boolean {
  const [key, value, sentence = ''] = line.split('|').map((field) => field.trim())
  const statements = find(sentence)
  return statements.length === 1 && statements[0]?.key === key && statements[0]?.value === value
}

function find(sentence: string) {
  return findStatements(`Bonjour,\n\n${sentence}\n\nCordialement`, languageOf(sentence), MAIL_DATE)
}

/** The understanding of the whole mail gives the language; here a few words tell it. */
function languageOf(sentence: string): 'fr' | 'en' {
  return /\b(?:the|my|I|you|is|please|we|it)\b/i.test(sentence) &&
    !/\b(?:je|mon|ma|le|la|vous|date de)\b/i.test(sentence)
    ? 'en'
    : 'fr'
}

async function linesOf(file: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../fixtures/statements/${file}`, import.meta.url))
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}
