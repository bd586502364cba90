/**
 * The first name to greet a client by. Lists hold names in every shape; where it is not sure which word is the first name, or
 * that there is one, nobody is greeted by a wrong word (SEMANTICS H10).
 * @param company the firm that the client belongs to: a record that bears its name is the firm itself
 */
export function firstNameOf(name: string, company: string | null): string | null {
  const bare = name.trim().replace(/\s+/g, ' ')
  const isFirm = FIRM.test(bare) || /\d|@/.test(bare) || bare.toLowerCase() === company?.trim().toLowerCase()
  if (isFirm) return null
  const { first, rest } = inOrder(bare)
  const isName = rest.length > 0 && !TITLE.test(first) && !INITIAL.test(first)
  if (!isName) return null
  const [joint = '', partner, last] = rest
  const isCouple = /^(?:et|and|&)$/i.test(joint) && partner !== undefined && last !== undefined
  return isCouple ? `${cased(first)} ${joint} ${cased(partner)}` : cased(first)
}

/** Words of which a firm's name has one, in French and English. */
const FIRM = new RegExp(
  `(?<!\\p{L})(?:${[
    'SARL|SAS|SASU|EURL|SA|SCI|SNC|Inc|Ltd|LLC|LLP|GmbH|Ltée|Enr|Cie|Corp|Company',
    'Cabinet|Société|Studio|Atelier|Ateliers|Hôtel|Hotel|Restaurant|Café|Bar|Brasserie|Boulangerie|Pâtisserie|Librairie',
    'Mairie|Ville|École|Ecole|Lycée|Collège|Université|Association|Fondation|Groupe|Agence|Maison|Garage|Pharmacie',
    'Menuiserie|Salon|Clinique|Institut|Boutique|Imprimerie|Galerie|Musée|Théâtre|Famille|Family|School|University',
    'Foundation|Interiors|Design|Services|Shop|Store|Bakery|Bookshop|Gallery|Museum|Partners|Group'
  ].join('|')})(?!\\p{L})`,
  'iu'
)
const TITLE = /^(?:M|Mr|Mme|Mlle|Mrs|Ms|Miss|Dr|Me|Pr|Prof|Sir|Madame|Mademoiselle|Monsieur)\.?$/i
const INITIAL = /^(?:\p{L}\.?|(?:\p{L}\.-?)+)$/u

/** Family names come first with a comma behind them, or in capitals as accounting programs put them. */
function inOrder(name: string): { first: string; rest: string[] } {
  const [family, given] = name.split(/\s*,\s*/)
  const words = (family !== undefined && given ? `${given} ${family}` : name.replaceAll(',', '')).split(' ')
  const ownAt = words.findIndex((word) => !isCapitals(word) || word.includes('.'))
  const isShouted = ownAt > 0 && words.slice(0, ownAt).join('').length > 2
  const from = isShouted ? ownAt : 0
  return { first: words[from] ?? '', rest: [...words.slice(from + 1), ...words.slice(0, from)] }
}

/** `ZOÉ` and `zoé` are Zoé; what has capitals and small letters is as its bearer writes it. */
function cased(word: string): string {
  const isPlain = isCapitals(word) || word === word.toLowerCase()
  if (!isPlain) return word
  return word.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase())
}

function isCapitals(word: string): boolean {
  return word === word.toUpperCase() && word !== word.toLowerCase()
}
