import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A server program that a test started: its own process group, stopped with the test. */
export interface Program {
  process: ChildProcess
  /** What it wrote to standard output and error, for the message of a failed start. */
  output(): string
  /** Asks it to end and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a program in the foreground and returns when it answers on a loopback port. */
export async function startProgram(
  command: string,
  args: string[],
  port: number,
  environment: Record<string, string> = {}
): Promise<Program> {
  const chunks: string[] = []
  const env = { ...process.env, ...environment }
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const output = () => chunks.join('')
  await untilListening(port, () => {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode} at start: ${output()}`)
  })
  return { process: child, output, stop: (signal) => stop(child, signal) }
}

/** Runs a program to its end. @throws Error with its output when it fails */
export async function runProgram(command: string, args: string[], input?: string | Buffer): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  const complaints: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${Buffer.concat(complaints).toString()}`)
  return Buffer.concat(out).toString()
}

async function untilListening(port: number, check: () => void): Promise<void> {
  while (!(await answers(port))) {
    check()
    await pause(20)
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill(signal)
  await closed
}
