import type { Reason } from '#src/clients/import/rows.ts'
import type { PurchaseField } from './columns.ts'

/** What people call the fields of a purchase file. */
export const PURCHASE_FIELD_WORDS: Record<PurchaseField, Reason> = {
  id: { fr: 'numéro de l’achat', en: 'number of the purchase' },
  id_source: { fr: 'origine du numéro (fichier de Maillon)', en: 'source of the number (Maillon’s own file)' },
  client: { fr: 'code client', en: 'client number' },
  client_email: { fr: 'adresse mail du client', en: 'client’s mail address' },
  client_name: { fr: 'nom du client', en: 'client’s name' },
  date: { fr: 'date', en: 'date' },
  amount: { fr: 'montant avant remise', en: 'amount before discount' },
  paid: { fr: 'montant payé', en: 'amount paid' },
  unit_price: { fr: 'prix d’une pièce', en: 'price of one piece' },
  price: { fr: 'prix (d’une pièce ou de la ligne)', en: 'price (of a piece or of the row)' },
  order_total: { fr: 'total de la commande', en: 'total of the order' },
  order_discount: { fr: 'remise sur la commande', en: 'discount on the order' },
  order_cost: { fr: 'coût de la commande', en: 'cost of the order' },
  discount: { fr: 'remise', en: 'discount' },
  discount_percent: { fr: 'remise en\u00a0%', en: 'discount in %' },
  cost: { fr: 'coût d’achat', en: 'cost of goods' },
  unit_cost: { fr: 'coût d’une pièce', en: 'cost of one piece' },
  currency: { fr: 'monnaie', en: 'currency' },
  product: { fr: 'produit', en: 'product' },
  type: { fr: 'type de produit', en: 'type of product' },
  brand: { fr: 'marque', en: 'brand' },
  quantity: { fr: 'quantité', en: 'quantity' },
  payment: { fr: 'moyen de paiement', en: 'payment means' },
  channel: { fr: 'magasin ou canal', en: 'shop or channel' },
  refund_of: { fr: 'remboursement de l’achat', en: 'refund of the purchase' },
  refunded: { fr: 'montant remboursé', en: 'amount refunded' },
  document: { fr: 'type de pièce (facture, avoir…)', en: 'kind of document (invoice, refund…)' },
  status: { fr: 'état de la commande', en: 'state of the order' }
}
