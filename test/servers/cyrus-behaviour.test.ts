import { describe } from 'vitest'
import { testDatabase } from '#test/setup/database.ts'
import { startCyrus } from './cyrus.ts'
import { behavesOn } from './imap-behaviour.ts'
import { testWorld } from './mailbox-world.ts'

const world = testWorld(await testDatabase())
const users = Array.from({ length: 20 }, (_, n) => `cyrus${n}@shop.example`)

describe('Cyrus', () => {
  behavesOn(world, () => startCyrus(users, 'a secret with spaces'))
})
