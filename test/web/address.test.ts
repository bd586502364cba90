import { expect, test } from 'vitest'
import { Address } from '#src/web/components/address.tsx'

test('an address may be broken after the points of its name and before its sign, not within its words', () => {
  const written = (address: string) => String(Address({ address }))
  expect(written('antoine.mercier@poste.example')).toBe('antoine.<wbr/>mercier<wbr/>@poste.example')
  expect(written('anne@poste.example')).toBe('anne<wbr/>@poste.example')
})
