import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#test/setup/port.ts'
import type { ImapServer } from './imap-behaviour.ts'
import { libraryPath, unpackedCopy } from './unpacked.ts'

/**
 * A Courier IMAP server of the test's own. Courier's login program asks a daemon at a fixed place of the system; here the
 * login is answered by the test, which then hands the connection to the real `imapd`, as the login program does.
 */
export async function startCourier(users: string[], password: string): Promise<ImapServer> {
  const folder = await mkdtemp(join(tmpdir(), 'maillon-courier-'))
  const root = await unpackedCopy('courier', folder)
  const passwords = new Map(users.map((user) => [user, password]))
  const sessions = new Set<ChildProcess>()
  const port = await freePort()
  const homeOf = (user: string) => join(folder, 'home', user)
  for (const user of users)
    for (const sub of ['cur', 'new', 'tmp']) await mkdir(join(homeOf(user), 'Maildir', sub), { recursive: true })

  const handOver = (socket: Socket, { user, tag }: Login) => {
    const environment = { ...settings, LD_LIBRARY_PATH: libraryPath(root), AUTHENTICATED: user, IMAPLOGINTAG: tag }
    const imapd = spawn(join(root, 'usr/bin/imapd'), ['./Maildir'], { cwd: homeOf(user), env: environment })
    sessions.add(imapd)
    imapd.once('exit', () => sessions.delete(imapd))
    imapd.stdin.on('error', () => undefined)
    imapd.stdout.pipe(socket)
    socket.pipe(imapd.stdin)
    socket.once('close', () => imapd.kill())
  }
  let server = await listen(port, (socket) => logIn(socket, passwords, handOver))
  let delivered = 0

  return {
    port,
    users: [...users],
    password,
    async deliver(user, raw) {
      const name = `${Math.floor(Date.now() / 1000)}.M${String(++delivered).padStart(6, '0')}P1.test`
      const inTmp = join(homeOf(user), 'Maildir/tmp', name)
      await writeFile(inTmp, raw)
      await rename(inTmp, join(homeOf(user), 'Maildir/new', name))
    },
    async setPassword(user, changed) {
      passwords.set(user, changed)
    },
    async renumber(user) {
      const file = join(homeOf(user), 'Maildir/courierimapuiddb')
      const [, uidValidity] = (await readFile(file, 'utf8')).split(' ')
      await writeFile(file, `1 ${Number(uidValidity) + 1000} 5000\n`)
    },
    async restart() {
      await close(server, sessions)
      server = await listen(port, (socket) => logIn(socket, passwords, handOver))
    },
    async stop() {
      await close(server, sessions)
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** As in Debian's /etc/courier/imapd, but for IDLE, which there looks for changes once a minute. */
const settings = {
  PATH: process.env['PATH'] ?? '',
  IMAP_CAPABILITY:
    'IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE AUTH=PLAIN',
  IMAP_KEYWORDS: '1',
  IMAP_ACL: '1',
  IMAP_IDLE_TIMEOUT: '1',
  IMAP_USELOCKS: '0',
  IMAP_ENHANCEDIDLE: '0',
  IMAP_MAILBOX_SANITY_CHECK: '0',
  IMAP_TRASHFOLDERNAME: 'Trash',
  IMAP_EMPTYTRASH: 'Trash:7',
  PROTOCOL: 'IMAP',
  TCPREMOTEIP: '127.0.0.1',
  TCPREMOTEPORT: '1'
}

interface Login {
  user: string
  tag: string
}

/** RFC 3501, the state before the login: CAPABILITY, NOOP, LOGOUT, LOGIN and AUTHENTICATE PLAIN. */
function logIn(socket: Socket, passwords: Map<string, string>, handOver: (socket: Socket, login: Login) => void): void {
  let pending = ''
  let authenticating: string | null = null
  socket.on('error', () => undefined)
  socket.write(`* OK [CAPABILITY ${settings.IMAP_CAPABILITY}] Courier-IMAP ready.\r\n`)
  const attempt = (tag: string, user: string, password: string) => {
    if (passwords.get(user) !== password) return socket.write(`${tag} NO Login failed.\r\n`)
    socket.removeListener('data', onData)
    socket.pause()
    return handOver(socket, { user, tag })
  }
  const onLine = (line: string) => {
    if (authenticating !== null) {
      const [, user = '', password = ''] = Buffer.from(line, 'base64').toString().split('\0')
      const tag = authenticating
      authenticating = null
      return attempt(tag, user, password)
    }
    const [tag = '', command = '', ...args] = line.split(' ')
    if (/^capability$/i.test(command))
      return socket.write(`* CAPABILITY ${settings.IMAP_CAPABILITY}\r\n${tag} OK CAPABILITY completed\r\n`)
    if (/^logout$/i.test(command)) return socket.end(`* BYE Courier-IMAP server shutting down\r\n${tag} OK LOGOUT\r\n`)
    if (/^authenticate$/i.test(command) && /^plain$/i.test(args[0] ?? '')) {
      authenticating = tag
      return socket.write('+ \r\n')
    }
    const [user = '', password = ''] = args.map((arg) => arg.replaceAll('"', ''))
    if (/^login$/i.test(command)) return attempt(tag, user, password)
    return socket.write(`${tag} OK\r\n`)
  }
  const onData = (chunk: Buffer) => {
    pending += chunk.toString('latin1')
    for (let end = pending.indexOf('\r\n'); end !== -1; end = pending.indexOf('\r\n')) {
      const line = pending.slice(0, end)
      pending = pending.slice(end + 2)
      onLine(line)
    }
  }
  socket.on('data', onData)
}

async function listen(port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function close(server: Server, sessions: Set<ChildProcess>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const session of sessions) session.kill('SIGKILL')
  await closed
}
