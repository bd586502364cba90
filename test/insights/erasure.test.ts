import { expect, test } from 'vitest'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { eraseClient } from '#src/clients/erase.ts'
import { actCosts } from '#src/insights/costs.ts'
import { evolutionReport } from '#src/insights/evolution-report.ts'
import { profitReport } from '#src/insights/profit-report.ts'
import { cohortReport, retentionReport } from '#src/insights/retention-report.ts'
import { breakEvenReport } from '#src/insights/return-report.ts'
import { recordPurchases } from '#src/purchases/store.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { aBase, deed, secrets } from '#test/clients/a-base.ts'

const { prisma, mails, clientOf } = await aBase()
const SETTINGS = settingsFrom([
  { key: 'costs.mail', value: 1.5 },
  { key: 'costs.call', value: 4 },
  { key: 'costs.visit', value: 40 }
])
const SCOPE = { currency: 'EUR', from: '2026-01-01', to: '2026-12-31' }

async function totals() {
  const options = { costs: actCosts(SETTINGS, 'EUR'), zone: 'Europe/Paris' }
  const profit = await profitReport(prisma, SCOPE, options)
  const { survival: _, ...retention } = await retentionReport(prisma, SCOPE)
  const effort = await breakEvenReport(prisma, SCOPE, { figures: {}, settings: SETTINGS })
  return {
    profit: profit.totals,
    clients: profit.clients.length,
    retention,
    months: (await evolutionReport(prisma, SCOPE)).months,
    cohorts: await cohortReport(prisma, SCOPE, 'month'),
    effort: effort.months
  }
}

test('erasing a person leaves every total as it was, the cost of what was done towards them too (C6, K4)', async () => {
  await mails(
    { from: 'Odile <odile@a.fr>', to: 'us@shop.fr', subject: 'Bonjour', date: '2026-02-01T08:00:00Z' },
    { from: 'us@shop.fr', to: 'odile@a.fr', subject: 'Re: Bonjour', date: '2026-02-02T08:00:00Z' },
    { from: 'us@shop.fr', to: 'odile@a.fr, paul@b.fr', subject: 'Salon', date: '2026-03-02T08:00:00Z' }
  )
  const odile = (await clientOf('odile@a.fr'))?.id ?? ''
  for (const [kind, at] of [
    ['call', '2026-03-31T23:30:00Z'],
    ['meeting', '2026-04-01'],
    ['visit', '2026-04-02'],
    ['note', '2026-04-03']
  ])
    await recordInteraction(prisma, {
      clientId: odile,
      at: new Date(at ?? ''),
      kind: kind ?? '',
      direction: 'out',
      title: '',
      source: 'page'
    })
  const purchase = { clientId: odile, currency: 'EUR', discount: 100n, lines: [] }
  await recordPurchases(prisma, 'test', [
    { ...purchase, externalId: '1', on: '2025-05-01', amount: 5_000n },
    { ...purchase, externalId: '2', on: '2026-05-01', amount: 9_000n, cost: 2_000n }
  ])
  const before = await totals()
  expect(before.profit.explanation).toBe('-19.50 = 90.00 − 1.00 − 20.00 − 88.50')
  await prisma.$transaction((tx) => eraseClient(tx, 'odile@a.fr', { ...deed, secrets }))
  expect(await totals()).toEqual(before)
})
