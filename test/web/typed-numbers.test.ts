import { beforeAll, expect, test } from 'vitest'
import { addField } from '#src/clients/fields/definition-store.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

/** What a person types is read by the language they read the pages in, on every page alike. */
let world: TestWorld
let owner: Visitor
let client: string

beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  const named = { choices: [], subject: 'client' as const }
  await addField(world.db, { key: 'area', label: { fr: 'Surface', en: 'Area' }, type: 'number', ...named })
  await addField(world.db, {
    key: 'rent',
    label: { fr: 'Loyer', en: 'Rent' },
    type: 'money',
    ...named
  })
  client = (await world.db.client.create({ data: { name: 'Claire Morel', state: 'active', stateReason: 'test' } })).id
})

const speak = (language: 'fr' | 'en') => world.db.member.updateMany({ data: { language } })

const fieldsOf = async () => (await world.db.client.findUniqueOrThrow({ where: { id: client } })).fields

test.each([
  ['fr', '1 234,5', '1.234,50 €', '1234,5', '1234,50'],
  ['en', '1,234.5', '€1,234.50', '1234.5', '1234.50']
] as const)('in %s, fields of a record take %s and %s, and show them so that they are read again', async (...row) => {
  const [language, area, rent, areaShown, rentShown] = row
  await speak(language)
  const path = `/clients/${client}/fields`
  await owner.send(path, { area, rent }, path)
  expect(await fieldsOf()).toEqual({ area: 1234.5, rent: 123_450 })
  const html = await owner.text(path)
  expect(html).toContain(`value="${areaShown}"`)
  expect(html).toContain(`value="${rentShown}"`)
  const answer = await owner.send(path, { area: areaShown, rent: rentShown }, path)
  expect([answer.status, await fieldsOf()]).toEqual([303, { area: 1234.5, rent: 123_450 }])
})

test('a number that could be two is not guessed', async () => {
  await speak('fr')
  const path = `/clients/${client}/fields`
  expect((await owner.send(path, { area: '1.500', rent: '' }, path)).status).toBe(422)
  expect((await owner.send('/settings/costs', { 'costs.visit': '1.500' }, '/settings/costs')).status).toBe(422)
  expect((await owner.ask('/insights/keeping?gross=1.500')).status).toBe(422)
})

test.each([
  ['fr', '1.234,50 €'],
  ['en', '€1,234.50']
] as const)('in %s, costs and the figures of a report take %s', async (language, sum) => {
  await speak(language)
  await owner.send('/settings/costs', { 'costs.visit': sum }, '/settings/costs')
  expect((await readSettings(world.db))['costs.visit']).toBe(1234.5)
  const html = await owner.text(`/insights/keeping?gross=${encodeURIComponent(sum)}&recruiting=100`)
  expect(html.replaceAll(/[\u00a0\u202f]/g, ' ')).toContain(language === 'fr' ? '1 234,50 €' : '€1,234.50')
})
