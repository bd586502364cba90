import { beforeAll, describe, expect, test } from 'vitest'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

/** What is written by hand into a record, and refused in plain words beside its field. */

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
})

const added = async (name: string, address: string) => {
  const answer = await owner.send('/clients', { name, address }, '/clients/new')
  return { answer, path: answer.headers.get('Location') ?? '' }
}

describe('adding a client', () => {
  test('a name that is too long is called so, with how much is taken', async () => {
    const { answer } = await added('a'.repeat(5_000), 'long@mail.example')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('C’est trop long\u00a0: 200 signes au plus.')
  })

  test('an address that is a client’s already leads to that client', async () => {
    const { path } = await added('Zoé Martin', 'zoe@mail.example')
    const { answer } = await added('Zoé bis', 'zoe@mail.example')
    expect(await answer.text()).toContain(`<a href="${path}">Voir sa fiche</a>`)
  })
})

test('a birthday that is still to come is refused beside its field', async () => {
  const { path } = await added('Luc Brun', 'luc@mail.example')
  const fields = { name: 'Luc Brun', phone: '', language: '', owner: '' }
  const refused = await owner.send(`${path}/details`, { ...fields, birthday: '05/12/2030' }, `${path}/edit`)
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('Ce jour est à venir')
  const taken = await owner.send(`${path}/details`, { ...fields, birthday: '24/11/2026' }, `${path}/edit`)
  expect(taken.status).toBe(303)
})

test('somebody whose name holds signs that cannot be typed is erased by the name as it is read', async () => {
  const { path } = await added('Zo\u202eé \u200bd\u2019Arc', 'arc@mail.example')
  const wrong = await owner.send(`${path}/erasure`, { name: 'Zoé' }, `${path}/erasure`)
  expect(wrong.status).toBe(422)
  const right = await owner.send(`${path}/erasure`, { name: "zoe d'arc" }, `${path}/erasure`)
  expect(right.headers.get('Location')).toBe('/clients')
  expect(await world.db.client.count({ where: { state: 'erased' } })).toBe(1)
})
