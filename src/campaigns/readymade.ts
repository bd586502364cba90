import { Definition, type DefinitionInput } from './definition.ts'
import type { Bilingual } from './wording.ts'

/**
 * The campaigns that come with the program: off until somebody has read what they do, seen the dry run and switched them on.
 * Each says in plain words for whom it is and why it pays; none promises a figure.
 */
export interface ReadyMade {
  name: string
  title: Bilingual
  /** What goes out, as the beginning of the sentence that says when (what-it-does.ts). */
  mail: Bilingual
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
    mail: {
      fr: 'Un mot d’anniversaire',
      en: 'A birthday word'
    },
    forWhom: {
      fr: 'Les clients dont vous connaissez la date de naissance, même sans l’année, et qui acceptent vos mails.',
      en: 'Clients whose birthday you know, even without the year, and who accept your mails.'
    },
    whyItPays: {
      fr: 'C’est le mail commercial que l’on ouvre avec plaisir\u00a0: il ne vend rien, il offre. Un bon donne une raison de passer.',
      en: 'It is the one commercial mail that people are glad to open: it sells nothing, it gives. A coupon is a reason to come by.'
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
    mail: {
      fr: 'Un remerciement, avec le nombre d’années de fidélité',
      en: 'A thank-you with the number of years'
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
    mail: {
      fr: 'Un mot personnel',
      en: 'A personal word'
    },
    forWhom: {
      fr: 'Les clients qui ont laissé passer plus de temps que d’habitude depuis leur dernier achat, et qui n’écrivent pas non plus.',
      en: 'Clients who have let more time go by than usual since their last purchase, and who do not write either.'
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
    mail: {
      fr: 'Un remerciement, avec l’invitation à répondre si quelque chose ne va pas',
      en: 'A thank-you, with an invitation to answer if anything is wrong'
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
    mail: {
      fr: 'Un mot',
      en: 'A word'
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
    mail: {
      fr: 'Une invitation',
      en: 'An invitation'
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
