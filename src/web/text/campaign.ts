import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr, messages } from './words.ts'

/** Campaigns: cards in plain words, switching on and off. */
export const campaignText = catalogue(
  {
    title: 'Campagnes',
    lead: 'Des attentions toutes prêtes. Rien ne part avant que vous ayez vu à qui, quand, et donné votre accord.',
    letters: 'Les lettres',
    make: 'Créer une campagne',
    states: messages({ 'never-on': 'éteinte', on: 'en marche', paused: 'en pause' }),
    forWhom: 'Pour qui',
    whyItPays: 'Pourquoi cela paie',
    neverSent: 'Rien n’est encore parti.',
    nothingYet: (planned: number) =>
      planned === 0
        ? 'Rien n’est encore parti.'
        : `${countFr(planned, 'mail prévu', 'mails prévus')} dans les deux jours.`,
    counting: 'on compte… ',
    count: 'Compter',
    sentMany: (n: number) => countFr(n, 'mail envoyé', 'mails envoyés'),
    usedFor: (n: number, revenue: string) => `${countFr(n, 'bon utilisé', 'bons utilisés')} pour ${revenue} d’achats`,
    lastSent: (at: string) => `dernier envoi\u00a0: ${at}`,
    look: 'Voir avant d’envoyer',
    lookWhen: 'Qui, et quel jour',
    lookMail: 'Le mail, comme le client le reçoit',
    activate: 'Mettre en marche',
    pause: 'Mettre en pause',
    activated: 'La campagne est en marche.',
    paused: 'La campagne est en pause.',
    needsDay: 'Choisissez d’abord le jour de l’envoi.',
    ownerOnly: 'Seul le propriétaire met une campagne en marche.'
  },
  {
    title: 'Campaigns',
    lead: 'Attentions ready to use. Nothing leaves before you have seen to whom, when, and agreed.',
    letters: 'The letters',
    make: 'Make a campaign',
    states: messages({ 'never-on': 'off', on: 'on', paused: 'paused' }),
    forWhom: 'For whom',
    whyItPays: 'Why it pays',
    neverSent: 'Nothing has gone out yet.',
    nothingYet: (planned) =>
      planned === 0 ? 'Nothing has gone out yet.' : `${countEn(planned, 'mail', 'mails')} planned within two days.`,
    counting: 'counting… ',
    count: 'Count',
    sentMany: (n) => countEn(n, 'mail sent', 'mails sent'),
    usedFor: (n, revenue) => `${countEn(n, 'coupon used', 'coupons used')} for ${revenue} of purchases`,
    lastSent: (at) => `last one: ${at}`,
    look: 'Look before you send',
    lookWhen: 'Who, and on which day',
    lookMail: 'The mail, as the client gets it',
    activate: 'Switch on',
    pause: 'Pause',
    activated: 'The campaign is on.',
    paused: 'The campaign is paused.',
    needsDay: 'Choose the day of sending first.',
    ownerOnly: 'Only the owner switches a campaign on.'
  }
)
