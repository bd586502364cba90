import { titles, type Columns, type ColumnTitles } from '#src/platform/csv/columns.ts'

/**
 * What a purchase file may hold, with the titles that shops' and accounting programs give it: first those of our own contract,
 * then the surest. The same words in another order, spelling or language need no title of their own (`csv/title-words.ts`).
 */
export const PURCHASE_TITLES = {
  id: titles(`
    id | order id | order | order number | référence commande | facture | n° facture | invoice id | ticket | receipt | n° ticket |
    n° vente | sale id | transaction id | n° pièce | pièce | n° document | num | référence
  `),
  /** Whose ids these are: what our own export writes, so that it can be read again as it was. */
  id_source: titles(`id_source`),
  client: titles(`
    client | client id | code client | n° client | code tiers | compte tiers | n° compte tiers | n° compte | compte client |
    customer reference id | compte | référence client | matricule client | user id
  `),
  client_email: titles(`email | customer email | billing email`),
  client_name: titles(`
    client_name | nom | raison sociale | intitulé | intitulé client | intitulé du tiers | intitulé du compte | billing name |
    nom complet | acheteur | buyer | company name | nom et prénom | prénom nom | contact
  `),
  date: titles(`
    date | order date | date facture | date de facturation | date pièce | date document | date de vente |
    transaction date | txn date | date d'achat | purchase date | created at | order created date | created |
    paid at | jour | day | date et heure | date time | completed date | order datetime | date ticket |
    date de règlement | timestamp | visit date | date opération | le
  `),
  amount: titles(`
    amount | montant ttc | total ttc | montant total ttc | prix total | prix total ttc | total ligne |
    total ligne ttc | montant ligne | gross sales | ventes brutes | montant brut | total brut | total |
    montant total | total sales | sales | subtotal | sous-total | montant ht | total ht |
    montant total ht | prix ht total | chiffre d'affaires | ventes | ca | ca ttc | ca ht | valeur | somme | revenue |
    turnover | grand total | sales amount | order value | montant de la commande | montant facture |
    transaction amount | amount spent | ca net
  `),
  paid: titles(`
    paid | montant payé | montant réglé | total payé | net à payer | montant net | net | net sales | prix net |
    prix remisé | montant remisé | total net | amount paid | total paid | total après remise | montant après remise | prix payé |
    total encaissé | total collected
  `),
  unit_price: titles(`
    unit_price | prix unitaire ttc | prix unitaire ht | pu | pu ttc | pu ht | sales price | lineitem price |
    item price | item cost | price each | prix de vente ttc | prix de vente ht | pv ttc | pv ht | rate |
    taux unitaire
  `),
  price: titles(`price | prix ttc | prix ht | retail | tarif`),
  order_total: titles(`order total | order total amount | total de la commande | total facture`),
  order_discount: titles(`order_discount | cart discount amount | remise globale | remise totale | total remise`),
  order_cost: titles(`order_cost`),
  discount: titles(`discount | remise ttc | remise ht | montant remise | promotion | lineitem discount`),
  discount_percent: titles(`
    discount_percent | discount rate | discount percentage | remise en % | remise pourcentage |
    remise en pourcentage | taux de remise
  `),
  cost: titles(`
    cost | coût total | prix de revient total | prix de revient | prix d'achat | prix d'achat total |
    prix d'achat ht | cogs | cost of goods | cost of goods sold | coût de revient | coût des marchandises | pa ht
  `),
  unit_cost: titles(`
    unit_cost | prix de revient unitaire | prix d'achat unitaire | pa unitaire | cost per item | average cost |
    coût moyen | pamp | cump
  `),
  currency: titles(`currency | currency code | order currency`),
  product: titles(`
    product | article | nom du produit | product title | item name | lineitem name | item | libellé de l'article |
    désignation | désignation de l'article | libellé | product/service | description | memo/description |
    référence article | code article | sku
  `),
  type: titles(`
    type | catégorie | famille | famille article | catégorie de produit | product type | lineitem product type |
    rayon | département | department
  `),
  brand: titles(`brand | fabricant | manufacturer | vendor | lineitem vendor`),
  quantity: titles(`
    quantity | quantité vendue | lineitem quantity | quantity sold | nombre | nb | unités | units | items sold
  `),
  payment: titles(`payment | mode de paiement | payment method title | payment type | tender | payé par`),
  channel: titles(`
    channel | canal | sales channel | canal de vente | origine | magasin | boutique | point de vente | store |
    shop | location | emplacement
  `),
  refund_of: titles(`
    refund_of | avoir sur | avoir de | remboursement de | commande d'origine | facture d'origine | original order |
    original invoice | original sale
  `),
  refunded: titles(`
    refunded | refunded amount | order refund amount | montant remboursé | remboursé | remboursement | refunds
  `),
  document: titles(`
    document | type de document | type de pièce | nature | nature de pièce | transaction type | type d'opération |
    type d'opérations | event type | type d'événement | sens
  `),
  status: titles(`status | order status | financial status | payment status`)
} satisfies ColumnTitles<string>

export type PurchaseField = keyof typeof PURCHASE_TITLES
export type PurchaseColumns = Columns<PurchaseField>
