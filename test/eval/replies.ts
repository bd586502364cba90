import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import EmailReplyParser from 'email-reply-parser'
import { splitReply } from '#src/message/reply.ts'

export const name = 'replies'

/**
 * New text of real replies against what people marked as new, beside the `email-reply-parser` package.
 * `wrong` names the mails in which new text was lost: the grave fault (SEMANTICS E2).
 */
export async function run(corpora: string | null): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  if (corpora === null) return { right: 0, wrong: [], lines: ['replies: not measured, the corpora are absent'] }
  const folder = join(corpora, 'replies')
  const files = (await readdir(join(folder, 'emails'))).toSorted()
  const ours = { exact: 0, lost: [] as string[], kept: [] as string[] }
  const theirs = { exact: 0, lost: 0 }
  for (const file of files) {
    const mail = await readFile(join(folder, 'emails', file), 'utf8')
    const expected = await readFile(join(folder, 'trimmed', file), 'utf8')
    const text = splitReply({ text: mail, html: null, subject: '' }).reply.text
    const verdict = compare(expected, text)
    if (verdict === 'exact') ours.exact++
    if (verdict === 'lost') ours.lost.push(file)
    if (verdict === 'kept-more') ours.kept.push(file)
    const other = compare(expected, new EmailReplyParser().read(mail).getVisibleText())
    if (other === 'exact') theirs.exact++
    if (other === 'lost') theirs.lost++
  }
  return {
    right: files.length - ours.lost.length,
    wrong: ours.lost,
    lines: [
      `${ours.exact} of ${files.length} exactly as marked, ${ours.lost.length} with new text lost`,
      `email-reply-parser beside it: ${theirs.exact} exactly, ${theirs.lost} with new text lost`,
      ...ours.kept.map((file) => `  keeps more than was marked as new: ${file}`)
    ]
  }
}

function compare(expected: string, actual: string): 'exact' | 'kept-more' | 'lost' {
  const wanted = wordsOf(expected)
  const found = wordsOf(actual)
  if (wanted.join(' ') === found.join(' ')) return 'exact'
  let at = 0
  for (const word of found) if (word === wanted[at]) at++
  return at === wanted.length ? 'kept-more' : 'lost'
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
