import { expect, test } from 'vitest'
import { findCampaign } from '#src/campaigns/campaign-store.ts'
import { renderPreview } from '#src/campaigns/render-preview.ts'
import { settingsFrom } from '#src/platform/settings.ts'
import { testDatabase } from '#test/setup/database.ts'
import { addClient, france, instant } from './people.ts'
import { noHolidays } from '#src/campaigns/window.ts'

const database = await testDatabase()
const { prisma } = database
const rendering = {
  settings: { ...settingsFrom([]), 'firm.name': 'Atelier Lumen', 'firm.postalAddress': '12 rue des Tisserands, Lyon' },
  firm: france,
  holidays: noHolidays,
  now: instant('2026-05-12T07:00[Europe/Paris]'),
  publicUrl: 'https://crm.example.org'
}

test('the birthday mail of one client is shown as on their next birthday, and nothing is stored', async () => {
  const clientId = await addClient(database, { name: 'Zoé Girard', birthday: { month: 5, day: 20 } })
  const campaign = await findCampaign(prisma, 'birthday')
  const shown = await renderPreview(prisma, campaign, { clientId, step: 1 }, rendering)
  if (shown.kind !== 'mail') throw new Error(shown.field)
  expect(shown.sendAt.toString()).toBe('2026-05-20T09:00:00+02:00[Europe/Paris]')
  expect(shown.letter.text).toContain('Bonjour Zoé,')
  expect(shown.letter.text).toContain('FETE-XXXX-XXXX')
  expect(shown.letter.text).toContain('19 juin 2026')
  expect(shown.letter.html).toContain('12 rue des Tisserands')
  expect(shown.to.address).toBe(`${clientId}@example.org`)
  expect([await prisma.coupon.count(), await prisma.followUp.count(), await prisma.campaign.count()]).toEqual([0, 0, 0])
})

test('without an occasion in sight it is shown as if it were today; what is missing is said', async () => {
  const clientId = await addClient(database, { name: 'Zoé Girard' })
  const birthday = await renderPreview(prisma, await findCampaign(prisma, 'birthday'), { clientId, step: 1 }, rendering)
  expect(birthday).toMatchObject({ kind: 'mail' })
  const anniversary = await findCampaign(prisma, 'anniversary')
  expect(await renderPreview(prisma, anniversary, { clientId, step: 1 }, rendering)).toEqual({
    kind: 'missing-field',
    field: 'years'
  })
})

test.each([
  ['CA', 'service', true],
  ['CA', 'marketing', true],
  ['FR', 'service', false],
  ['FR', 'marketing', true]
] as const)('a letter of a firm in %s for %s tells how to leave: %s (J2)', async (country, purpose, isTold) => {
  const clientId = await addClient(database, { name: 'Zoé Girard', birthday: { month: 5, day: 20 } })
  const campaign = await findCampaign(prisma, 'birthday')
  const there = { ...rendering, settings: { ...rendering.settings, 'firm.country': country } }
  const definition = { ...campaign.definition, purpose }
  const shown = await renderPreview(prisma, { ...campaign, definition }, { clientId, step: 1 }, there)
  if (shown.kind !== 'mail') throw new Error(shown.field)
  expect(shown.letter.text.includes('Ne plus recevoir ces courriels')).toBe(isTold)
  expect(shown.headers.map(({ name }) => name).includes('List-Unsubscribe')).toBe(isTold)
})
