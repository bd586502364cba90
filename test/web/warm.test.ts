import { expect, test } from 'vitest'
import { createApp } from '#src/web/server.ts'
import { warmPages } from '#src/web/warm.ts'
import { ownedWorld } from './world.ts'

const { world, owner } = await ownedWorld()

test('the first pages are drawn before anybody comes, one after the other; one that fails stops nothing', async () => {
  let [begun, atOnce, most] = [0, 0, 0]
  const firm: typeof world.firm = async (db) => {
    begun++
    most = Math.max(most, ++atOnce)
    const found = await world.firm(db)
    atOnce--
    if (begun === 2) throw new Error('not now')
    return found
  }
  await warmPages({ ...world, firm })
  expect(begun).toBe(4)
  expect(most).toBe(1)
})

test('what only visitors need is loaded for whoever is signed in, and for nobody else', async () => {
  let visits = 0
  const app = createApp(world, { whenVisited: () => visits++ })
  const Cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  await app.request('/sign-in')
  await app.request('/healthz', { headers: { Cookie } })
  expect(visits).toBe(0)
  await app.request('/', { headers: { Cookie } })
  expect(visits).toBe(1)
})
