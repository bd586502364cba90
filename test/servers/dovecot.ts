import { chmod, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { selfSigned } from './certificate.ts'
import { freePort } from '#test/setup/port.ts'
import { runProgram, startProgram, type Program } from './program.ts'

export interface DovecotOptions {
  /** User name to password; the user name is the address. */
  users: Record<string, string>
  /** Capabilities that the server does not announce, such as IDLE, CONDSTORE, QRESYNC. */
  capabilitiesOff?: string[]
  /** maildir (default), sdbox … as in Dovecot's mail_location. */
  format?: string
  /** More lines of configuration, or what makes them from the folder that the server's files lie in. */
  configuration?: string | ((folder: string) => string)
  /** More files in that folder: name to content. */
  files?: Record<string, string>
}

/** A Dovecot of the test's own: plain and TLS IMAP and LMTP on loopback, mail under its own folder. */
export interface Dovecot {
  /** IMAP without TLS. */
  port: number
  /** IMAP with implicit TLS, by the certificate of `certificate`. */
  tlsPort: number
  lmtpPort: number
  folder: string
  /** Path of the PEM file that a client must trust (CN and SAN: localhost, 127.0.0.1). */
  certificate: string
  /** Where the user's mail lies: a Maildir unless another format was asked for. */
  mailFolder(user: string): string
  /** Delivers one mail by LMTP, as a mail server does. */
  deliver(user: string, raw: string | Buffer): Promise<void>
  /** Delivers one mail into a folder by `doveadm save`. */
  save(user: string, folder: string, raw: string | Buffer): Promise<void>
  doveadm(...args: string[]): Promise<string>
  setPassword(user: string, password: string): Promise<void>
  restart(): Promise<void>
  /** Stops listening without removing anything. */
  halt(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

/** Who owns the mail: Dovecot refuses to serve mail of root. */
export const MAIL_USER = process.getuid?.() === 0 ? 'nobody' : userInfo().username

export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'maillon-dovecot-'))
  await chmod(folder, 0o755)
  const [port, tlsPort, lmtpPort] = [await freePort(), await freePort(), await freePort()]
  const certificate = await selfSigned(folder)
  const configuration = join(folder, 'dovecot.conf')
  const users = { ...options.users }
  await writeFile(configuration, configurationText({ ...options, folder, port, tlsPort, lmtpPort }))
  await writeUsers(folder, users)
  await writeFile(join(folder, 'log'), '')
  for (const [name, content] of Object.entries(options.files ?? {})) await writeFile(join(folder, name), content)
  if (process.getuid?.() === 0) await runProgram('chown', ['-R', MAIL_USER, folder])
  let program: Program | null = null

  const doveadm = (...args: string[]) => runProgram('doveadm', ['-c', configuration, ...args])
  const resume = async () => {
    program = await startProgram('dovecot', ['-F', '-c', configuration], port)
  }
  const halt = async () => {
    // An idling session would outlive the server by half a minute.
    if (program) await doveadm('kick', '*').catch(() => undefined)
    await program?.stop()
    program = null
  }
  const lmtp = createTransport({ host: '127.0.0.1', port: lmtpPort, lmtp: true, ignoreTLS: true, pool: true })

  await resume().catch(async (error: unknown) => {
    throw new Error(await readFile(join(folder, 'log'), 'utf8'), { cause: error })
  })
  return {
    port,
    tlsPort,
    lmtpPort,
    folder,
    certificate,
    mailFolder: (user) => join(folder, 'mail', user),
    deliver: async (user, raw) => {
      await lmtp.sendMail({ envelope: { from: 'sender@example.com', to: [user] }, raw })
    },
    save: async (user, into, raw) => {
      await runProgram('doveadm', ['-c', configuration, 'save', '-u', user, '-m', into], raw)
    },
    doveadm,
    setPassword: async (user, password) => {
      users[user] = password
      await writeUsers(folder, users)
      // Within the second of its last look at the file Dovecot goes by what it read then.
      const holds = () => doveadm('auth', 'test', user, password).then(Boolean, () => false)
      while (!(await holds())) await pause(100)
    },
    restart: async () => {
      await halt()
      await resume()
    },
    halt,
    resume,
    stop: async () => {
      lmtp.close()
      await halt()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function writeUsers(folder: string, users: Record<string, string>): Promise<void> {
  const lines = Object.entries(users).map(([user, password]) => `${user}:{PLAIN}${password}::::::`)
  const file = join(folder, 'users')
  const before = await stat(file).catch(() => null)
  await writeFile(file, lines.join('\n') + '\n')
  // Dovecot reads it again when its time is another, in whole seconds.
  if (before) await utimes(file, new Date(), new Date(before.mtimeMs + 2000))
}

type Places = { folder: string; port: number; tlsPort: number; lmtpPort: number }

function configurationText(options: DovecotOptions & Places): string {
  const { folder, port, tlsPort, lmtpPort, format = 'maildir' } = options
  const asRoot = process.getuid?.() === 0
  const ownUser = `default_internal_user = ${MAIL_USER}\ndefault_login_user = ${MAIL_USER}`
  return `
protocols = imap lmtp
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
${asRoot ? '' : ownUser}
mail_uid = ${MAIL_USER}
first_valid_uid = 1
last_valid_uid = 0
first_valid_gid = 1
mail_location = ${format}:${folder}/mail/%u
mail_max_userip_connections = 100
mailbox_list_index = yes
ssl = yes
ssl_cert = <${folder}/certificate.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_cache_size = 0
listen = 127.0.0.1
default_vsz_limit = 0
${capabilityLine(options.capabilitiesOff)}
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${MAIL_USER} gid=${asRoot ? 'nogroup' : userInfo().gid} home=${folder}/home/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
    auto = subscribe
  }
}
service anvil {
  chroot =
  client_limit = 5000
}
service auth {
  client_limit = 5000
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
service stats {
  chroot =
}
${typeof options.configuration === 'function' ? options.configuration(folder) : (options.configuration ?? '')}
`
}

/** What Dovecot 2.3 announces after login, less what the test wants switched off. */
const CAPABILITIES =
  'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE'

function capabilityLine(off: string[] | undefined): string {
  if (!off) return ''
  return `imap_capability = ${CAPABILITIES.split(' ')
    .filter((capability) => !off.includes(capability))
    .join(' ')}`
}
