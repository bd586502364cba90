import { expect, test } from 'vitest'
import { together } from '#src/platform/together.ts'
import { moment } from '#test/setup/moment.ts'

test('what is asked for in one breath, or while a call is under way, is answered together', async () => {
  const groups: number[][] = []
  const [begun, goOn] = [moment(), moment()]
  const double = together(async (numbers: number[]) => {
    groups.push(numbers)
    begun.resolve()
    if (groups.length === 1) await goOn.promise
    return numbers.map((number) => number * 2)
  })
  const first = Promise.all([1, 2].map(double))
  await begun.promise
  const behind = Promise.all([3, 4].map(double))
  goOn.resolve()
  expect(await first).toEqual([2, 4])
  expect(await behind).toEqual([6, 8])
  expect(await double(5)).toBe(10)
  expect(groups).toEqual([[1, 2], [3, 4], [5]])
})

test('a call that fails is told to all of its group, and the next goes on', async () => {
  let calls = 0
  const ask = together(async (numbers: number[]) => {
    calls += 1
    if (calls === 1) throw new Error('away')
    return numbers
  })
  const asked = await Promise.allSettled([1, 2].map(ask))
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask(3)).toBe(3)
})
