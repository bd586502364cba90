import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr } from './words.ts'

/** What came of a campaign. */
export const returnsText = catalogue(
  {
    toCome: 'On compte ce que la campagne a apporté\u00a0: quelques instants.',
    toComeLink: 'Voir les résultats',
    title: 'Retours',
    nothing: 'Rien n’est encore parti. Les réponses, les bons utilisés et les achats apparaîtront ici.',
    sent: 'mails envoyés',
    answered: 'réponses',
    redeemed: 'bons utilisés',
    revenue: 'achats avec un bon',
    spent: 'remises et envois',
    spentWhy: (discount: string, cost: string) => `${discount} de remises, ${cost} d’envois`,
    unsubscribed: 'désinscrits',
    attributed: (n: number, revenue: string) =>
      n === 0
        ? 'Personne n’a encore répondu ni acheté dans les 14 jours.'
        : `${countFr(n, 'client a répondu ou acheté', 'clients ont répondu ou acheté')} dans les 14 jours, pour ${revenue} d’achats.`,
    incremental: (net: string, low: string, high: string) =>
      `Par rapport aux clients laissés sans mail, la campagne a rapporté ${net}, remises et envois déduits (entre ${low} et ${high}, 19 fois sur 20).`,
    notEnough: ({ needed, heldOut }: { needed: number; heldOut: number }) =>
      heldOut === 0
        ? 'Pour savoir ce que la campagne change vraiment, laissez quelques clients sans mail\u00a0: voyez «\u00a0Heures, limites et mesure\u00a0».'
        : `Pas assez de données pour mesurer l’effet\u00a0: il faut au moins ${needed} clients avec mail et ${needed} sans\u00a0; il y en a ${heldOut} sans.`,
    chart: 'Mails envoyés et bons utilisés, par mois',
    month: 'Mois',
    skipped: (n: number) => `${countFr(n, 'mail n’est pas parti', 'mails ne sont pas partis')}\u00a0: pourquoi`
  },
  {
    toCome: 'Counting what the campaign brought: some moments.',
    toComeLink: 'See the results',
    title: 'Returns',
    nothing: 'Nothing has gone out yet. Answers, coupons used and purchases will stand here.',
    sent: 'mails sent',
    answered: 'answers',
    redeemed: 'coupons used',
    revenue: 'purchases with a coupon',
    spent: 'discounts and sending',
    spentWhy: (discount, cost) => `${discount} discounts, ${cost} sending`,
    unsubscribed: 'unsubscribed',
    attributed: (n, revenue) =>
      n === 0
        ? 'Nobody has answered or bought within 14 days so far.'
        : `${countEn(n, 'client', 'clients')} answered or bought within 14 days, for ${revenue} of purchases.`,
    incremental: (net, low, high) =>
      `Against the clients left without mail, the campaign brought ${net}, discounts and sending taken off (between ${low} and ${high}, 19 times out of 20).`,
    notEnough: ({ needed, heldOut }) =>
      heldOut === 0
        ? 'To know what the campaign really changes, leave some clients without mail: see “Hours, limits and measuring”.'
        : `Not enough data to measure the effect: at least ${needed} clients with mail and ${needed} without are needed; there are ${heldOut} without.`,
    chart: 'Mails sent and coupons used, per month',
    month: 'Month',
    skipped: (n) => `${countEn(n, 'mail did not go', 'mails did not go')}: why`
  }
)
