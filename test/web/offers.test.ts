import { beforeAll, describe, expect, test } from 'vitest'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { CLAIRE, receive } from './shop.ts'
import { ownedWorld, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
let code: string
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await receive(world, CLAIRE)
  const claire = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  const coupon = await issueCoupon(
    world.db,
    {
      prefix: 'FETE',
      clientId: claire.id,
      campaignId: null,
      occurrence: '2026',
      discount: { kind: 'percent', basisPoints: 1000 },
      minimumSpend: 0n,
      currency: 'EUR',
      issuedAt: new Date('2026-11-20T00:00:00Z'),
      expiresAt: new Date('2026-12-20T23:00:00Z'),
      issuedBy: 'test'
    },
    world.random
  )
  code = coupon.code
})

describe('the counter', () => {
  test('shows what a code gives, however it is typed', async () => {
    const typed = code.toLowerCase().replace(/^(.{4})/, '$1 - ')
    const html = await (await owner.send('/counter/code', { code: typed }, '/counter')).text()
    expect(html.replaceAll(/[\u00a0\u202f]/g, ' ')).toContain('10 % de remise')
    expect(html).toContain('valable jusqu’au 20 décembre')
    expect(html).toMatch(/Bon de <a href="\/clients\/[-0-9a-f]+">Claire Morel<\/a>/)
  })

  // The second could be two amounts: it is not guessed which.
  test.each(['quarante', '1.500'])(
    'keeps what was typed where %s is no amount, and says so beside it',
    async (amount) => {
      const answer = await owner.send('/counter/redemption', { code, order: 'T-9', amount }, '/counter')
      expect(answer.status).toBe(422)
      const html = await answer.text()
      expect(html).toMatch(new RegExp(`id="amount"[^>]*aria-describedby="amount-wrong"[^>]*value="${amount}"`))
      expect(html).toContain('value="T-9"')
      expect(html).toContain('Le bon n’est pas encore utilisé')
      expect(html).toContain('Écrivez le montant dans la monnaie de l’entreprise, comme 45,00.')
      expect(html).not.toContain('Écrivez le numéro')
    }
  )

  test('does not use it up for a sale of 0, and says why', async () => {
    const answer = await owner.send('/counter/redemption', { code, order: 'T-9', amount: '0' }, '/counter')
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('le bon serait perdu pour rien')
    expect(html).toMatch(/id="amount"[^>]*value="0"/)
    expect(await world.db.couponRedemption.count()).toBe(0)
  })

  test('uses it once; the same order again is the same answer, another order is told', async () => {
    const use = (order: string) => owner.send('/counter/redemption', { code, order, amount: '45,00' }, '/counter')
    expect(await (await use('T-1')).text()).toMatch(/À payer\s: 40,50/)
    expect(await (await use('T-1')).text()).toContain('rien n’a changé')
    expect(await (await use('T-2')).text()).toContain('a déjà servi')
    expect(await world.db.auditEntry.count({ where: { action: 'coupon.redeem' } })).toBe(1)
  })

  test('an unknown code is told in words', async () => {
    const answer = await owner.send('/counter/code', { code: 'FETE0000' }, '/counter')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Ce code n’existe pas')
  })
})
