import { describe } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { startCourier } from './courier.ts'
import { behavesOn } from './imap-behaviour.ts'
import { testWorld } from './mailbox-world.ts'

const world = testWorld(await testDatabase())
const users = Array.from({ length: 20 }, (_, n) => `courier${n}@shop.example`)

/** Without the daemon that tells it of new files, Courier's IDLE looks once a second. */
describe('Courier', () => {
  behavesOn(world, () => startCourier(users, 'a secret with spaces'), { storedWithinMs: 2500 })
})
