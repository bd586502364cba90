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
export function noPurchase(kind: DocumentKind | null, { hasSales }: { hasSales: boolean }): string | null {
  if (kind === 'quote') return 'this is a quote: nothing was bought yet'
  if (kind === 'delivery') return 'this is a delivery, not a sale: read it with `maillon import states`'
  if (!hasSales) return null
  if (kind === 'order')
    return 'this is an order, and the file holds its invoice too: read it with `maillon import states`'
  return kind === 'payment' ? 'this is a payment, and the file holds what it pays for too' : null
}

/** Why an order in that state is no purchase; null where it is one, or the word is not known. */
export function cancelledState(written: string): string | null {
  const word = comparable(written)
  if (/partiel|partial/.test(word)) return null
  if (/annul|cancel|void|echou|fail|draft|brouillon|abandon|expire|refus|declin/.test(word))
    return `its state is "${written}": it was not bought`
  return /^(?:rembourse|refunded|fullyrefunded)/.test(word) ? `its state is "${written}": nothing of it is left` : null
}
