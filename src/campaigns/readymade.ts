import { Definition, type DefinitionInput } from './definition.ts'
import type { Bilingual } from './wording.ts'

/**
 * The campaigns that come with the program: off until somebody has read what they do, seen the dry run and switched them on.
 * Each says in plain words what it does, for whom, and why it pays; none promises a figure.
 */
export interface ReadyMade {
  name: string
  title: Bilingual
  what: Bilingual
  forWhom: Bilingual
  whyItPays: Bilingual
  definition: Definition
}

const WORKING_DAYS: DefinitionInput['window'] = {
  opens: '08:00',
  closes: '18:00',
  weekdays: [1, 2, 3, 4, 5],
  holidays: 'avoid'
}
/** For mails that belong to a day and would come too late on another. */
const ANY_DAY: DefinitionInput['window'] = { opens: '08:00', closes: '20:00', holidays: 'send' }

export const READY_MADE: readonly ReadyMade[] = [
  {
    name: 'birthday',
    title: { fr: 'Bon d’anniversaire', en: 'Birthday coupon' },
    what: {
      fr: 'Un mot d’anniversaire avec un bon de réduction personnel, le jour même à 9\u00a0h à l’heure du client, week-ends et jours fériés compris.',
      en: 'A birthday word with a personal coupon, on the day itself at 9:00 by the client’s clock, weekends and holidays included.'
    },
    forWhom: {
      fr: 'Les clients dont vous connaissez la date de naissance, même sans l’année, et qui acceptent vos mails.',
      en: 'Clients whose birthday you know, even without the year, and who accept your mails.'
    },
    whyItPays: {
      fr: 'C’est le mail commercial que l’on ouvre avec plaisir\u00a0: il ne vend rien, il offre. Le bon donne une raison de passer dans le mois.',
      en: 'It is the one commercial mail that people are glad to open: it sells nothing, it gives. The coupon is a reason to come by within the month.'
    },
    definition: define({
      purpose: 'marketing',
      trigger: { kind: 'birthday' },
      steps: [{ template: 'birthday' }],
      offer: { discount: { kind: 'percent', percent: 10 }, codePrefix: 'FETE', validDays: 30 },
      window: ANY_DAY,
      priority: 90
    })
  },
  {
    name: 'anniversary',
    title: { fr: 'Anniversaire du premier achat', en: 'First-purchase anniversary' },
    what: {
      fr: 'Un remerciement, chaque année, à la date du premier achat, avec le nombre d’années de fidélité.',
      en: 'A thank-you each year on the date of the first purchase, with the number of years.'
    },
    forWhom: {
      fr: 'Les clients qui ont acheté au moins une fois, un an ou plus auparavant.',
      en: 'Clients who bought at least once, a year or more ago.'
    },
    whyItPays: {
      fr: 'Un client dont on remarque la fidélité se sent connu. Ce mail ne coûte rien et rouvre souvent la conversation.',
      en: 'A client whose loyalty is noticed feels known. This mail costs nothing and often reopens the conversation.'
    },
    definition: define({
      purpose: 'marketing',
      trigger: { kind: 'first-purchase-anniversary' },
      steps: [{ template: 'anniversary', requires: ['years'] }],
      window: WORKING_DAYS,
      priority: 70
    })
  },
  {
    name: 'reactivation',
    title: { fr: 'Reprendre contact', en: 'Reach out again' },
    what: {
      fr: 'Un mot personnel quand un client tarde à revenir par rapport à son propre rythme, puis, dix jours plus tard et sans réponse, un second avec un bon. S’arrête dès qu’il répond ou achète.',
      en: 'A personal word when a client is late against their own rhythm, then, ten days later and without an answer, a second one with a coupon. It stops as soon as they answer or buy.'
    },
    forWhom: {
      fr: 'Les clients qui ont laissé passer plus de temps que d’habitude depuis leur dernier achat et n’ont pas écrit depuis un mois.',
      en: 'Clients who have let more time go by than usual since their last purchase and have not written for a month.'
    },
    whyItPays: {
      fr: 'Faire revenir un client qui vous connaît demande en général moins que d’en trouver un nouveau, à condition de le remarquer à temps.',
      en: 'Winning back a client who knows you usually takes less than finding a new one, provided that it is noticed in time.'
    },
    definition: define({
      purpose: 'marketing',
      trigger: { kind: 'late' },
      steps: [{ template: 'reactivation' }, { template: 'reactivation-offer', after: { days: 10 } }],
      offer: { discount: { kind: 'percent', percent: 10 }, codePrefix: 'RETOUR', validDays: 30 },
      window: WORKING_DAYS,
      priority: 40
    })
  },
  {
    name: 'thanks',
    title: { fr: 'Merci après un achat', en: 'Thanks after a purchase' },
    what: {
      fr: 'Un remerciement deux jours après un achat, avec l’invitation à répondre si quelque chose ne va pas.',
      en: 'A thank-you two days after a purchase, with an invitation to answer if anything is wrong.'
    },
    forWhom: { fr: 'Les clients qui viennent d’acheter.', en: 'Clients who have just bought.' },
    whyItPays: {
      fr: 'Un client qui peut dire tout de suite ce qui ne va pas reste\u00a0; celui qui se tait s’en va. Et un merci prépare le deuxième achat.',
      en: 'A client who can say at once what is wrong stays; one who keeps silent leaves. And a thank-you prepares the second purchase.'
    },
    definition: define({
      purpose: 'marketing',
      trigger: { kind: 'after-purchase', shift: { days: 2 } },
      steps: [{ template: 'thanks', at: '10:00' }],
      window: WORKING_DAYS,
      priority: 60
    })
  },
  {
    name: 'unanswered',
    title: { fr: 'Sans réponse', en: 'Unanswered' },
    what: {
      fr: 'Quand un client attend votre réponse depuis deux jours, un rappel à l’équipe. Quand c’est vous qui attendez la sienne depuis sept jours, un mot au client.',
      en: 'When a client has waited for your answer for two days, a nudge to the team. When you have waited for theirs for seven days, a word to the client.'
    },
    forWhom: {
      fr: 'Les échanges ouverts, dans un sens ou dans l’autre.',
      en: 'Open conversations, in either direction.'
    },
    whyItPays: {
      fr: 'Une demande oubliée est une vente perdue, et souvent un client. Un devis relancé à temps n’est pas oublié.',
      en: 'A forgotten request is a lost sale, and often a lost client. A quote followed up in time is not forgotten.'
    },
    definition: define({
      purpose: 'service',
      trigger: { kind: 'unanswered' },
      steps: [
        { template: 'unanswered-team', to: 'team', after: { days: 2 } },
        { template: 'unanswered', to: 'client', after: { days: 7 } }
      ],
      window: WORKING_DAYS,
      priority: 80
    })
  },
  {
    name: 'private-sale',
    title: { fr: 'Vente privée', en: 'Private sale' },
    what: {
      fr: 'Une invitation, envoyée une fois, le jour que vous choisissez, avec un bon réservé aux invités.',
      en: 'An invitation, sent once, on the day that you choose, with a coupon for those invited only.'
    },
    forWhom: {
      fr: 'Le segment que vous choisissez\u00a0; à défaut, tous les clients qui acceptent vos mails.',
      en: 'The segment that you choose; else every client who accepts your mails.'
    },
    whyItPays: {
      fr: 'Ouvrir sa porte d’abord à ses bons clients leur montre qu’ils comptent, et écoule un stock sans l’afficher en soldes.',
      en: 'Opening the door to good clients first shows them that they matter, and moves stock without a public sale.'
    },
    definition: define({
      purpose: 'marketing',
      trigger: { kind: 'once', on: null },
      steps: [{ template: 'private-sale' }],
      offer: { discount: { kind: 'percent', percent: 15 }, codePrefix: 'PRIVE', validDays: 14 },
      window: WORKING_DAYS,
      priority: 50,
      approval: 'batch'
    })
  }
]

/** The ready-made campaign of that name, if there is one. */
export function readyMade(name: string): ReadyMade | undefined {
  return READY_MADE.find((campaign) => campaign.name === name)
}

function define(input: DefinitionInput): Definition {
  return Definition.parse(input)
}
