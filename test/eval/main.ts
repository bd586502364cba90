/**
 * `npm run eval [SET…]`: measures what Maillon understands of mails that nobody on the project wrote. Prints, per set, how many
 * are right, how many wrong, and which. The sets are not part of the project: they lie beside it (../shared/corpora) or where
 * MAILLON_CORPORA points; a set that is absent is skipped with a sentence.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { packageRoot } from '#src/platform/package.ts'
import type { EvalSet } from './set.ts'

// oxlint-disable-next-line node/no-process-env
const corpora = process.env['MAILLON_CORPORA'] ?? resolve(packageRoot, '../shared/corpora')
const here = import.meta.dirname
const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts' && file !== 'set.ts')
  .map((file) => file.replace(/\.ts$/, ''))
const wanted = process.argv.slice(2)

for (const name of wanted.length > 0 ? wanted : names) {
  const { measure }: EvalSet = await import(`./${name}.ts`)
  const folder = join(corpora, name)
  if (!existsSync(folder)) {
    write(`${name}: skipped, since there is no ${folder} (set MAILLON_CORPORA to the folder of the sets).`)
    continue
  }
  for (const { title, right, wrong } of await measure(folder)) {
    const all = right + wrong.length
    write(`${name}, ${title}: ${right} of ${all} right (${((right / all) * 100).toFixed(1)} %), ${wrong.length} wrong`)
    for (const line of wrong) write(`  ${line}`)
  }
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}
