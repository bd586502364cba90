import { expect, it } from 'vitest'
import { newId } from '#src/platform/ids.ts'

it('makes ids of version 7, none twice, that sort in the order in which they were made', () => {
  const ids = Array.from({ length: 20_000 }, newId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it('draws the random half of each id anew', () => {
  const halves = Array.from({ length: 20_000 }, () => newId().slice(-17))
  expect(new Set(halves).size).toBe(halves.length)
})
