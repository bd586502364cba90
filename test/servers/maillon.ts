import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
