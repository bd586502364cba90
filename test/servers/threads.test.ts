import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { understandRaw } from '#src/message/understand.ts'
import type { Mail } from '#src/message/mail.ts'
import { seededRandom } from '#src/platform/random.ts'
import { threadMails } from '#src/threads/thread-mails.ts'
import { startDovecot } from './dovecot.ts'

const USER = 'list@shop.test'
const MAILS = 200
const dovecot = await startDovecot({ users: { [USER]: 'secret' } })
afterAll(() => dovecot.stop())

test('the threads of a mailing list are those of Dovecot’s own THREAD=REFERENCES', async () => {
  const raws = mailingList(MAILS)
  for (const raw of raws) await dovecot.deliver(USER, raw)
  const answer = await ask([`a LOGIN ${USER} secret`, 'b SELECT INBOX', 'c THREAD REFERENCES US-ASCII ALL'])
  const theirs = threadsIn(answer)
  expect(theirs.flat()).toHaveLength(MAILS)
  const mails = raws.map(understood)
  const ours = threadMails(mails).map((thread) => thread.map((mail) => mails.indexOf(mail) + 1))
  expect(inOrder(ours)).toEqual(inOrder(theirs))
})

/**
 * A list of many threads, as mail programs write them: whole references, references cut in the middle, In-Reply-To alone, a
 * parent that the list never saw. Each thread has a subject of its own, as theirs joins by subject too and ours does not.
 */
function mailingList(count: number): string[] {
  const random = seededRandom(5)
  const sent: { id: string; references: string[]; thread: number }[] = []
  return Array.from({ length: count }, (_, number) => {
    const id = `m${number}@list.test`
    const parent = number > 0 && random.below(4) > 0 ? sent[random.below(number)] : undefined
    const isLost = parent === undefined && random.below(5) === 0
    const whole = parent ? [...parent.references, parent.id] : isLost ? [`lost${number}@list.test`] : []
    const way = random.below(3)
    const references = way === 0 && whole.length > 3 ? [...whole.slice(0, 1), ...whole.slice(-1)] : whole
    const thread = parent?.thread ?? number
    sent.push({ id, references: whole, thread })
    const answers =
      way === 1
        ? `In-Reply-To: <${whole.at(-1) ?? ''}>\r\n`
        : `References: ${references.map((name) => `<${name}>`).join(' ')}\r\n`
    const minute = String(number % 60).padStart(2, '0')
    const hour = String(Math.floor(number / 60)).padStart(2, '0')
    return `Message-ID: <${id}>\r\nFrom: p${number % 9}@people.test\r\nTo: ${USER}\r\nDate: Mon, 02 Mar 2026 ${hour}:${minute}:00 +0000\r\nSubject: ${parent ? 'Re: ' : ''}subject number ${thread}\r\n${whole.length > 0 ? answers : ''}\r\ntext ${number}\r\n`
  })
}

function understood(raw: string): Mail {
  const result = understandRaw(Buffer.from(raw))
  if (result.kind !== 'mail') throw new Error(result.detail)
  return result.mail
}

/** Numbers of the mails of each thread in `* THREAD (1 (2 3))(4)`. */
function threadsIn(answer: string): number[][] {
  const line = /^\* THREAD (.*)$/m.exec(answer)?.[1] ?? ''
  const threads: number[][] = []
  let depth = 0
  for (const [token] of line.matchAll(/[()]|\d+/g)) {
    if (token === '(' && depth++ === 0) threads.push([])
    else if (token === ')') depth--
    else if (token !== '(') threads.at(-1)?.push(Number(token))
  }
  return threads
}

function inOrder(threads: number[][]): string[] {
  return threads.map((thread) => thread.toSorted((a, b) => a - b).join(' ')).toSorted()
}

/** Says commands one after another over plain IMAP. @returns all that was answered */
async function ask(commands: string[]): Promise<string> {
  const socket = createConnection(dovecot.port, '127.0.0.1')
  const lines: string[] = []
  const rest = [...commands]
  for await (const line of createInterface({ input: socket })) {
    lines.push(line)
    const isAnswered = lines.length === 1 || /^[a-z] (?:OK|NO|BAD)/.test(line)
    const next = isAnswered ? rest.shift() : undefined
    if (next !== undefined) socket.write(`${next}\r\n`)
    else if (isAnswered) socket.end()
  }
  return lines.join('\n')
}
