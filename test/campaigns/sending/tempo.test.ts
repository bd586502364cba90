import { expect, test } from 'vitest'
import { openTempo } from '#src/campaigns/sending/tempo.ts'

test('batches double while the server keeps up, until they are what leaves in a second or cost no less by growing', () => {
  const tempo = openTempo()
  expect(tempo.batch()).toBe(50)
  tempo.note(50, 100)
  expect(tempo.batch()).toBe(100)
  tempo.note(60, 400)
  expect(tempo.batch()).toBe(150)
  tempo.note(900, 1000)
  expect(tempo.batch()).toBe(200)
})

test('on the way to a slow server few are looked at ahead, and never none', () => {
  const tempo = openTempo()
  tempo.note(60, 3000)
  expect(tempo.batch()).toBe(20)
  tempo.note(0, 60_000)
  expect(tempo.batch()).toBe(10)
  tempo.note(5, 0)
  expect(tempo.batch()).toBe(20)
})
