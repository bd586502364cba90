import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The program itself, as a person starts it. */
const COMMAND = fileURLToPath(new URL('../../maillon', import.meta.url))

/** Runs one command line to its end. */
export async function maillon(
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; output: string; complaint: string }> {
  const child = spawn(COMMAND, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, complaint]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk))
  const [code] = await once(child, 'close')
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString()
  return { code: Number(code), output: text(output), complaint: text(complaint) }
}

/** A running `maillon start`. */
export interface RunningMaillon {
  process: ChildProcess
  /** Resolves with the first line that it logs or prints with these words in it; rejects when it ends before. */
  logged(words: string): Promise<string>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export function startMaillon(environment: Record<string, string>, ...args: string[]): RunningMaillon {
  const child = spawn(COMMAND, ['start', ...args], {
    env: { ...process.env, MAILLON_LOG_LEVEL: 'debug', ...environment },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const seen: string[] = []
  const waiting = new Set<() => void>()
  const tell = () => waiting.forEach((look) => look())
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      seen.push(line)
      tell()
    })
  const ended = once(child, 'close').then(tell)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  return {
    process: child,
    logged: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = seen.find((text) => text.includes(words))
          const isOver = child.exitCode !== null || child.signalCode !== null
          if (line === undefined && !isOver) return
          waiting.delete(look)
          if (line === undefined) reject(new Error(`maillon ended without "${words}":\n${seen.join('\n')}`))
          else resolve(line)
        }
        waiting.add(look)
        look()
      }),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM')
  }
}
