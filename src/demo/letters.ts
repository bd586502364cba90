import type { Person } from './people.ts'

/** One turn in a correspondence: who writes, what, and how many hours after the turn before. */
export interface Turn {
  by: 'client' | 'shop'
  afterHours: number
  text: string
}

/** A correspondence between one client and the shop. */
export interface Story {
  subject: string
  turns: Turn[]
}

interface Details {
  client: Person
  product: string
  amount: string
  order: string
  place: string
}

/** Something the shop sells. */
export interface Product {
  name: string
  type: string
  brand: string
  cents: number
  costCents: number
}

/** The lamps that letters speak of: all feminine in French, so that every sentence agrees. */
export const LAMPS: Product[] = [
  { name: 'lampe de table Opaline', type: 'lampe', brand: 'Lumen', cents: 14_900, costCents: 6_200 },
  { name: 'suspension Canut', type: 'suspension', brand: 'Lumen', cents: 28_500, costCents: 12_900 },
  { name: 'veilleuse Saône', type: 'veilleuse', brand: 'Verrerie du Pilat', cents: 9_800, costCents: 5_100 },
  { name: 'lampe sur pied Mistral', type: 'lampe', brand: 'Lumen', cents: 39_900, costCents: 19_000 }
]

/** All that people buy. */
export const PRODUCTS: Product[] = [
  ...LAMPS,
  { name: 'abat-jour en lin', type: 'abat-jour', brand: 'Lin & Fil', cents: 5_400, costCents: 2_300 },
  { name: 'lot de dix ampoules', type: 'ampoule', brand: 'Filament', cents: 6_900, costCents: 3_900 }
]

/** The correspondences that recur in the life of the shop, most frequent first. */
export const STORIES: ((details: Details) => Story)[] = [
  order,
  question,
  thanks,
  repair,
  appointment,
  complaint,
  birthday
]

/** Correspondences of English-speaking clients. */
export const ENGLISH_STORIES: ((details: Details) => Story)[] = [englishOrder, englishQuestion]

function order({ client, product, amount, order: number }: Details): Story {
  return {
    subject: `Commande : ${product}`,
    turns: [
      turn(
        'client',
        0,
        `Bonjour,\n\nJe souhaite commander la ${product} vue dans votre vitrine. L'avez-vous encore ?\n\nMerci,\n${client.name}`
      ),
      turn(
        'shop',
        5,
        `Bonjour,\n\nOui, il nous en reste. Elle est à ${amount}, livraison comprise à Lyon. Je vous la mets de côté ?`
      ),
      turn('client', 20, `Parfait, je la prends. Je passerai la chercher samedi matin.\n\n${client.name}`),
      turn('shop', 2, `C'est noté sous le numéro ${number}. À samedi !`)
    ]
  }
}

/** Somebody asks about a lamp. */
export function question({ client, product }: Details): Story {
  return {
    subject: `Question sur la ${product}`,
    turns: [
      turn(
        'client',
        0,
        `Bonjour,\n\nLa ${product} convient-elle à une salle d'eau ? Et peut-on y mettre une ampoule LED ?\n\nBien à vous,\n${client.name}`
      ),
      turn(
        'shop',
        9,
        `Bonjour,\n\nPour une salle d'eau, il faut le modèle IP44, que nous pouvons commander. Pour l'ampoule, oui, LED jusqu'à 9 W.`
      )
    ]
  }
}

function thanks({ client, product, place }: Details): Story {
  return {
    subject: `Merci pour la ${product} !`,
    turns: [
      turn(
        'client',
        0,
        `Bonjour à toute l'équipe,\n\nLa ${product} est installée dans ${place} et elle fait merveille. Merci pour vos conseils, je vous recommande autour de moi.\n\n${client.name}`
      ),
      turn(
        'shop',
        18,
        `Bonjour,\n\nVotre message nous fait très plaisir. Si vous avez une photo, nous la montrerons volontiers à l'atelier !`
      )
    ]
  }
}

function repair({ client, product, order: number }: Details): Story {
  return {
    subject: `Réparation ${product}`,
    turns: [
      turn(
        'client',
        0,
        `Bonjour,\n\nL'interrupteur de ma ${product} ne répond plus (commande ${number}). Est-ce que vous réparez ?\n\n${client.name}`
      ),
      turn(
        'shop',
        6,
        `Bonjour,\n\nBien sûr. Apportez-la quand vous voulez, c'est l'affaire de deux jours et c'est sous garantie.`
      ),
      turn('client', 30, `Merci, je la dépose jeudi. Appelez-moi plutôt.\n\n${client.name}`)
    ]
  }
}

/** Somebody asks for an appointment. */
export function appointment({ client, place }: Details): Story {
  return {
    subject: "Rendez-vous pour un projet d'éclairage",
    turns: [
      turn(
        'client',
        0,
        `Bonjour,\n\nNous refaisons ${place} et nous aimerions vos conseils pour l'éclairage. Seriez-vous disponible mardi prochain ?\n\nCordialement,\n${client.name}`
      ),
      turn('shop', 4, `Bonjour,\n\nMardi à 14 h, cela vous irait ? Apportez un plan si vous en avez un.`),
      turn('client', 12, `Mardi 14 h, très bien. À bientôt.\n\n${client.name}`)
    ]
  }
}

function complaint({ client, product, order: number }: Details): Story {
  return {
    subject: `Livraison abîmée, commande ${number}`,
    turns: [
      turn(
        'client',
        0,
        `Bonjour,\n\nLe colis est arrivé hier et la ${product} est fêlée. C'est bien dommage, c'était un cadeau.\n\n${client.name}`
      ),
      turn(
        'shop',
        1,
        `Bonjour,\n\nJe suis désolée. Nous vous en envoyons une autre aujourd'hui même, et le transporteur reprendra l'ancienne. Encore toutes nos excuses.`
      ),
      turn('client', 40, `Merci pour votre réactivité, elle est bien arrivée.\n\n${client.name}`)
    ]
  }
}

function birthday({ client, product }: Details): Story {
  return {
    subject: `Un cadeau pour moi-même`,
    turns: [
      turn(
        'client',
        0,
        `Bonjour,\n\nMon anniversaire est le 14 mai et je compte m'offrir la ${product}. Pouvez-vous me dire quand elle sera de retour en stock ?\n\n${client.name}`
      ),
      turn('shop', 7, `Bonjour,\n\nElle revient dans deux semaines : nous vous écrirons dès qu'elle est là.`)
    ]
  }
}

function englishOrder({ client, product, amount, order: number }: Details): Story {
  return {
    subject: `Order for a client: ${product}`,
    turns: [
      turn(
        'client',
        0,
        `Hello,\n\nWe would like four of the "${product}" for a project in Lyon. What would be your price?\n\nBest regards,\n${client.name}\n${client.company ?? ''}`
      ),
      turn(
        'shop',
        6,
        `Hello,\n\nThank you. For four pieces the price is ${amount} each, delivered within ten days. Shall I book them?`
      ),
      turn('client', 15, `Yes please, go ahead.\n\n${client.name}`),
      turn('shop', 3, `Booked under number ${number}. The invoice follows.`)
    ]
  }
}

function englishQuestion({ client, product }: Details): Story {
  return {
    subject: `Lead time for the ${product}`,
    turns: [
      turn('client', 0, `Hi,\n\nIs the "${product}" in stock, or how long would it take?\n\nThanks,\n${client.name}`),
      turn('shop', 8, `Hi,\n\nWe have six in the workshop today, and more in three weeks.`)
    ]
  }
}

function turn(by: Turn['by'], afterHours: number, text: string): Turn {
  return { by, afterHours, text }
}
