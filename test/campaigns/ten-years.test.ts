import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { activate } from '#src/campaigns/campaign-store.ts'
import { claimDue } from '#src/campaigns/claim-store.ts'
import { markSending, markSent } from './steps.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { recheck } from '#src/campaigns/recheck.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { dateOf, instantOf } from '#src/platform/clock.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addMail, france } from './people.ts'

const database = await testDatabase()
const { prisma } = database

const people = [
  { zone: 'Europe/Paris', birthday: { month: 2, day: 29, year: 1980 } },
  { zone: 'America/Toronto', birthday: { month: 1, day: 1 } },
  { zone: 'Pacific/Auckland', birthday: { month: 12, day: 31 } },
  { zone: 'Pacific/Pago_Pago', birthday: { month: 12, day: 31 } },
  { zone: 'Pacific/Kiritimati', birthday: { month: 1, day: 1 } },
  { zone: 'Asia/Beirut', birthday: { month: 3, day: 29 } },
  { zone: 'America/Santiago', birthday: { month: 9, day: 6 } },
  { zone: 'America/Havana', birthday: { month: 3, day: 8 } },
  { birthday: { month: 10, day: 25 } }
]

test('in ten years of a clock that ticks unevenly, each client has exactly one birthday mail a year', async () => {
  await activate(prisma, 'birthday', { now: at('2025-12-01T12:00'), by: 'owner' })
  const clients = await Promise.all(people.map((person) => addClient(database, person)))
  let now = at('2025-12-25T00:00')
  for (let tick = 0; now.epochMilliseconds < at('2036-01-02T00:00').epochMilliseconds; tick++) {
    await planTick(database, { now, firm: france, holidays: noHolidays })
    await sendDue(now)
    // Consent in Europe lapses after three years of silence (J3): they write once a year.
    if (tick % 200 === 0) for (const client of clients) await hearFrom(client, now)
    now = await nextMoment(now, now.add({ hours: [11, 70, 47, 61][tick % 4] ?? 12 }))
  }
  const sent = await prisma.followUp.findMany({
    where: { occurrence: { gte: '2026', lte: '2035' } },
    orderBy: [{ clientId: 'asc' }, { dueAt: 'asc' }]
  })
  for (const [index, clientId] of clients.entries()) {
    const mails = sent.filter((row) => row.clientId === clientId)
    const years = Array.from({ length: 10 }, (_, year) => String(2026 + year))
    expect(mails.map(({ state, occurrence }) => `${state} ${occurrence}`)).toEqual(years.map((year) => `sent ${year}`))
    const zone = people[index]?.zone ?? 'Europe/Paris'
    for (const { meantFor, occurrenceDay } of mails) {
      const local = instantOf(meantFor).toZonedDateTimeISO(zone)
      expect(local.toPlainDateTime().toString()).toBe(`${occurrenceDay.toISOString().slice(0, 10)}T09:00:00`)
    }
  }
})

/** The next tick, or the next mail's time where that comes first. */
async function nextMoment(now: Temporal.Instant, tick: Temporal.Instant): Promise<Temporal.Instant> {
  const within = { gt: dateOf(now), lt: dateOf(tick) }
  const next = await prisma.followUp.findFirst({
    where: { state: 'planned', dueAt: within },
    orderBy: { dueAt: 'asc' }
  })
  return next ? instantOf(next.dueAt) : tick
}

async function sendDue(now: Temporal.Instant): Promise<void> {
  for (const id of await claimDue(prisma, { holder: 'test', limit: 100, now })) {
    const answer = await recheck(prisma, id, { now, firm: france, holidays: noHolidays })
    if (answer.kind === 'postpone') {
      await prisma.followUp.update({
        where: { id },
        data: { state: 'planned', dueAt: dateOf(answer.until.toInstant()) }
      })
      continue
    }
    if (answer.kind === 'skip') throw new Error(`${id} is refused: ${answer.refusal.code}`)
    await markSending(database.pool, id, { holder: 'test', now, address: answer.letter.address ?? '', language: 'fr' })
    await markSent(database.pool, id, { now, title: 'Bon anniversaire' })
  }
}

async function hearFrom(clientId: string, now: Temporal.Instant): Promise<void> {
  await addMail(database, clientId, { at: now.toZonedDateTimeISO('UTC').toString() })
  await prisma.client.update({ where: { id: clientId }, data: { lastInboundAt: dateOf(now) } })
}

function at(wall: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime('UTC').toInstant()
}
