import { beforeAll, expect, test } from 'vitest'
import { shownCode } from '#src/offers/code.ts'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { invitationLink } from '#src/web/accounts/admission.ts'
import { addClient } from '#test/campaigns/people.ts'
import { ownedWorld, visitor, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
let code: string
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  for (const [name, expires] of [
    ['Claire Morel', '2026-12-31T00:00:00Z'],
    ['Luc Petit', '2026-11-10T00:00:00Z']
  ] as const) {
    const clientId = await addClient(world.database, { name })
    const gift = { discount: { kind: 'percent', basisPoints: 1000 }, minimumSpend: 0n, currency: 'EUR' } as const
    const dates = { issuedAt: new Date('2026-11-01T00:00:00Z'), expiresAt: new Date(expires) }
    const why = { prefix: 'FETE', clientId, campaignId: null, occurrence: '2026', issuedBy: 'test' }
    const coupon = await issueCoupon(world.db, { ...why, ...gift, ...dates }, world.random)
    if (name === 'Claire Morel') ({ code } = coupon)
  }
})

test('each coupon stands in the list with what became of it', async () => {
  const all = await owner.text('/coupons')
  expect(all).toContain('Claire Morel')
  expect(all).toMatch(/10\s%/)
  expect(all).toContain('31 décembre')
  const valid = await owner.text('/coupons?state=valid')
  expect([valid.includes('Claire Morel'), valid.includes('Luc Petit')]).toEqual([true, false])
  const expired = await owner.text('/coupons?state=expired')
  expect([expired.includes('Claire Morel'), expired.includes('Luc Petit')]).toEqual([false, true])
})

test('is found by the client’s name or by its code, as it is written', async () => {
  expect(await owner.text('/coupons?q=morel')).toContain('Claire Morel')
  expect(await owner.text('/coupons?q=morel')).not.toContain('Luc Petit')
  const written = code.toLowerCase().replace(/^(.{4})/, '$1-')
  expect(await owner.text(`/coupons?q=${written}`)).toContain('Claire Morel')
  expect(await owner.text('/coupons?q=personne')).toContain('Aucun bon ne correspond')
})

test('a member sees the end of each code, and a whole one at the counter, which is written down', async () => {
  const email = 'paul@boutique.example'
  const { id: invitedBy } = await world.db.member.findFirstOrThrow()
  const link = await invitationLink(world, { email, role: 'member', invitedBy })
  const member = visitor(world)
  await member.send(new URL(link).pathname, { name: 'Paul Nguyen', email, password: 'une autre phrase à lui' })
  const whole = shownCode(code)
  expect(await owner.text('/coupons')).toContain(`<code class="nowrap">${whole}</code>`)
  const list = await member.text('/coupons')
  expect(list).toContain(`<code class="nowrap">…${code.slice(-4)}</code>`)
  expect(list).not.toMatch(new RegExp(`${whole}|${code}`))
  expect(await member.text(`/coupons?q=${code.slice(0, 6)}`)).toContain('Aucun bon ne correspond')
  expect(await owner.text(`/coupons?q=${code.slice(0, 6)}`)).toContain('Claire Morel')
  const path = /action="(\/counter\/coupons\/[^"]+)"/.exec(list)?.[1] ?? ''
  const counter = await (await member.send(path, {}, '/coupons')).text()
  expect(counter).toContain(whole)
  const line = await world.db.auditEntry.findFirstOrThrow({ where: { action: 'coupon.open' } })
  expect(line).toMatchObject({ subjectKind: 'coupon', subjectId: path.split('/').at(-1) })
  expect((await member.send(`/counter/coupons/${invitedBy}`, {}, '/coupons')).status).toBe(404)
})

test('a coupon that was used by mistake is given back from the page that says so', async () => {
  const used = await owner.send('/counter/redemption', { code, order: 'T-1', amount: '50' }, '/counter')
  const html = await used.text()
  expect(html).toContain('rendre le bon')
  expect(await owner.text('/coupons?state=used')).toContain('commande T-1')
  const undo = /\/acts\/[^"]+\/undo/.exec(html)?.[0] ?? ''
  expect((await owner.send(undo, {}, '/settings/audit')).status).toBe(303)
  expect(await owner.text('/coupons?state=used')).not.toContain('commande T-1')
  expect((await owner.send(undo, {}, '/counter')).status).toBe(422)
})
