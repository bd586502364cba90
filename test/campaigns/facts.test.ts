import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { activate, findCampaign } from '#src/campaigns/campaign-store.ts'
import { gatherFacts, type Asking, type Question } from '#src/campaigns/facts-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, addMail, addPurchase, france, instant } from './people.ts'

const database = await testDatabase()
const { prisma } = database

test('many questions at once are answered as each of them alone', async () => {
  const since = { now: instant('2026-01-01T00:00[Europe/Paris]'), by: 'owner' }
  for (const name of ['birthday', 'thanks']) await activate(prisma, name, since)
  const own = await findCampaign(prisma, 'birthday')
  const asking: Asking = {
    campaignId: own.id,
    campaign: own.name,
    definition: { ...own.definition, steps: [...own.definition.steps, ...own.definition.steps] },
    firm: france,
    today: Temporal.PlainDate.from('2026-05-01'),
    isPlanning: true
  }
  const questions: Question[] = []
  for (let n = 0; n < 36; n++) questions.push(...(await historyOf(n)))
  const together = await gatherFacts(prisma, questions, asking)
  const alone = []
  for (const question of questions) alone.push(...(await gatherFacts(prisma, [question], asking)))
  expect(together).toEqual(alone)
  const facts = together.map((known) => known.facts)
  expect(new Set(facts.map(({ mailsBefore }) => mailsBefore.in7Days)).size).toBeGreaterThan(1)
  expect(new Set(facts.map(({ mailsBefore }) => mailsBefore.in30Days)).size).toBeGreaterThan(2)
  expect(facts.some(({ rival }) => rival === 'thanks')).toBe(true)
  expect(facts.some(({ suppressedBy }) => suppressedBy === 'unsubscribed')).toBe(true)
  expect(facts.some(({ since: done }) => done.replied)).toBe(true)
  expect(new Set(together.map(({ earlierSteps }) => earlierSteps)).size).toBeGreaterThan(1)
})

/** A client with whom other things happened than with any other, asked about on days that lie up to two months apart. */
async function historyOf(n: number): Promise<Question[]> {
  const clientId = await addClient(database, { consent: n % 5 === 0 ? null : '2025-06-01' })
  const at = Temporal.PlainDateTime.from('2026-05-01T09:00')
    .add({ days: (n * 7) % 60 })
    .toZonedDateTime(france.zone)
  const formerId = n % 4 === 0 ? await addClient(database) : null
  if (formerId)
    await prisma.client.update({ where: { id: formerId }, data: { state: 'merged', mergedIntoId: clientId } })
  await addFollowUp(formerId ?? clientId, { campaign: 'birthday', at: at.subtract({ days: (n * 5) % 41 }), n })
  await addFollowUp(clientId, { campaign: 'thanks', at: at.subtract({ days: (n * 3) % 10 }), n: n + 1 })
  await addPurchase(database, clientId, { on: at.subtract({ days: n }).toPlainDate().toString() })
  if (n % 3 === 0)
    await addMail(database, clientId, {
      at: `${at.subtract({ days: 2 }).toPlainDate().toString()}T10:00[Europe/Paris]`
    })
  if (n % 6 === 1) {
    const said = { scope: 'all', reason: 'unsubscribed', at: dateOf(at.toInstant()) }
    await prisma.suppression.create({ data: { address: `${clientId}@example.org`, ...said } })
  }
  const question = { clientId, occurrence: '2026', years: null, stopsSince: null, followUpId: null }
  return [
    { ...question, step: 1, at },
    { ...question, step: 2, at: at.add({ days: 3 }), stopsSince: at.subtract({ days: 5 }).toInstant() }
  ]
}

const STATES = ['sent', 'planned', 'skipped', 'sending', 'sent']

async function addFollowUp(
  clientId: string,
  { campaign, at, n }: { campaign: string; at: Temporal.ZonedDateTime; n: number }
): Promise<void> {
  const { id: campaignId, versions } = await prisma.campaign.findUniqueOrThrow({
    where: { name: campaign },
    include: { versions: true }
  })
  const state = STATES[n % STATES.length] ?? ''
  const when = dateOf(at.toInstant())
  const day = new Date(at.toPlainDate().toString())
  await prisma.followUp.create({
    data: {
      campaignId,
      versionId: versions[0]?.id ?? '',
      clientId,
      occurrence: n % 7 === 0 ? '2025' : '2026',
      step: 1,
      occurrenceDay: day,
      to: 'client',
      purpose: 'marketing',
      priority: campaign === 'thanks' ? 100 : 50,
      zone: france.zone,
      meantFor: when,
      dueAt: when,
      dueDay: day,
      expiresAt: dateOf(at.add({ days: 3 }).toInstant()),
      state,
      stateSince: when,
      reason: state === 'skipped' ? 'no-consent' : null,
      ...(state === 'sending' && { claimedBy: 'test', claimedUntil: when }),
      sentAt: state === 'sent' ? when : null
    }
  })
}
