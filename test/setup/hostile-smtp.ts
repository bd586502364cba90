import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/**
 * Where a dialogue stands when the server decides what to do, in order: before the greeting, at a command, in the middle of
 * the mail, after its final dot, and once the mail is taken but before that is said.
 */
export const STAGES = ['greeting', 'ehlo', 'auth', 'mail', 'rcpt', 'data', 'body', 'dot', 'accepted'] as const
export type Stage = (typeof STAGES)[number]

/** `stall`: says nothing more, ever. `later` and `never`: refuses with a 4xx, a 5xx; in the middle of a mail, at its end. */
export type Conduct = 'go-on' | 'cut' | 'stall' | 'later' | 'never'

/** One moment of one dialogue. */
export interface Moment {
  stage: Stage
  /** Known from RCPT on. */
  recipient: string | null
  /** The client's end of the connection. */
  clientPort: number
}

/** An SMTP server that behaves as badly as it is told, and keeps the count of what it took. */
export interface HostileSmtp {
  port: number
  conduct: (moment: Moment) => Conduct
  /** How often the mail to each recipient was taken, whether or not the client was told so. */
  accepted: Map<string, number>
  /** All that arrived for each recipient, taken or not, whole or not. */
  seen: Map<string, string[]>
  close(): Promise<void>
}

/** Starts it on a free loopback port; it lets everybody in. */
export async function startHostileSmtp(): Promise<HostileSmtp> {
  const smtp: HostileSmtp = {
    port: 0,
    conduct: () => 'go-on',
    accepted: new Map(),
    seen: new Map(),
    close: async () => undefined
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // The client was killed, or tired of waiting: nothing here depends on it.
    socket.on('error', () => undefined)
    void converse(socket, smtp)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server got no port')
  smtp.port = address.port
  smtp.close = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return smtp
}

/** What is said after each command where the server goes on. */
const REPLIES = {
  ehlo: '250-hostile\r\n250-AUTH PLAIN\r\n250 8BITMIME',
  auth: '235 ok',
  mail: '250 ok',
  rcpt: '250 ok'
}

/** One connection, as the functions below pass it on. */
interface Dialogue {
  socket: Socket
  smtp: HostileSmtp
  recipient: string | null
}

async function converse(socket: Socket, smtp: HostileSmtp): Promise<void> {
  const dialogue: Dialogue = { socket, smtp, recipient: null }
  if (!reply(dialogue, conductAt('greeting', dialogue), '220 hostile')) return
  const lines = linesOf(socket)
  for (let line = await lines(); line !== null; line = await lines()) {
    const verb = line.slice(0, 4).toLowerCase()
    if (verb === 'rcpt') dialogue.recipient = /<(.*)>/.exec(line)?.[1] ?? null
    if (verb === 'data') {
      if (!(await takeMail(lines, dialogue))) return
    } else if (verb === 'ehlo' || verb === 'auth' || verb === 'mail' || verb === 'rcpt') {
      if (!reply(dialogue, conductAt(verb, dialogue), REPLIES[verb])) return
    } else {
      socket.write('250 ok\r\n')
    }
  }
}

async function takeMail(lines: () => Promise<string | null>, dialogue: Dialogue): Promise<boolean> {
  const before = conductAt('data', dialogue)
  if (before !== 'go-on') return reply(dialogue, before)
  dialogue.socket.write('354 go ahead\r\n')
  const inside = conductAt('body', dialogue)
  const breaksOff = inside === 'cut' || inside === 'stall'
  const isWhole = await readMail(lines, dialogue, breaksOff ? 3 : Infinity)
  if (!isWhole || inside !== 'go-on') return reply(dialogue, inside === 'go-on' ? 'cut' : inside)
  const after = conductAt('dot', dialogue)
  if (after !== 'go-on') return reply(dialogue, after)
  const { smtp, recipient } = dialogue
  smtp.accepted.set(recipient ?? '', (smtp.accepted.get(recipient ?? '') ?? 0) + 1)
  return reply(dialogue, conductAt('accepted', dialogue), '250 2.0.0 taken')
}

/** @returns whether all of it arrived, to the final dot */
async function readMail(
  lines: () => Promise<string | null>,
  { smtp, recipient }: Dialogue,
  atMost: number
): Promise<boolean> {
  const arrived: string[] = []
  let line: string | null = ''
  while (arrived.length < atMost && (line = await lines()) !== null && line !== '.') arrived.push(line)
  const to = recipient ?? ''
  smtp.seen.set(to, [...(smtp.seen.get(to) ?? []), arrived.join('\n')])
  return line === '.'
}

function conductAt(stage: Stage, { smtp, recipient, socket }: Dialogue): Conduct {
  return smtp.conduct({ stage, recipient, clientPort: socket.remotePort ?? 0 })
}

/** @returns false where the dialogue is over, or stands still for good */
function reply({ socket }: Dialogue, conduct: Conduct, text = ''): boolean {
  if (conduct === 'go-on') socket.write(`${text}\r\n`)
  if (conduct === 'later') socket.write('451 4.3.0 not now\r\n')
  if (conduct === 'never') socket.write('554 5.7.1 not here\r\n')
  if (conduct === 'cut') socket.destroy()
  return conduct !== 'cut' && conduct !== 'stall'
}

/** The lines that arrive, one at each call; null when no more will. */
function linesOf(socket: Socket): () => Promise<string | null> {
  const lines = createInterface(socket)[Symbol.asyncIterator]()
  return async () => {
    const next = await lines.next().catch(() => null)
    return next === null || next.done === true ? null : next.value
  }
}
