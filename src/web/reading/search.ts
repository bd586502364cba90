import { Prisma } from '#src/platform/database/generated/client.ts'

/** Letters that are found without their accents; the same pairs as in the SQL function `folded`. */
const ACCENTED = 'àáâäãåçèéêëìíîïñòóôöõùúûüýÿœæ’'
const PLAIN = "aaaaaaceeeeiiiinooooouuuuyyoa'"

/** As the database folds names: lower case without accents. */
export function fold(text: string): string {
  let folded = ''
  for (const letter of text.normalize('NFC').toLowerCase()) {
    const at = ACCENTED.indexOf(letter)
    folded += at < 0 ? letter : PLAIN.charAt(at)
  }
  return folded
}

/** The words of a search, at most eight: more only make it slower. */
export function wordsOf(query: string): string[] {
  return query.trim().split(/\s+/).filter(Boolean).slice(0, 8)
}

/** Whether the folded text in `column` holds every word. Each word can use a trigram index. */
export function holdsAll(column: Prisma.Sql, words: string[]): Prisma.Sql {
  const parts = words.map((word) => Prisma.sql`${column} LIKE ${`%${escapeLike(fold(word))}%`}`)
  return parts.length === 0 ? Prisma.sql`TRUE` : Prisma.sql`(${Prisma.join(parts, ' AND ')})`
}

/** For `to_tsquery`, without accents as mails are indexed: all words, the last one as the beginning of a word, since it is still being typed. Null: nothing to look for. */
export function wordQuery(query: string): string | null {
  const chosen = lexemesOf(query)
  if (chosen.length === 0) return null
  return chosen.map((word, index) => (index === chosen.length - 1 ? `${word}:*` : word)).join(' & ')
}

/** The first words of a text, as the index of mails holds them. */
export function lexemesOf(text: string): string[] {
  return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 8)
}

/** A text as a part of a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`)
}
