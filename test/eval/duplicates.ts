import { likelyDuplicates } from '#src/insights/hygiene/duplicates.ts'
import { madeUpBase } from '#test/insights/hygiene/made-up-base.ts'
import { seeded } from '#test/insights/simulate.ts'
import type { Outcome } from './set.ts'

export const name = 'duplicates'

const SIZES = [500, 5_000, 50_000]
const WRONG_SHOWN = 20

/** Made-up bases with known doubles: how many of the pairs shown are doubles, and how many doubles are shown. */
export async function run(): Promise<Outcome> {
  const outcome: Outcome = { right: 0, wrong: [], lines: [] }
  for (const size of SIZES) measure(size, outcome)
  return outcome
}

function measure(size: number, outcome: Outcome): void {
  const { people, personOf } = madeUpBase(size, seeded(size))
  const names = new Map(people.map((person) => [person.clientId, JSON.stringify(person)]))
  const doubles = people.length - new Set(personOf.values()).size
  const before = process.cpuUsage()
  const pairs = likelyDuplicates(people)
  const { user, system } = process.cpuUsage(before)
  const wrong = pairs.filter(({ a, b }) => personOf.get(a) !== personOf.get(b))
  const right = pairs.length - wrong.length
  const share = (part: number, whole: number) => `${((part * 100) / whole).toFixed(1)} %`
  outcome.right += right
  outcome.lines.push(
    `${people.length} records, ${doubles} doubles: ${pairs.length} pairs shown, ${share(right, pairs.length)} of them right; ` +
      `${share(right, doubles)} of the doubles found; ${((user + system) / 1000).toFixed(0)} ms of the processor`
  )
  outcome.wrong.push(
    ...wrong.slice(0, WRONG_SHOWN).map(({ a, b, chance }) => `${chance.toFixed(2)} ${names.get(a)} ${names.get(b)}`)
  )
}
