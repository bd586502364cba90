import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MadeMail } from '#test/mails.ts'
import { MAIL_USER, type Dovecot } from './dovecot.ts'
import { runProgram } from './program.ts'

/**
 * Writes mails straight into a user's Maildir++, much faster than delivering them. UIDs follow the order given, and
 * the server's own date is the mail's. Call it before anyone opens the mailbox.
 */
export async function fillMaildir(dovecot: Dovecot, user: string, mails: Iterable<MadeMail>): Promise<void> {
  const folder = dovecot.mailFolder(user)
  for (const sub of ['', '.Sent']) await makeFolder(join(folder, sub))
  let n = 0
  for (const mail of mails) {
    const seconds = Math.floor(mail.date.getTime() / 1000)
    const name = `${seconds}.M${String(n).padStart(6, '0')}P1.made,S=${mail.raw.length}:2,S`
    await writeFile(join(folder, mail.folder === 'Sent' ? '.Sent' : '', 'cur', name), mail.raw)
    n++
  }
  // With the folder around it, in which the mailboxes of other users are still to be made.
  if (process.getuid?.() === 0) await runProgram('chown', ['-R', MAIL_USER, dirname(folder)])
}

async function makeFolder(folder: string): Promise<void> {
  for (const sub of ['cur', 'new', 'tmp']) await mkdir(join(folder, sub), { recursive: true })
  await chmod(folder, 0o755)
}
