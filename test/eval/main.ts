/**
 * `npm run eval [SET…]`: measures what Maillon understands of data that nobody on the project wrote. Prints, per set, how many
 * are right, how many wrong, and which. The sets are no part of the project: they lie beside it (../shared/corpora) or where
 * MAILLON_CORPORA points.
 */
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { packageRoot } from '#src/platform/package.ts'
import type { EvalSet } from './set.ts'

const folder = process.env['MAILLON_CORPORA'] ?? resolve(packageRoot, '../shared/corpora')
const corpora = existsSync(folder) ? folder : null
if (corpora === null)
  write(`There is no ${folder}: what needs it is skipped. MAILLON_CORPORA says where the sets are.\n`)

const files = readdirSync(import.meta.dirname).filter((file) => file !== 'main.ts' && file !== 'set.ts')
const wanted = process.argv.slice(2)

for (const file of files) {
  const set = file.replace(/\.ts$/, '')
  if (wanted.length > 0 && !wanted.includes(set)) continue
  const { name, run }: EvalSet = await import(`./${file}`)
  const { right, wrong, lines } = await run(corpora)
  write(`${name}: ${right} right, ${wrong.length} wrong`)
  for (const line of lines) write(`  ${line}`)
  for (const line of wrong) write(`  wrong: ${line}`)
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}
