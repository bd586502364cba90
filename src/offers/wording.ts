import type { Temporal } from 'temporal-polyfill'
import { instantOf } from '#src/platform/clock.ts'
import { catalogue, formatDay, formatPercent, type Language } from '#src/platform/i18n.ts'
import { formatMoney } from '#src/platform/money.ts'
import { shownCode } from './code.ts'
import type { Discount } from './discount.ts'
import type { CouponRefusal, OfferRules } from './redeem.ts'

const sentences = catalogue(
  {
    unknownCode: 'Ce code n’existe pas\u00a0: vérifiez chaque lettre.',
    tooManyGuesses: 'Trop de codes inconnus ont été essayés\u00a0: attendez dix minutes.',
    expired: (day: string) => `Ce bon n’était valable que jusqu’au ${day}.`,
    used: (order: string, day: string) => `Ce bon a déjà servi le ${day}, pour la commande ${order}.`,
    orderCancelled: 'Cette commande a été annulée\u00a0: redonnez le bon sous un nouveau numéro de commande.',
    belowMinimum: (minimum: string) => `Ce bon vaut à partir de ${minimum} d’achat.`,
    otherCurrency: (currency: string) => `Ce bon vaut pour un achat en ${currency}.`,
    marginFloor: (percent: string) =>
      `Cette vente laisse trop peu de marge pour une remise\u00a0: il doit rester au moins ${percent} du prix payé.`,
    limited: (percent: string) =>
      `La remise est limitée\u00a0: il doit rester au moins ${percent} du prix payé en marge.`,
    nothingOff: 'Ce bon ne déduirait rien de ce montant\u00a0: il reste valable pour un autre achat.',
    notStackable: (other: string) => `Cette commande utilise déjà le bon ${other}\u00a0: un seul bon par commande.`
  },
  {
    unknownCode: 'There is no such code: check each letter.',
    tooManyGuesses: 'Too many unknown codes were tried: wait ten minutes.',
    expired: (day) => `This coupon was valid until ${day}.`,
    used: (order, day) => `This coupon was used on ${day}, for order ${order}.`,
    orderCancelled: 'This order was cancelled: redeem the coupon under a new order number.',
    belowMinimum: (minimum) => `This coupon is for purchases of ${minimum} and more.`,
    otherCurrency: (currency) => `This coupon is for a purchase in ${currency}.`,
    marginFloor: (percent) =>
      `This sale leaves too little margin for a discount: at least ${percent} of the price paid must remain.`,
    limited: (percent) => `The discount is limited: at least ${percent} of the price paid must remain as margin.`,
    nothingOff: 'This coupon would take nothing off this amount: it stays valid for another purchase.',
    notStackable: (other) => `This order already uses coupon ${other}: one coupon per order.`
  }
)

/** Why a coupon is not accepted, in one sentence that says what to do. @param zone whose days are told */
export function refusalSentence(refusal: CouponRefusal, language: Language, zone: string): string {
  const say = sentences[language]
  const day = (at: Date) => formatDay(localDay(at, zone), language)
  switch (refusal.code) {
    case 'unknown-code':
      return say.unknownCode
    case 'too-many-guesses':
      return say.tooManyGuesses
    case 'expired':
      // It expires at the end of its last day: that day is the one people know.
      return say.expired(day(new Date(refusal.at.getTime() - 1)))
    case 'used':
      return say.used(refusal.orderId, day(refusal.at))
    case 'order-cancelled':
      return say.orderCancelled
    case 'below-minimum':
      return say.belowMinimum(formatMoney(refusal.minimum, refusal.currency, language))
    case 'other-currency':
      return say.otherCurrency(refusal.currency)
    case 'not-stackable':
      return say.notStackable(shownCode(refusal.other))
    case 'nothing-off':
      return say.nothingOff
    case 'margin-floor':
      return say.marginFloor(formatPercent(refusal.floorPercent / 100, language))
  }
}

/** Why less came off than the coupon promised (O4). */
export function limitSentence({ marginFloorPercent }: OfferRules, language: Language): string {
  return sentences[language].limited(formatPercent(marginFloorPercent / 100, language))
}

/** What a coupon gives: `10 %` or `15,00 €`. */
export function discountText(discount: Discount, currency: string, language: Language): string {
  if (discount.kind === 'amount') return formatMoney(discount.amount, currency, language)
  return percents[language].format(discount.basisPoints / 10_000)
}

/** Made once: making one costs more than a letter's other words together. */
const percents = {
  fr: new Intl.NumberFormat('fr', { style: 'percent', maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 })
}

function localDay(at: Date, zone: string): Temporal.PlainDate {
  return instantOf(at).toZonedDateTimeISO(zone).toPlainDate()
}
