import { beforeAll, expect, test } from 'vitest'
import { refreshInsights } from '#src/insights/refresh.ts'
import { REPORTS } from '#src/insights/reports/table.ts'
import { saveSegment } from '#src/insights/segment-store.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { openShop } from '#test/insights/shop.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
let claire: string
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
})

test('without a sale, results say what to do, and each report says that there is nothing', async () => {
  expect(await owner.text('/insights')).toContain('Pas encore de ventes')
  for (const { name, title } of REPORTS) expect(await owner.text(`/insights/${name}`)).toContain(title.fr)
})

test('the dashboard shows sales and margin beside the year before, and the table behind the picture', async () => {
  const shop = openShop(world.db)
  claire = await shop.client('Claire Morel')
  await shop.buys('Claire Morel', '2026-10-05', 300, { discount: 3_000n, cost: 6_000n })
  await shop.buys('Claire Morel', '2025-10-05', 100, { cost: 4_000n })
  await refreshInsights(world.db, { today: '2026-11-24', settings: await readSettings(world.db) })
  const html = plain(await owner.text('/insights'))
  for (const words of [
    'Chiffres du 24 novembre',
    '270,00 €',
    '210,00 €',
    '100,00 € un an plus tôt',
    '+170 %',
    'octobre 2026'
  ])
    expect(html).toContain(words)
})

test('a report tells how each number came to be, leads to the record, and gives its rows as a file', async () => {
  const html = plain(await owner.text('/insights/profit'))
  expect(html).toContain(`href="/clients/${claire}"`)
  expect(html).toContain('270,00 € = 400,00 € − 30,00 € − 100,00 €')
  const file = await owner.ask('/insights/profit/csv?from=2026-01-01')
  expect(file.headers.get('Content-Disposition')).toContain('profit.csv')
  const [, row = ''] = (await file.text()).trim().split('\n')
  expect(row).toContain('300.00')
  expect(row).not.toContain('400.00')
})

test('a segment narrows a report', async () => {
  await saveSegment(world.db, { name: 'vip', condition: { kind: 'tag', is: ['vip'] } }, 'test')
  expect(plain(await owner.text('/insights/profit'))).toContain('270,00 €')
  expect(plain(await owner.text('/insights/profit?segment=vip'))).not.toContain('270,00 €')
})

test('a question that makes no sense is said so, with the form still there', async () => {
  const answer = await owner.ask('/insights/profit?from=2026-12-01&to=2026-01-01')
  expect(answer.status).toBe(422)
  const html = await answer.text()
  expect(html).toContain('Une de ces valeurs ne convient pas')
  expect(html).toContain('value="2026-12-01"')
  expect((await owner.ask('/insights/nothing')).status).toBe(404)
})

/** Spaces that keep words together, as plain ones. */
function plain(html: string): string {
  return html.replaceAll(/[\u00a0\u202f]/g, ' ')
}
