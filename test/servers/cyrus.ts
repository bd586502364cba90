import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { freePort } from '#test/setup/port.ts'
import type { ImapServer } from './imap-behaviour.ts'
import { inMailProgram } from './mail-program.ts'
import { runProgram, startProgram } from './program.ts'
import { rawImap } from './raw-imap.ts'
import { libraryPath, unpackedCopy } from './unpacked.ts'

/** Cyrus refuses to run as root. */
const CYRUS_USER = process.getuid?.() === 0 ? 'nobody' : userInfo().username
const ADMIN = 'admin'

/** A Cyrus IMAP server of the test's own: IMAP and LMTP on loopback, IDLE told of new mail by its daemon. */
export async function startCyrus(users: string[], password: string): Promise<ImapServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cyr-'))
  await chmod(folder, 0o755)
  const root = await unpackedCopy('cyrus', folder)
  const programs = join(root, 'usr/lib/cyrus/bin')
  const [port, lmtpPort] = [await freePort(), await freePort()]
  const passwords = new Map([...users, ADMIN].map((user) => [user, password]))
  // Those who wait in IDLE are told through sockets in config/socket, and without that folder only once a minute.
  for (const sub of ['config/socket', 'spool', 'run']) await mkdir(join(folder, sub), { recursive: true })
  await writeFile(join(folder, 'imapd.conf'), imapdConf(folder))
  await writeFile(join(folder, 'cyrus.conf'), cyrusConf({ folder, programs, port, lmtpPort }))
  const door = await answerLogins(join(folder, 'run/mux'), passwords)
  if (process.getuid?.() === 0) await runProgram('chown', ['-R', CYRUS_USER, folder])

  const start = () => {
    const files = ['-C', join(folder, 'imapd.conf'), '-M', join(folder, 'cyrus.conf'), '-p', join(folder, 'run/pid')]
    return startProgram(join(programs, 'master'), files, port, { LD_LIBRARY_PATH: libraryPath(root) })
  }
  let program = await start()
  const asAdmin = (commands: string[]) => rawImap(port, [`LOGIN ${ADMIN} "${password}"`, ...commands])
  await asAdmin(users.map((user) => `CREATE "user/${user}"`))
  const lmtp = createTransport({ host: '127.0.0.1', port: lmtpPort, lmtp: true, ignoreTLS: true })

  return {
    port,
    users: [...users],
    password,
    async deliver(user, raw) {
      await lmtp.sendMail({ envelope: { from: 'sender@example.com', to: [user] }, raw })
    },
    async setPassword(user, changed) {
      passwords.set(user, changed)
    },
    async renumber(user) {
      // As after a backup was put back: the same mails under another UIDVALIDITY.
      const to = { port, user, password }
      const mails = await inMailProgram(to, 'INBOX', (tool) => tool.fetchAll('1:*', { source: true }))
      const mailbox = `"user/${user}"`
      await asAdmin([`SETACL ${mailbox} ${ADMIN} x`, `DELETE ${mailbox}`, `CREATE ${mailbox}`])
      await inMailProgram(to, null, async (tool) => {
        for (const { source } of mails) if (source) await tool.append('INBOX', source)
      })
    },
    async restart() {
      await program.stop()
      program = await start()
    },
    async stop() {
      lmtp.close()
      await program.stop()
      door.close()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

function imapdConf(folder: string): string {
  return `
configdirectory: ${folder}/config
partition-default: ${folder}/spool
defaultpartition: default
admins: ${ADMIN}
cyrus_user: ${CYRUS_USER}
cyrus_group: ${process.getuid?.() === 0 ? 'nogroup' : String(userInfo().gid)}
virtdomains: userid
defaultdomain: internal
unixhierarchysep: yes
allowplaintext: yes
sasl_mech_list: PLAIN
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: ${folder}/run/mux
idlesocket: ${folder}/run/idle
lmtpsocket: ${folder}/run/lmtp
notifysocket: ${folder}/run/notify
delete_mode: immediate
expunge_mode: immediate
`
}

type Places = { folder: string; programs: string; port: number; lmtpPort: number }

function cyrusConf({ folder, programs, port, lmtpPort }: Places): string {
  const run = (program: string) => `cmd="${programs}/${program} -C ${folder}/imapd.conf"`
  return `
START {
  recover ${run('ctl_cyrusdb -r')}
  idled ${run('idled')}
}
SERVICES {
  imap ${run('imapd')} listen="127.0.0.1:${port}" prefork=0
  lmtp ${run('lmtpd -a')} listen="127.0.0.1:${lmtpPort}" prefork=0
}
EVENTS {
}
`
}

/**
 * Stands in for saslauthd, whom Cyrus asks whether a password is right: four strings (user, password, service, realm),
 * each after its length in two bytes, are answered by one.
 */
async function answerLogins(path: string, passwords: Map<string, string>): Promise<Server> {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      const strings = readStrings(received)
      if (strings.length < 4) return
      const [login = '', password = '', , realm = ''] = strings
      const user = realm === '' ? login : `${login}@${realm}`
      const isRight = passwords.get(user) === password || passwords.get(login) === password
      const answer = Buffer.from(isRight ? 'OK' : 'NO')
      socket.end(Buffer.concat([Buffer.from([0, answer.length]), answer]))
    })
  }).listen(path)
  await once(server, 'listening')
  await chmod(path, 0o777)
  return server
}

function readStrings(bytes: Buffer): string[] {
  const strings: string[] = []
  for (let at = 0; at + 2 <= bytes.length;) {
    const length = bytes.readUInt16BE(at)
    if (at + 2 + length > bytes.length) break
    strings.push(bytes.toString('utf8', at + 2, at + 2 + length))
    at += 2 + length
  }
  return strings
}
