/**
 * The firm of the demonstration and those who write to it. Firms have domains that cannot exist; private people have addresses
 * at real providers, as everywhere, with a local part that says it is an example. Nothing leaves this process.
 */
export const SHOP = {
  name: 'Atelier Lumen',
  address: 'contact@atelier-lumen.example',
  domain: 'atelier-lumen.example',
  postalAddress: '12 rue des Tisserands, 69004 Lyon'
}

export interface Person {
  name: string
  address: string
  /** Firm's name where the person writes for one. */
  company: string | null
  language: 'fr' | 'en'
}

/** Who answers at the shop. The first is the owner. */
export const MEMBERS: Person[] = [
  { name: 'Claire Fontaine', address: 'claire@atelier-lumen.example', company: SHOP.name, language: 'fr' },
  { name: 'Malik Haddad', address: 'malik@atelier-lumen.example', company: SHOP.name, language: 'fr' },
  { name: 'Inès Caron', address: 'ines@atelier-lumen.example', company: SHOP.name, language: 'fr' }
]

const FIRST_NAMES = [
  'Camille',
  'Louis',
  'Chloé',
  'Hugo',
  'Manon',
  'Jules',
  'Léa',
  'Adam',
  'Zoé',
  'Nathan',
  'Inaya',
  'Paul',
  'Agathe',
  'Rémi',
  'Sofia',
  'Étienne',
  'Maëlle',
  'Yanis',
  'Lucie',
  'Simon',
  'Noémie',
  'Karim',
  'Élise',
  'Thomas',
  'Aïcha',
  'Victor',
  'Jeanne',
  'Marc',
  'Océane',
  'Benoît',
  'Mathilde',
  'Olivier',
  'Pauline',
  'Samuel',
  'Viviane',
  'Antoine',
  'Florence',
  'Gaspard',
  'Hélène',
  'Ismaël'
]
const LAST_NAMES = [
  'Moreau',
  'Girard',
  'Lefèvre',
  'Roux',
  'Fournier',
  'Mercier',
  'Blanc',
  'Guérin',
  'Boyer',
  'Garnier',
  'Chevalier',
  'François',
  'Legrand',
  'Gauthier',
  'Perrin',
  'Robin',
  'Clément',
  'Morin',
  'Nicolas',
  'Henry',
  'Roussel',
  'Mathieu',
  'Gautier',
  'Masson',
  'Marchand',
  'Duval',
  'Denis',
  'Dumont',
  'Marie',
  'Lemaire',
  'Noël',
  'Meyer',
  'Dufour',
  'Meunier',
  'Brun',
  'Blanchard',
  'Giraud',
  'Joly',
  'Rivière',
  'Lucas'
]
/** Where private people have their mail. */
const HOME_DOMAINS = ['orange.fr', 'free.fr', 'laposte.net']
const FIRMS: [string, string][] = [
  ['Cabinet Rive Gauche', 'rive-gauche.example'],
  ['Hôtel des Canuts', 'hotel-canuts.example'],
  ['Menuiserie Delorme', 'menuiserie-delorme.example'],
  ['Studio Perspective', 'studio-perspective.example'],
  ['Librairie du Passage', 'librairie-passage.example'],
  ['Maplewood Interiors', 'maplewood.example']
]

/** How many private people write to the shop, beside two from each firm. */
const PRIVATE_CLIENTS = 72

/** The people who write to the shop: the same for every start of the demonstration. */
export const CLIENTS: Person[] = [...firmClients(), ...privateClients()]

/** People who have written once and were not answered yet: not clients, perhaps soon. */
export const NEWCOMERS: Person[] = [
  ['Apolline', 'Vasseur'],
  ['Baptiste', 'Carpentier'],
  ['Célestin', 'Royer'],
  ['Diane', 'Schmitt'],
  ['Éloi', 'Perrot'],
  ['Fatou', 'Renault'],
  ['Garance', 'Aubert'],
  ['Hector', 'Colin']
].map(([first = '', last = ''], index) =>
  named(first, last, { company: null, domain: homeDomain(index), language: 'fr' })
)

/** Suppliers and services that write by machine. */
export const MACHINES = {
  newsletters: [
    { name: 'Salon Lumière & Matière', address: 'infos@salon-lumiere.example' },
    { name: 'La Lettre du Commerce', address: 'lettre@commerce-info.example' },
    { name: 'Ampoules & Co', address: 'offres@ampoules-co.example' }
  ],
  services: [
    { name: 'Colis Express', address: 'ne-pas-repondre@colis-express.example' },
    { name: 'Banque du Rhône', address: 'no-reply@banque-rhone.example' }
  ],
  list: { name: 'Artisans de la Croix-Rousse', address: 'artisans@listes.example', id: 'artisans.listes.example' }
}

function firmClients(): Person[] {
  return FIRMS.flatMap(([company, domain], index) =>
    [0, 1].map((second) =>
      person(2 * index + second, { company, domain, language: domain === 'maplewood.example' ? 'en' : 'fr' })
    )
  )
}

function privateClients(): Person[] {
  return Array.from({ length: PRIVATE_CLIENTS }, (_, index) =>
    person(2 * FIRMS.length + index, { company: null, domain: homeDomain(index), language: 'fr' })
  )
}

function homeDomain(index: number): string {
  return HOME_DOMAINS[index % HOME_DOMAINS.length] ?? 'laposte.net'
}

interface Origin {
  company: string | null
  domain: string
  language: 'fr' | 'en'
}

function person(index: number, of: Origin): Person {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? 'Camille'
  const last = LAST_NAMES[(index * 7 + Math.floor(index / FIRST_NAMES.length)) % LAST_NAMES.length] ?? 'Moreau'
  return named(first, last, of)
}

function named(first: string, last: string, of: Origin): Person {
  const isPrivate = of.company === null
  const local = plain(isPrivate ? `${first}.${last}.exemple` : `${first}.${last}`)
  return { name: `${first} ${last}`, address: `${local}@${of.domain}`, company: of.company, language: of.language }
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z.]/g, '')
}
