import { beforeAll, describe, expect, test } from 'vitest'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

const PATH = '/letters/birthday/fr'
const OWN = 'subject: Un mot\n---\n{{greeting}}, tout va bien.'

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
})

test('the letters stand in a list, in both languages', async () => {
  const html = await owner.text('/letters')
  expect(html).toContain('Anniversaire, avec un bon')
  expect(html).toContain('href="/letters/birthday/en"')
})

describe('one letter', () => {
  test('is written with its text and the fields that can be filled in', async () => {
    const html = await owner.text(PATH)
    expect(html).toContain('subject: Joyeux anniversaire')
    expect(html).toContain('{{client.firstName}}')
  })

  test('is looked at before it is saved, with an example client', async () => {
    const picture = await owner.send(`${PATH}/preview`, { source: OWN }, PATH)
    expect(await picture.text()).toContain('Bonjour Zoé, tout va bien.')
    expect(picture.headers.get('Content-Security-Policy')).toMatch(/^sandbox; default-src 'none'/)
    expect(picture.headers.get('X-Frame-Options')).toBe('SAMEORIGIN')
    expect(await owner.text(`${PATH}/preview`)).toContain('très bel anniversaire')
  })

  test('with a fault is not saved: the line and what to do are told, and what was written stays', async () => {
    const source = `${OWN}\n{{nobody}}`
    const answer = await owner.send(PATH, { source }, PATH)
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('data-line="4"')
    expect(html).toContain('Il n’y a pas de champ {{nobody}}')
    expect(html).toContain('tout va bien.')
    expect(await (await owner.send(`${PATH}/faults`, { source }, PATH)).text()).toContain('Ligne 4')
    const picture = await (await owner.send(`${PATH}/preview`, { source }, PATH)).text()
    expect(picture).toContain('Ligne 4')
    expect(await world.db.letterTemplate.count()).toBe(0)
  })

  test('is saved, and taken back to what it was; both stay among the versions', async () => {
    expect((await owner.send(PATH, { source: OWN }, PATH)).status).toBe(303)
    expect(await owner.text(`${PATH}/preview`)).toContain('tout va bien.')
    expect(await owner.text('/letters')).toContain('écrite par vous')
    await owner.send(`${PATH}/restoration`, {}, PATH)
    expect(await owner.text(`${PATH}/preview`)).toContain('très bel anniversaire')
    await owner.send(`${PATH}/restoration`, { version: '1' }, PATH)
    expect(await owner.text(`${PATH}/preview`)).toContain('tout va bien.')
    expect(await world.db.auditEntry.count({ where: { action: { startsWith: 'letter.' } } })).toBe(3)
  })

  test('that is not there, or not in that language, is not found', async () => {
    expect((await owner.ask('/letters/nothing/fr')).status).toBe(404)
    expect((await owner.ask('/letters/birthday/de')).status).toBe(404)
  })
})
