import { z } from 'zod'
import { cancel, redeem } from '#src/offers/redeem.ts'
import { refusalSentence } from '#src/offers/wording.ts'
import { changedSince } from '#src/platform/changed-since.ts'
import { formatMoney } from '#src/platform/money.ts'
import { recordPurchases } from '#src/purchases/store.ts'
import { removePurchase } from '#src/purchases/removal-store.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { readAmount, readReference, withoutReference } from './amount.ts'
import { clientKeyword, done, keyword, refused } from './keyword.ts'
import { firmTime, signature, type Said, type Scene } from './scene.ts'

const SOURCE = 'keyword'

export const purchase = clientKeyword({
  id: 'purchase',
  names: ['achat', 'purchase', 'vente', 'sale', 'commande', 'order'],
  value: 'required',
  about: { fr: 'enregistre un achat du client', en: 'records a purchase of the client' },
  example: { fr: '#achat 120,50 facture 2026-113', en: '#purchase 120.50 invoice 2026-113' },
  async act(value, scene, client) {
    const sum = readAmount(value, scene.firm.currency)
    if (!sum || sum.amount === 0n)
      return refused({
        fr: 'commencez par le montant\u00a0: #achat 120,50 facture 2026-113',
        en: 'start with the sum: #purchase 120.50 invoice 2026-113'
      })
    const reference = readReference(sum.rest)
    const on = firmTime(scene).toPlainDate().toString()
    // Without a number of its own it is told apart by the mail and the words that record it.
    const externalId = reference ?? `${on} ${scene.message.identity.slice(0, 12)} ${value.slice(0, 40)}`
    const given = {
      clientId: client.id,
      externalId,
      on,
      currency: sum.currency
    }
    const { created } = await recordPurchases(scene.db, SOURCE, [
      { ...given, amount: sum.amount, discount: 0n, lines: linesOf(sum.rest, reference) }
    ])
    const money = moneyOf(sum.amount, sum.currency)
    if (created === 0)
      return done({
        fr: `achat ${externalId} déjà enregistré, mis à ${money.fr}`,
        en: `purchase ${externalId} already recorded, now ${money.en}`
      })
    const about = reference === null ? '' : ` (${reference})`
    const said = {
      fr: `achat de ${money.fr}${about} pour ${client.name}`,
      en: `purchase of ${money.en}${about} for ${client.name}`
    }
    return done(said, { externalId })
  },
  undo: {
    form: z.object({ externalId: z.string() }),
    takeBack: ({ externalId }, { db }) => removePurchase(db, SOURCE, externalId)
  }
})

export const coupon = keyword({
  id: 'coupon',
  names: ['bon', 'coupon', 'code'],
  value: 'required',
  about: { fr: 'encaisse un bon de réduction', en: 'redeems a coupon' },
  example: { fr: '#bon ANNIV-7KQX-M3RT 45 facture 2026-113', en: '#coupon ANNIV-7KQX-M3RT 45 invoice 2026-113' },
  async act(value, scene) {
    const [, code = '', rest = ''] = /^(\S+)\s+(.+)$/.exec(value) ?? []
    const sum = readAmount(rest, scene.firm.currency)
    if (!sum || sum.amount <= 0n)
      return refused({
        fr: 'écrivez le code puis le montant de l’achat\u00a0: #bon CODE 45',
        en: 'write the code, then the price: #coupon CODE 45'
      })
    const orderId = readReference(sum.rest) ?? `mail ${scene.message.identity.slice(0, 16)}`
    const settings = await readSettings(scene.db)
    const rules = { stacking: settings['offers.stacking'], marginFloorPercent: settings['offers.marginFloorPercent'] }
    const outcome = await redeem(
      scene.db,
      { code, orderId, amount: sum.amount, currency: sum.currency },
      rules,
      till(scene)
    )
    if (outcome.kind === 'refused')
      return refused(inBoth((language) => refusalSentence(outcome.refusal, language, scene.firm.zone)))
    const { discount } = outcome.redemption
    const off = moneyOf(discount, sum.currency)
    const left = moneyOf(sum.amount - discount, sum.currency)
    const said = {
      fr: `bon ${code} encaissé\u00a0: ${off.fr} de remise, reste ${left.fr}`,
      en: `coupon ${code} redeemed: ${off.en} off, ${left.en} to pay`
    }
    return done(said, outcome.repeated ? null : { code, orderId })
  },
  undo: {
    form: z.object({ code: z.string(), orderId: z.string() }),
    async takeBack({ code, orderId }, { db, by, now }) {
      const isFree = await cancel(db, code, orderId, { channel: 'keyword', by, source: by, now })
      if (!isFree) throw changedSince('This coupon')
    }
  }
})

/** What was bought, where something besides the number is written: "#achat 45 chaise facture 12". */
function linesOf(written: string, reference: string | null): { product: string }[] {
  const product = reference === null ? written : withoutReference(written)
  return product === '' ? [] : [{ product: product.slice(0, PRODUCT_MAX) }]
}

const PRODUCT_MAX = 120

function till({ actor, now }: Scene) {
  return { channel: 'keyword' as const, by: signature(actor), source: signature(actor), now }
}

function moneyOf(amount: bigint, currency: string): Said {
  return inBoth((language) => formatMoney(amount, currency, language))
}

function inBoth(say: (language: 'fr' | 'en') => string): Said {
  return { fr: say('fr'), en: say('en') }
}
