import { expect, test } from 'vitest'
import { compiledBeside } from '#src/message/compiled.ts'

test.each([
  ['file:///usr/src/maillon/src/message/bounded.ts', 'file:///usr/src/maillon/dist/src/message/worker.js'],
  ['file:///opt/maillon/dist/src/message/bounded.js', 'file:///opt/maillon/dist/src/message/worker.js']
])('beside %s the thread runs %s', (here, there) => {
  expect(compiledBeside(here, 'worker').href).toBe(there)
})
