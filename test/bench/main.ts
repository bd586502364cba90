/**
 * `npm run bench [NAME…]`: how fast Maillon is beside something known, measured in one run on one machine. Prints, per
 * measure, whether it keeps the budget of docs/architecture.md; ends with 1 where one does not.
 */
import { readdirSync } from 'node:fs'

interface Bench {
  name: string
  run: () => Promise<{ right: number; wrong: string[]; lines: string[] }>
}

const wanted = process.argv.slice(2)
const files = readdirSync(import.meta.dirname).filter((file) => file !== 'main.ts' && file.endsWith('.ts'))

for (const file of files) {
  const isWanted = wanted.length === 0 || wanted.includes(file.replace(/\.ts$/, ''))
  const bench: Partial<Bench> = isWanted ? await import(`./${file}`) : {}
  if (!bench.run) continue
  const { right, wrong, lines } = await bench.run()
  write(`${bench.name}: ${right} within the budget, ${wrong.length} not`)
  for (const line of lines) write(`  ${line}`)
  for (const line of wrong) write(`  not kept: ${line}`)
  if (wrong.length > 0) process.exitCode = 1
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}
