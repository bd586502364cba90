import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '#test/setup/port.ts'
import { startDovecot, type Dovecot } from '#test/servers/dovecot.ts'
import { fillMaildir } from '#test/servers/maildir.ts'
import { startMaillon } from '#test/servers/maillon.ts'
import { inMailProgram } from '#test/servers/mail-program.ts'
import { authForPostfix, startPostfix } from '#test/servers/postfix.ts'
import { makeMails } from '#test/mails.ts'

export const PASSWORD = 'secret'

/** The mail servers of the people in these tests: Dovecot for what lies there, Postfix for what goes out. */
export interface PostOffice {
  imapPort: number
  smtpPort: number
  deliver: Dovecot['deliver']
  /** Puts two years of mail into a mailbox that nobody has opened yet. @returns how many bytes they are */
  fill(address: string, count: number): Promise<number>
  /** The first mail of a folder that meets the condition, once it lies there. */
  mail(address: string, folder: string, wanted: (mail: Arrived) => boolean): Promise<Arrived>
  close(): Promise<void>
}

export interface Arrived {
  subject: string
  from: string
  messageId: string
  inReplyTo: string
  /** As a person reads it, without layout. */
  text: string
}

export async function openPostOffice(addresses: string[]): Promise<PostOffice> {
  const authPort = await freePort()
  const users = Object.fromEntries(addresses.map((address) => [address, PASSWORD]))
  const dovecot = await startDovecot({ users, configuration: authForPostfix(authPort) })
  const domains = [...new Set(addresses.map((address) => address.split('@')[1] ?? ''))]
  const postfix = await startPostfix(dovecot, { domains, authPort })
  return {
    imapPort: dovecot.port,
    smtpPort: postfix.port,
    deliver: dovecot.deliver,
    async fill(address, count) {
      const mails = [...makeMails(count, { us: address, attachments: 0 })]
      await fillMaildir(dovecot, address, mails)
      return mails.reduce((sum, { raw }) => sum + raw.length, 0)
    },
    async mail(address, folder, wanted) {
      for (;;) {
        const found = (await mailsIn(dovecot, address, folder)).find(wanted)
        if (found) return found
        await pause(100)
      }
    },
    async close() {
      await postfix.stop()
      await dovecot.stop()
    }
  }
}

const NEWEST = 20

/** What the person at that address sees in a mail program: the newest mails of a folder. */
function mailsIn(dovecot: Dovecot, user: string, folder: string): Promise<Arrived[]> {
  return inMailProgram({ port: dovecot.port, user, password: PASSWORD }, folder, async (program) => {
    const count = program.mailbox === false ? 0 : program.mailbox.exists
    if (count === 0) return []
    const mails: Arrived[] = []
    const range = `${Math.max(1, count - NEWEST + 1)}:*`
    for (const { envelope, seq } of await program.fetchAll(range, { envelope: true })) {
      const from = envelope?.from?.[0]?.address ?? ''
      const ids = { messageId: envelope?.messageId ?? '', inReplyTo: envelope?.inReplyTo ?? '' }
      mails.push({ subject: envelope?.subject ?? '', from, ...ids, text: await textOf(program, seq) })
    }
    return mails
  })
}

async function textOf(program: Parameters<Parameters<typeof inMailProgram>[2]>[0], seq: number): Promise<string> {
  const { content } = await program.download(String(seq), '1')
  const chunks: Buffer[] = []
  for await (const chunk of content ?? []) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

/** The program itself, started for the first time in an empty folder. */
export async function startNewMaillon(): Promise<{ address: string; firstVisit: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'maillon-new-owner-'))
  // Run as root, the database's files belong to another user, who has to pass through.
  await chmod(folder, 0o711)
  const port = await freePort()
  const program = startMaillon({ MAILLON_DATA: folder, MAILLON_PORT: String(port), MAILLON_LOG_LEVEL: 'info' })
  const firstVisit = (await program.logged('/welcome/')).trim()
  return {
    address: `http://localhost:${port}`,
    firstVisit,
    async close() {
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}
