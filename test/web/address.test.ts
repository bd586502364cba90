import { html } from 'hono/html'
import { expect, test } from 'vitest'
import { Address } from '#src/web/components/address.tsx'

test('an address may be broken after the points of its name and before its sign, not within its words', async () => {
  const written = async (address: string): Promise<string> => String(await html`${Address({ address })}`)
  expect(await written('antoine.mercier@poste.example')).toBe('antoine.<wbr/>mercier<wbr/>@poste.example')
  expect(await written('anne@poste.example')).toBe('anne<wbr/>@poste.example')
})
