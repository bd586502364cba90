import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { seededRandom } from '#src/platform/random.ts'

export const name = 'importing purchases'

const SIZES = [100_000, 1_000_000]
/** The larger file may take no more memory than the smaller one by this factor: it does not grow with the file. */
const GROWTH_MAX = 1.6
/** Lines a second at the larger size, of those at the smaller one: time grows with the file and no faster. */
const PACE_MIN = 0.5
const CLIENTS = 50_000

/** Imports files of 100,000 and 1,000,000 lines by the command itself, each into a fresh data folder with its own database. */
export async function run(): Promise<{ right: number; wrong: string[]; lines: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-import-'))
  try {
    const measured: Measured[] = []
    for (const size of SIZES) measured.push(await measure(folder, size))
    const [small, large] = measured
    const wrong: string[] = []
    for (const { size, outcome } of measured)
      if (outcome.read !== size || outcome.refused.length > 0)
        wrong.push(`${outcome.read} of ${size} lines read, ${outcome.refused.length} refused`)
    if (small && large && large.peakMb > small.peakMb * GROWTH_MAX)
      wrong.push(`memory grows with the file: ${small.peakMb} MB, then ${large.peakMb} MB`)
    if (small && large && large.pace < small.pace * PACE_MIN)
      wrong.push(`the pace falls with the file: ${small.pace}, then ${large.pace} lines/s`)
    const lines = measured.map(
      ({ size, seconds, pace, peakMb }) => `${size} lines: ${seconds} s, ${pace} lines/s, at most ${peakMb} MB`
    )
    return { right: 4 - wrong.length, wrong, lines }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Measured {
  size: number
  seconds: number
  /** Lines a second, the refreshing of all numbers at the end included. */
  pace: number
  /** Of the importing process; the database has its own. */
  peakMb: number
  outcome: z.infer<typeof outcomeForm>
}

const outcomeForm = z.object({ read: z.number(), created: z.number(), refused: z.array(z.unknown()) })

async function measure(folder: string, size: number): Promise<Measured> {
  const file = join(folder, `${size}.csv`)
  await writePurchases(file, size)
  const data = join(folder, `data-${size}`)
  // The first command makes the database, which is not what is measured.
  await command(['settings', 'get', 'firm.zone', '--data', data])
  const started = performance.now()
  const { output, peakMb } = await command(['import', 'purchases', file, '--create-clients', '--json', '--data', data])
  const seconds = (performance.now() - started) / 1000
  const outcome = outcomeForm.parse(JSON.parse(output))
  return { size, seconds: Math.round(seconds), pace: Math.round(size / seconds), peakMb, outcome }
}

/** Orders of one to three lines, each with its sums as a shop writes them. */
async function writePurchases(file: string, size: number): Promise<void> {
  const random = seededRandom(7)
  const stream = createWriteStream(file)
  stream.write('id;client;date;produit;type;marque;quantité;montant;remise;coût;paiement\r\n')
  let order = 0
  for (let line = 0; line < size;) {
    order += 1
    const client = `C${random.below(CLIENTS)}`
    const day = `${String(1 + random.below(28)).padStart(2, '0')}/${String(1 + random.below(12)).padStart(2, '0')}/${2020 + random.below(6)}`
    for (let part = 1 + random.below(3); part > 0 && line < size; part -= 1, line += 1) {
      const cents = 500 + random.below(90_000)
      const sum = (minor: number) => (minor / 100).toFixed(2).replace('.', ',')
      const row = [
        `F${order}`,
        client,
        day,
        `Article ${random.below(500)}`,
        `type ${random.below(9)}`,
        'Maison',
        '1',
        sum(cents),
        random.below(5) === 0 ? '10 %' : '',
        sum(cents / 2),
        'CB'
      ]
      if (!stream.write(`${row.join(';')}\r\n`)) await once(stream, 'drain')
    }
  }
  stream.end()
  await once(stream, 'finish')
}

async function command(args: string[]): Promise<{ output: string; peakMb: number }> {
  const child = spawn('./maillon', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  let peakMb = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const POLL_MS = 500
  const polling = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid))), POLL_MS)
  const [code] = await once(child, 'close')
  clearInterval(polling)
  if (code !== 0) throw new Error(`maillon ${args.join(' ')} ended with ${String(code)}`)
  return { output, peakMb }
}

/** The most memory a process held so far, in MB. */
function peakOf(pid: number | undefined): number {
  try {
    const kb = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kb ?? 0) / 1024)
  } catch {
    return 0
  }
}
