import type { Words } from './report.ts'

/** The warning of a report that looked at no purchase: an average or a rate of nothing is no number. */
export function nothingBought(purchases: number): Words | null {
  if (purchases > 0) return null
  return {
    fr: 'Pas assez de données\u00a0: aucun achat dans cette période\u00a0; importez vos achats, ou choisissez une autre période.',
    en: 'Not enough data: nothing was bought in this period; import purchases, or ask for another period.'
  }
}
