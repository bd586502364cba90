import type { Reason } from '#src/clients/import/rows.ts'
import { comparable } from '#src/platform/csv/words.ts'

/** What a row of an accounting program's journal is, told by its own word for it. */
export type DocumentKind = 'sale' | 'refund' | 'order' | 'quote' | 'delivery' | 'payment'

const WORDS: [DocumentKind, RegExp][] = [
  ['refund', /avoir|rembours|refund|credit(?:note|memo|invoice)|notedecredit|retour|return/],
  ['quote', /devis|quote|estimate|proforma|offredeprix/],
  ['delivery', /livraison|delivery|^bl\d*$|expedition|shipment/],
  ['sale', /facture|invoice|salesreceipt|recudevente|vente|sale|ticket|charge/],
  ['order', /commande|order|^bc\d*$/],
  [
    'payment',
    /paiement|payment|reglement|acompte|deposit|encaissement|virement|transfer|cheque|bill|expense|depense|journal/
  ]
]

/** @returns null for a word that is none of these, such as a kind of product */
export function documentKind(written: string): DocumentKind | null {
  const word = comparable(written)
  return WORDS.find(([, pattern]) => pattern.test(word))?.[0] ?? null
}

/** Why a row of that kind is no purchase; null where it is one, or gives one back. */
export function noPurchase(kind: DocumentKind | null, { hasSales }: { hasSales: boolean }): Reason | null {
  if (kind === 'quote')
    return { fr: 'c’est un devis\u00a0: rien n’est encore acheté', en: 'this is a quote: nothing was bought yet' }
  if (kind === 'delivery')
    return {
      fr: 'c’est une livraison, pas une vente',
      en: 'this is a delivery, not a sale: read it with `maillon import states`'
    }
  if (!hasSales) return null
  if (kind === 'order')
    return {
      fr: 'c’est une commande, et le fichier contient aussi sa facture',
      en: 'this is an order, and the file holds its invoice too: read it with `maillon import states`'
    }
  return kind === 'payment'
    ? {
        fr: 'c’est un paiement, et le fichier contient aussi ce qu’il paie',
        en: 'this is a payment, and the file holds what it pays for too'
      }
    : null
}

/** Why an order in that state is no purchase; null where it is one, or the word is not known. */
export function cancelledState(written: string): Reason | null {
  const word = comparable(written)
  if (/partiel|partial/.test(word)) return null
  if (/annul|cancel|void|echou|fail|draft|brouillon|abandon|expire|refus|declin/.test(word))
    return {
      fr: `son état est «\u00a0${written}\u00a0»\u00a0: ce n’est pas acheté`,
      en: `its state is "${written}": it was not bought`
    }
  return /^(?:rembourse|refunded|fullyrefunded)/.test(word)
    ? {
        fr: `son état est «\u00a0${written}\u00a0»\u00a0: il n’en reste rien`,
        en: `its state is "${written}": nothing of it is left`
      }
    : null
}
