import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readMbox } from '#src/mailbox/files/mbox.ts'
import type { Mail } from '#src/message/mail.ts'
import { understandRaw } from '#src/message/understand.ts'
import { threadMails } from '#src/threads/thread-mails.ts'

export const name = 'threads'

/**
 * Threads of small mailboxes against the answers of IMAP's THREAD=REFERENCES (RFC 5256).
 *
 * Compared is which mails stand together, for the mails 1 to n of the first answer of each script; not the tree inside a
 * thread, and not the later answers, which are given after mails were expunged (ours stay). A mail that occurs twice, byte
 * for byte, is one mail to us (SEMANTICS A13), so that its second number is left out. Where an answer joins mails by their
 * base subject alone, ours must not (B1); none of the scripts here does.
 */
export async function run(corpora: string | null): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  if (corpora === null) return { right: 0, wrong: [], lines: ['threads: not measured, the corpora are absent'] }
  const folder = join(corpora, 'threads')
  const scripts = (await readdir(folder)).filter((file) => file.endsWith('.mbox')).map((file) => file.slice(0, -5))
  const wrong: string[] = []
  const lines: string[] = []
  for (const script of scripts.toSorted()) {
    const answer = firstAnswer(await readFile(join(folder, script), 'utf8'))
    const mails = await mailsIn(join(folder, `${script}.mbox`))
    const ours = groupsOf(mails.slice(0, answer.flat().length))
    const expected = withoutDoubles(answer, mails)
    const isRight = JSON.stringify(ours) === JSON.stringify(expected)
    if (!isRight) wrong.push(script)
    lines.push(`  ${script}: expected ${written(expected)}, ours ${written(ours)}`)
  }
  return { right: scripts.length - wrong.length, wrong, lines }
}

/** The mails of each thread in the line `* thread (1 (2 3))(4)`, in ascending order; `()` is a missing parent. */
function firstAnswer(script: string): number[][] {
  const line = /^\* thread (.*)$/im.exec(script)?.[1] ?? ''
  const threads: number[][] = []
  let depth = 0
  for (const [token] of line.matchAll(/[()]|\d+/g)) {
    if (token === '(' && depth++ === 0) threads.push([])
    else if (token === ')') depth--
    else if (token !== '(') threads.at(-1)?.push(Number(token))
  }
  return sorted(threads)
}

async function mailsIn(path: string): Promise<Mail[]> {
  const mails: Mail[] = []
  for await (const file of readMbox(path)) {
    const understood = file.kind === 'mail' ? understandRaw(file.bytes) : null
    if (understood?.kind !== 'mail') throw new Error(`${path}: a mail could not be read`)
    mails.push(understood.mail)
  }
  return mails
}

function groupsOf(mails: Mail[]): number[][] {
  const numberOf = (mail: Mail) => mails.findIndex(({ identity }) => identity === mail.identity) + 1
  return sorted(threadMails(mails).map((group) => group.map(numberOf)))
}

function withoutDoubles(threads: number[][], mails: Mail[]): number[][] {
  const isFirst = (number: number) =>
    mails.findIndex(({ identity }) => identity === mails[number - 1]?.identity) === number - 1
  return threads.map((thread) => thread.filter(isFirst)).filter((thread) => thread.length > 0)
}

function sorted(threads: number[][]): number[][] {
  return threads.map((thread) => thread.toSorted((a, b) => a - b)).toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
}

function written(threads: number[][]): string {
  return threads.map((thread) => `(${thread.join(' ')})`).join('')
}
