/** Words that programs use for one another in titles of columns, in French and English, each under the one that stands for all. */
const SAME_WORDS: Record<string, string> = words({
  number: 'no nr num numero',
  reference: 'ref',
  email: 'mail mel courriel mailaddress emailaddress',
  phone: 'telephone tel',
  mobile: 'portable cell cellulaire gsm',
  client: 'customer cust clients customers',
  order: 'commande cmd cde',
  invoice: 'facture inv',
  receipt: 'ticket recu',
  sale: 'vente sales ventes',
  amount: 'montant amt mt mnt',
  name: 'nom',
  unit: 'unitaire',
  price: 'prix px',
  cost: 'cout costs couts',
  product: 'produit',
  discount: 'remise rabais discounts remises reduction',
  quantity: 'qty quantite qte nb nbr nbre nombre',
  payment: 'paiement reglement',
  method: 'mode moyen',
  currency: 'devise monnaie',
  category: 'categorie',
  brand: 'marque',
  type: 'types',
  line: 'ligne',
  company: 'societe entreprise compagnie organization organisation',
  first: 'given',
  birthday: 'naissance birthdate dob',
  language: 'langue lang',
  address: 'adresse',
  city: 'ville',
  country: 'pays',
  accepts: 'accepte accept',
  created: 'creation',
  status: 'statut etat'
})

/** Words that alone may be a number or a sum: "Vente", "Reçu". */
const UNSURE_ALONE = new Set(['sale', 'receipt'])

/** Words that say nothing in a title. */
const SILENT = new Set('de du des d la le les l un une of the a au aux s'.split(' '))

/**
 * A title by its words, whatever their order, language and spelling: "N° de commande", "Order No." and `order_number` are one,
 * as are "Customer Email" and "Courriel du client".
 * @returns '' where no word says anything
 */
export function titleWords(title: string): string {
  const found = marked(title)
    .replace(/%/g, ' percent ')
    .replace(/[n№][°º]|№|#/gi, ' number ')
    .replace(/e-?mail/gi, ' email ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !SILENT.has(word))
    .map((word) => SAME_WORDS[word] ?? word)
  const isAddressOfMail = found.includes('email')
  const telling = found.filter((word) => !(isAddressOfMail && word === 'address'))
  const words = [...new Set(telling)].toSorted().join(' ')
  return UNSURE_ALONE.has(words) ? '' : words
}

/**
 * Sets apart what would be one without its accents or small words: "remisé" is what is left and "remise" what was taken off,
 * "number of sales" counts them and "sale number" names one.
 */
export function marked(title: string): string {
  return title
    .normalize('NFC')
    .replace(/remisée?s?(?!\p{L})/giu, 'discounted')
    .replace(/(?<!\p{L})(?:number|no\.?|nr\.?)[\s_]+of(?!\p{L})/giu, ' quantity ')
}

function words(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([word, others]) => others.split(' ').map((other) => [other, word]))
  )
}
