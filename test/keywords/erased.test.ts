import { expect, test } from 'vitest'
import { eraseClient } from '#src/clients/erase.ts'
import { addReminder } from '#src/clients/reminder-store.ts'
import { obeyAnswer } from '#src/keywords/obey-answer.ts'
import { dateOf } from '#src/platform/clock.ts'
import { audit } from '#src/team/audit-store.ts'
import { secrets } from '#test/clients/a-base.ts'
import { testDatabase } from '#test/setup/database.ts'
import { wholeDatabase } from '#test/setup/whole-database.ts'
import { answer, openShop, QUESTION } from './shop.ts'

const database = await testDatabase()
const { prisma } = database

/** What members wrote of her, each in a place of its own. */
const WRITTEN = ['allergique', 'capucine', 'divorce', 'hospice', 'garage', 'violoncelle', 'orphelin', 'malade']

test('of an erased person nothing stays that members wrote as keywords, in a mail or on the page (J5)', async () => {
  const shop = await openShop(database)
  const questionId = await shop.receive(QUESTION)
  const told = answer(
    'Bonjour\n\n#note allergique au vernis\n#pref fleur=capucine\n#rappel demain divorce\n#anniversaire hospice'
  )
  await shop.receive(told, 'sent')
  await shop.work()
  const client = await prisma.client.findFirstOrThrow({ where: { name: 'Claire Martin' } })
  const thread = await prisma.thread.findFirstOrThrow({ where: { subject: 'Table en chêne' } })
  const marie = { id: shop.marie, name: 'Marie Durand', email: 'marie@shop.example', language: 'fr' } as const
  const now = shop.clock.now()
  await prisma.$transaction((tx) =>
    obeyAnswer(tx, {
      text: 'Bonjour.\n\n#note garage inondé\n#pref musique=violoncelle\n#rappel orphelin',
      key: 'k',
      thread: { id: thread.id, subject: thread.subject },
      answers: { id: questionId, subject: thread.subject },
      member: marie,
      now,
      insists: true
    })
  )
  const by = { kind: 'member', id: shop.marie } as const
  const unless = { threadId: null, sourceMessageId: null, unlessAnsweredSince: null }
  const reminder = { clientId: client.id, memberId: shop.marie, dueAt: dateOf(now), text: 'malade', ...unless }
  const id = await addReminder(prisma, reminder)
  const line = { at: dateOf(now), by, subject: { kind: 'reminder', id } }
  await audit(prisma, { ...line, action: 'reminder.add', after: { text: 'malade' } })
  const before = await wholeDatabase(database)
  for (const word of WRITTEN) expect(before).toContain(word)
  const lines = await prisma.auditEntry.count()

  await prisma.$transaction((tx) => eraseClient(tx, client.id, { by, at: dateOf(now), secrets }))
  const after = await wholeDatabase(database)
  expect(WRITTEN.filter((word) => after.includes(word))).toEqual([])
  expect(await prisma.auditEntry.count()).toBe(lines + 1)
})
