import type { Columns, ColumnTitles } from '#src/platform/csv/columns.ts'

/** What a purchase file may hold, with the titles that shops' and accounting programs give it. */
export const PURCHASE_TITLES = {
  id: [
    'id',
    'order',
    'order id',
    'order number',
    'commande',
    'n° commande',
    'numéro de commande',
    'facture',
    'n° facture',
    'numéro de facture',
    'ticket',
    'invoice',
    'invoice number',
    'pièce',
    'numéro'
  ],
  client: [
    'client',
    'customer',
    'client id',
    'customer id',
    'code client',
    'n° client',
    'numéro client',
    'email',
    'courriel',
    'customer email',
    'e-mail',
    'acheteur',
    'compte'
  ],
  date: [
    'date',
    'order date',
    'date de commande',
    'date facture',
    'date de facture',
    'jour',
    'invoice date',
    'created at',
    "date d'achat"
  ],
  amount: [
    'amount',
    'montant',
    'total',
    'montant ttc',
    'total ttc',
    'prix',
    'price',
    'ca',
    "chiffre d'affaires",
    'montant total',
    'total amount'
  ],
  discount: ['discount', 'remise', 'rabais', 'réduction', 'montant remise'],
  cost: ['cost', 'coût', 'prix de revient', "prix d'achat", 'coût total', 'cogs'],
  currency: ['currency', 'devise', 'monnaie'],
  product: ['product', 'produit', 'article', 'désignation', 'libellé', 'item', 'description', 'product name'],
  type: ['type', 'catégorie', 'famille', 'category', 'rayon', 'product type'],
  brand: ['brand', 'marque', 'fabricant'],
  quantity: ['quantity', 'quantité', 'qté', 'qte', 'qty', 'nombre'],
  payment: [
    'payment',
    'paiement',
    'mode de paiement',
    'moyen de paiement',
    'règlement',
    'mode de règlement',
    'payment method'
  ],
  channel: ['channel', 'canal', 'origine', 'magasin', 'boutique'],
  refund_of: ['refund_of', 'refund of', 'avoir sur', 'remboursement de', "commande d'origine"]
} as const satisfies ColumnTitles<string>

export type PurchaseField = keyof typeof PURCHASE_TITLES
export type PurchaseColumns = Columns<PurchaseField>
