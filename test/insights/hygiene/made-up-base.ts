import type { Person } from '#src/insights/hygiene/duplicates.ts'

/** A made-up base in which it is known who stands in it twice. */
export interface MadeUpBase {
  people: Person[]
  /** Per client, the person behind the record: two of the same number are one. */
  personOf: Map<string, number>
}

const FIRST =
  'Marie Jean Pierre Michel André Philippe Nathalie Isabelle Sylvie Catherine Françoise Monique Nicolas Julien Sébastien Céline Stéphanie Sandrine Valérie Christophe Frédéric Patrick Éric Laurent Olivier Thomas Alexandre Camille Léa Manon Chloé Inès Hugo Louis Lucas Jules Émile Zoé Agnès Odile Bruno Cyril Farid Karim Nadia Samira Yann Gwenaëlle Maëlys Théo Noémie Élise Clotilde Barnabé Ghislaine Hervé Solange Anne-Sophie Jean-Paul Marie-Claude Guillaume Mathieu Benoît Étienne François Geneviève Lucie Martine Danielle Daniel Paul Paule'.split(
    ' '
  )
const LAST =
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupond Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton Besson Langlois Rémy Tremblay Gagnon Côté Bouchard Bélanger Lévesque Bergeron Pelletier Ouellet Thibault'.split(
    ' '
  )
const BEGINNINGS = 'Bel Cha Dau Fer Gro Har Jou Kerv La Mau Nou Or Pra Quin Ri Sau Tré Val Vil Za'.split(' ')
const MIDDLES = 'ba chi da lo mé no pi ra si ti vo zan gue ve lle rri'.split(' ')
const ENDINGS = 'ac bert chet din euil fort gnon lard mier neau quin rand sset taud ville zac oux ier elle'.split(' ')
const PROVIDERS =
  'gmail.com orange.fr free.fr hotmail.fr yahoo.fr laposte.net wanadoo.fr videotron.ca icloud.com'.split(' ')
const CITIES = 'Lyon Nantes Rennes Lille Québec Montréal Bordeaux Dijon Tours Metz'.split(' ')

/**
 * Of `size` people about one in twenty is there a second time: under another spelling, with another address, with a phone
 * written otherwise. Households, colleagues behind one switchboard and namesakes are among them.
 */
export function madeUpBase(size: number, random: () => number): MadeUpBase {
  const chance = (share: number) => random() < share
  const pick = (list: string[]): string => list[Math.floor(random() * list.length)] ?? ''
  /** Few names are common and many are rare, as in life. */
  const common = (list: string[]): string => list[Math.floor(random() ** 2 * list.length)] ?? ''
  const people: Person[] = []
  const personOf = new Map<string, number>()
  const taken = new Set<string>()
  const add = (number: number, person: Omit<Person, 'clientId'>) => {
    const clientId = `c${people.length}`
    // An address belongs to one client.
    const addresses = person.addresses.map(free)
    people.push({ clientId, ...person, addresses })
    personOf.set(clientId, number)
  }
  for (let number = 0; number < size; number++) {
    const person = someone()
    add(number, person)
    if (chance(DOUBLE_SHARE)) add(number, secondRecord(person))
    const other = common(FIRST)
    if (chance(HOUSEHOLD_SHARE) && !person.name.startsWith(`${other} `))
      add(size + number, { ...someone(), name: `${other} ${lastName(person)}`, phone: person.phone })
  }
  return { people: people.sort(() => random() - 0.5), personOf }

  function someone(): Omit<Person, 'clientId'> {
    const last = chance(0.6) ? common(LAST) : pick(BEGINNINGS) + pick(MIDDLES) + pick(ENDINGS)
    const name = `${common(FIRST)} ${last}`
    const companyId = chance(0.1) ? `firm ${Math.floor(random() * (size / 40))}` : null
    return {
      name,
      addresses: chance(0.85) ? [addressOf(name)] : [],
      // A firm has one number.
      phone: companyId !== null && chance(0.5) ? phoneOf(companyId) : chance(0.6) ? newPhone() : null,
      companyId,
      birthday: chance(0.4) ? newDay() : null,
      city: chance(0.3) ? pick(CITIES) : null
    }
  }

  function secondRecord(person: Omit<Person, 'clientId'>): Omit<Person, 'clientId'> {
    const [address] = person.addresses
    const local = address?.slice(0, address.indexOf('@'))
    const kind = random()
    const otherAddress =
      local === undefined || kind < 0.25
        ? []
        : kind < 0.5
          ? [`${local}@${pick(PROVIDERS)}`]
          : kind < 0.65
            ? [slip(local) + address?.slice(address.indexOf('@'))]
            : [addressOf(person.name)]
    return {
      name: respelt(person.name),
      addresses: otherAddress,
      phone: chance(0.6) ? rewritten(person.phone) : chance(0.5) ? newPhone() : null,
      companyId: chance(0.6) ? person.companyId : null,
      birthday: chance(0.5) ? person.birthday : null,
      city: chance(0.5) ? person.city : null
    }
  }

  function respelt(name: string): string {
    const [first = '', ...rest] = name.split(' ')
    const last = rest.join(' ')
    const ways = [
      () => name,
      () => name.toUpperCase(),
      () => name.normalize('NFD').replaceAll(/\p{M}/gu, ''),
      () => `${last} ${first}`,
      () => `${last.toUpperCase()}, ${first}`,
      () => `Mme ${name}`,
      () => `${first.charAt(0)}. ${last}`,
      () => `${first} ${slip(last)}`,
      () => `${slip(first)} ${last}`
    ]
    return ways[Math.floor(random() * ways.length)]?.() ?? name
  }

  function slip(word: string): string {
    if (word.length < 4) return word
    const at = 1 + Math.floor(random() * (word.length - 2))
    const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)]
    return chance(0.5)
      ? before + after.charAt(0) + letter + after.slice(1)
      : chance(0.5)
        ? before + after
        : before + letter + letter + after
  }

  function free(address: string): string {
    if (taken.has(address)) return free(address.replace('@', `${Math.floor(random() * 10)}@`))
    taken.add(address)
    return address
  }

  function addressOf(name: string): string {
    const [first = '', last = ''] = name
      .toLowerCase()
      .normalize('NFD')
      .replaceAll(/[^a-z -]/g, '')
      .split(' ')
    const locals = [
      `${first}.${last}`,
      first.charAt(0) + last,
      `${first}${Math.floor(random() * 90)}`,
      `${last}.${first}`
    ]
    return `${pick(locals)}@${pick(PROVIDERS)}`
  }

  function newPhone(): string {
    return `+336${String(Math.floor(random() * 1e8)).padStart(8, '0')}`
  }

  function phoneOf(firm: string): string {
    return `+3312345${firm.replaceAll(/\D/g, '').padStart(4, '0')}`
  }

  function rewritten(phone: string | null): string | null {
    if (phone === null) return null
    const national = `0${phone.slice(3)}`
    return chance(0.5) ? national.replaceAll(/(\d\d)(?=\d)/g, '$1 ') : national.replaceAll(/(\d\d)(?=\d)/g, '$1.')
  }

  function newDay(): string {
    const day = `${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`
    return chance(0.6) ? `${1940 + Math.floor(random() * 65)}-${day}` : `--${day}`
  }
}

const DOUBLE_SHARE = 0.05
const HOUSEHOLD_SHARE = 0.03

function lastName({ name }: { name: string }): string {
  return name.slice(name.indexOf(' ') + 1)
}
