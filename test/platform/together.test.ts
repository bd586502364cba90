import { expect, test } from 'vitest'
import { together } from '#src/platform/together.ts'
import { moment } from '#test/setup/moment.ts'

test('what is asked for while two calls are under way is answered together by the next', async () => {
  const groups: number[][] = []
  const first = moment()
  const double = together(async (numbers: number[]) => {
    groups.push(numbers)
    if (groups.length <= 2) await first.promise
    return numbers.map((number) => number * 2)
  })
  const answers = Promise.all([1, 2, 3, 4].map(double))
  first.resolve()
  expect(await answers).toEqual([2, 4, 6, 8])
  expect(await double(5)).toBe(10)
  expect(groups).toEqual([[1], [2], [3, 4], [5]])
})

test('a call that fails is told to all of its group, and the next goes on', async () => {
  let calls = 0
  const ask = together(async (numbers: number[]) => {
    calls += 1
    if (calls === 3) throw new Error('away')
    return numbers
  })
  const asked = [1, 2, 3, 4].map(ask)
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected'
  ])
  expect(await ask(5)).toBe(5)
})
