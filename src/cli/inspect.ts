import { open, readFile, type FileHandle } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { parseKeywords } from '#src/keywords/grammar.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { startUnderstanding, type Understanding } from '#src/message/bounded.ts'
import { opened, type CarriedMail } from '#src/message/carried.ts'
import type { Mail, Understood } from '#src/message/mail.ts'
import { RAW_LIMIT_BYTES } from '#src/message/understand.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readUs, type Us } from '#src/team/us.ts'
import { directionOf, type MailDirection } from '#src/threads/direction.ts'
import type { Cli } from './context.ts'
import { describeMail } from './inspect-words.ts'

export function register(program: Command, cli: Cli): void {
  program
    .command('inspect <files...>')
    .description('Show what Maillon understands of mails (.eml files), and why; needs no database')
    .option('--us <addresses>', 'our own addresses or @domains, separated by commas, to tell the direction', ourselves)
    .action(async (files: string[], { us }: { us?: Us }) => {
      const understanding = startUnderstanding()
      let unread = 0
      try {
        for (const file of files) {
          const read = await understandFile(file, understanding)
          if (read.isUnread) unread++
          const inspected = inspectedMail(file, read.understood, us)
          process.stdout.write(cli.json ? `${JSON.stringify(inspected)}\n` : `${describeMail(inspected)}\n`)
        }
      } finally {
        await understanding.close()
      }
      if (unread > 0) throw new Refusal('no-file', `${unread} of ${files.length} files could not be read: see above.`)
    })
}

/** What `--json` prints of a mail, one such object per file and line. */
export interface InspectedMail {
  file: string
  messageId: string | null
  from: string | null
  fromName: string
  to: string[]
  date: string | null
  subject: string
  baseSubject: string
  direction: MailDirection | null
  kind: Mail['kind'] | null
  evidence: string[]
  language: Mail['language']
  reply: Mail['reply']
  forwarded: Mail['forwarded']
  bounce: Mail['bounce']
  complaint: Mail['complaint']
  automatic: Mail['automatic']
  list: Mail['list']
  keywords: { name: string; value: string }[]
  statements: Mail['statements']
  attachments: Mail['attachments']
  identity: string | null
  quarantined: { reason: string; detail: string } | null
}

function inspectedMail(file: string, understood: Understood, us: Us | undefined): InspectedMail {
  if (understood.kind === 'quarantined') {
    const { reason, detail } = understood
    return { file, ...NOTHING, quarantined: { reason, detail } }
  }
  const { mail } = understood
  return {
    file,
    messageId: mail.messageId,
    from: mail.from[0]?.address ?? null,
    fromName: mail.from[0]?.name ?? '',
    to: mail.to.map(({ address }) => address),
    date: mail.date,
    subject: mail.subject,
    baseSubject: mail.baseSubject,
    direction: us ? directionOf(mail, us) : null,
    kind: mail.kind,
    evidence: mail.evidence,
    language: mail.language,
    reply: mail.reply,
    forwarded: mail.forwarded,
    bounce: mail.bounce,
    complaint: mail.complaint,
    automatic: mail.automatic,
    list: mail.list,
    keywords: mail.kind === 'human' ? parseKeywords(mail.reply.text) : [],
    statements: mail.statements,
    attachments: mail.attachments,
    identity: mail.identity,
    quarantined: null
  }
}

const NOTHING: Omit<InspectedMail, 'file' | 'quarantined'> = {
  messageId: null,
  from: null,
  fromName: '',
  to: [],
  date: null,
  subject: '',
  baseSubject: '',
  direction: null,
  kind: null,
  evidence: [],
  language: null,
  reply: { text: '', quoted: '', signature: '' },
  forwarded: null,
  bounce: null,
  complaint: null,
  automatic: null,
  list: null,
  keywords: [],
  statements: [],
  attachments: [],
  identity: null
}

async function understandFile(
  file: string,
  understanding: Understanding
): Promise<{ understood: Understood; isUnread: boolean }> {
  const bytes = await bytesOf(file)
  if (bytes.kind === 'unread')
    return {
      understood: { kind: 'quarantined', reason: bytes.reason, detail: bytes.detail },
      isUnread: bytes.reason === 'unreadable'
    }
  const [understood] = await understanding.understandAll([{ form: 'raw', bytes: bytes.content, receivedAt: null }])
  return {
    understood: asUnderstood(understood),
    isUnread: false
  }
}

function asUnderstood(answer: Understood<CarriedMail> | undefined): Understood {
  if (answer?.kind === 'mail') return { kind: 'mail', mail: opened(answer.mail) }
  return answer ?? { kind: 'quarantined', reason: 'unreadable', detail: 'no answer' }
}

type FileBytes =
  | { kind: 'read'; content: Buffer }
  | { kind: 'unread'; reason: 'unreadable' | 'too-large'; detail: string }

/** The size is asked first, so that nobody's film is read into memory. */
async function bytesOf(file: string): Promise<FileBytes> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file)
    const stat = await handle.stat()
    if (stat.isDirectory())
      return {
        kind: 'unread',
        reason: 'unreadable',
        detail: 'this is a folder: name the files in it, such as FOLDER/*.eml'
      }
    if (stat.size > RAW_LIMIT_BYTES)
      return { kind: 'unread', reason: 'too-large', detail: `the file has ${stat.size} bytes` }
    return { kind: 'read', content: await readFile(handle) }
  } catch (error) {
    return { kind: 'unread', reason: 'unreadable', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    await handle?.close()
  }
}

function ourselves(list: string): Us {
  const addresses = list.split(',').map((written) => {
    const bare = written.trim().toLowerCase()
    const address = bare.startsWith('@') ? bare : normalAddress(bare)
    if (address === null)
      throw new InvalidArgumentError(`"${written}" is no mail address: separate addresses by commas.`)
    return address
  })
  return readUs(addresses, [])
}
