import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr } from './words.ts'

/** The mails that campaigns send today: let go or taken out. */
export const dueText = catalogue(
  {
    title: 'Ce qui part aujourd’hui',
    many: (n: number) => countFr(n, 'mail', 'mails'),
    batchWaits: (n: number) => `${countFr(n, 'mail attend', 'mails attendent')} votre accord`,
    waits: 'attend votre accord',
    goesAt: (at: string) => `part à ${at}`,
    goesOn: (at: string) => `part ${at}`,
    wasForAt: (at: string) => `devait partir à ${at}`,
    wasForOn: (at: string) => `devait partir ${at}`,
    soon: 'Part dès que Maillon y arrive, d’ordinaire dans la minute.',
    noSender: 'L’envoi est arrêté\u00a0: relancez Maillon sur sa machine.',
    toTeam: 'pour l’équipe',
    noMailbox: 'Aucune boîte ne peut envoyer\u00a0: connectez-en une, ou remettez-en une en marche.',
    paused: (at: string) => `Le serveur d’envoi demande d’attendre\u00a0: reprise à ${at}.`,
    pace: {
      minute: (n: number) => `Attend son tour\u00a0: ${countFr(n, 'mail part', 'mails partent')} au plus par minute.`,
      day: (n: number) =>
        `Attend son tour\u00a0: ${countFr(n, 'mail part', 'mails partent')} au plus par jour, c’est fait.`
    },
    approve: 'Laisser partir',
    approveAll: (n: number) => `Tout laisser partir (${n})`,
    skip: 'Écarter',
    mailTo: (name: string) => `le mail pour ${name}`,
    rest: (n: number) => `Voir ${countFr(n, 'autre mail', 'autres mails')}`,
    approved: (name: string) => `Le mail pour ${name} partira.`,
    approvedMany: (n: number) => `${countFr(n, 'mail partira', 'mails partiront')}.`,
    skipped: (name: string) => `Le mail pour ${name} ne partira pas.`,
    gone: 'Ce mail n’attend plus\u00a0: il est parti, ou quelqu’un a déjà décidé.',
    nobody: 'Personne n’attend votre accord.'
  },
  {
    title: 'What goes out today',
    many: (n) => countEn(n, 'mail', 'mails'),
    batchWaits: (n) => `${countEn(n, 'mail waits', 'mails wait')} for your approval`,
    waits: 'waits for your approval',
    goesAt: (at) => `goes at ${at}`,
    goesOn: (at) => `goes ${at}`,
    wasForAt: (at) => `was to go at ${at}`,
    wasForOn: (at) => `was to go ${at}`,
    soon: 'Goes as soon as Maillon gets to it, usually within a minute.',
    noSender: 'Sending has stopped: start Maillon again on its machine.',
    toTeam: 'to the team',
    noMailbox: 'No mailbox can send: connect one, or switch one on again.',
    paused: (at) => `The sending server asks to wait: it goes on at ${at}.`,
    pace: {
      minute: (n) => `Waits its turn: at most ${countEn(n, 'mail goes', 'mails go')} in a minute.`,
      day: (n) => `Waits its turn: at most ${countEn(n, 'mail goes', 'mails go')} in a day, and they have gone.`
    },
    approve: 'Let it go',
    approveAll: (n) => `Let all go (${n})`,
    skip: 'Skip',
    mailTo: (name) => `the mail for ${name}`,
    rest: (n) => `See ${countEn(n, 'more mail', 'more mails')}`,
    approved: (name) => `The mail for ${name} will go.`,
    approvedMany: (n) => `${countEn(n, 'mail', 'mails')} will go.`,
    skipped: (name) => `The mail for ${name} will not go.`,
    gone: 'This mail waits no longer: it has gone, or somebody has decided already.',
    nobody: 'Nobody waits for your approval.'
  }
)
