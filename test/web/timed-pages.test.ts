import { expect, test } from 'vitest'
import { routes } from '#src/web/routes.ts'
import { ADDRESSES, LEFT_OUT } from '#test/bench/addresses.ts'

test('the bench times every page, or says why not', () => {
  const shown = routes.filter(({ method }) => method === 'GET').map(({ path }) => path)
  expect([...Object.keys(ADDRESSES), ...Object.keys(LEFT_OUT)].toSorted()).toEqual(shown.toSorted())
})
