import type { Language } from '#src/platform/i18n.ts'
import type { Bilingual } from './wording.ts'

/**
 * Why a follow-up is not sent, or waits: a code for scripts, and one sentence for people (SEMANTICS H4). What varies, such as a number
 * or a name, is in `detail` and is filled in where the sentence says {detail}.
 */
const SENTENCES = {
  deleted: {
    fr: 'Cette personne a demandé l’effacement de ses données.',
    en: 'This person has been erased.'
  },
  merged: {
    fr: 'Cette fiche a été réunie avec une autre, qui reçoit les relances à sa place.',
    en: 'This record was merged into another, which gets the follow-ups instead.'
  },
  'not-a-client': { fr: 'Ce n’est pas, ou plus, un client.', en: 'This is not, or no longer, a client.' },
  paused: { fr: 'La campagne est arrêtée ou en pause.', en: 'The campaign is off or paused.' },
  'not-approved': {
    fr: 'Personne n’a approuvé cet envoi à temps.',
    en: 'Nobody approved this sending in time.'
  },
  rejected: { fr: 'Cet envoi a été refusé à la relecture.', en: 'This sending was turned down on review.' },
  'by-hand': { fr: 'Écarté par l’équipe\u00a0: {detail}.', en: 'Taken out by the team: {detail}.' },
  missed: {
    fr: 'L’envoi était prévu il y a plus de trois jours\u00a0: il viendrait trop tard.',
    en: 'It was due more than three days ago: it would come too late.'
  },
  expired: { fr: 'L’offre se termine avant l’envoi possible.', en: 'The offer ends before it could be sent.' },
  'no-address': { fr: 'Aucune adresse mail connue.', en: 'No mail address is known.' },
  suppressed: {
    fr: 'Il ne faut plus écrire à cette personne ({detail}).',
    en: 'This person must not be written to any more ({detail}).'
  },
  bounced: { fr: 'Son adresse refuse nos mails.', en: 'The address refuses our mails.' },
  'no-consent': {
    fr: 'Pas de consentement à recevoir ce genre de mail.',
    en: 'No consent to receive this kind of mail.'
  },
  'consent-expired': {
    fr: 'Le consentement a expiré le {detail}.',
    en: 'The consent expired on {detail}.'
  },
  'missing-field': {
    fr: 'Il manque une information sans laquelle ce mail n’a pas de sens\u00a0: {detail}.',
    en: 'A fact without which this mail makes no sense is missing: {detail}.'
  },
  unwritable: {
    fr: 'Ce mail n’a pas pu être écrit\u00a0: voyez le texte de sa lettre ({detail}).',
    en: 'This mail could not be written: see the text of its letter ({detail}).'
  },
  'not-in-audience': {
    fr: 'Cette personne ne fait plus partie du segment visé.',
    en: 'This person is no longer in the segment that is written to.'
  },
  're-planned': {
    fr: 'La date a changé\u00a0: la relance est reprise à sa nouvelle date, si elle n’est pas passée.',
    en: 'The date changed: the follow-up is planned again for the new one, unless that is past.'
  },
  'no-longer-due': {
    fr: 'La raison d’écrire a disparu avant l’envoi.',
    en: 'The reason to write was gone before the sending.'
  },
  replied: { fr: 'Cette personne nous a répondu entre-temps.', en: 'This person has answered in the meantime.' },
  purchased: { fr: 'Cette personne a acheté entre-temps.', en: 'This person has bought in the meantime.' },
  met: { fr: 'Un rendez-vous a eu lieu entre-temps.', en: 'There was a meeting in the meantime.' },
  'step-not-sent': {
    fr: 'Le mail précédent de la série n’est pas parti.',
    en: 'The mail before it in the sequence was not sent.'
  },
  'already-sent': {
    fr: 'Le même mail est déjà parti à une fiche réunie avec celle-ci.',
    en: 'The same mail has already gone to a record merged into this one.'
  },
  collision: {
    fr: 'Une campagne plus importante écrit à cette personne le même jour\u00a0: {detail}.',
    en: 'A campaign of higher priority writes to this person on the same day: {detail}.'
  },
  capped: {
    fr: 'Cette personne a déjà reçu de nous autant de mails que permis en {detail} jours.',
    en: 'This person has already had as many mails from us as are allowed within {detail} days.'
  },
  budget: { fr: 'Le budget de la campagne est épuisé.', en: 'The budget of the campaign is spent.' },
  'outside-window': {
    fr: 'Aucune heure d’envoi permise avant la fin du délai.',
    en: 'No permitted hour of sending comes before it is too late.'
  },
  'window-shut': {
    fr: 'Hors des heures d’envoi permises\u00a0: la relance attend la prochaine.',
    en: 'Outside the permitted hours of sending: the follow-up waits for the next one.'
  },
  'mailbox-unread': {
    fr: 'La boîte n’a pas pu être lue jusqu’à maintenant, une réponse peut s’y trouver\u00a0: {detail}.',
    en: 'The mailbox could not be read up to now, and may hold an answer: {detail}.'
  },
  absent: {
    fr: 'Cette personne est absente\u00a0: la relance attend son retour.',
    en: 'This person is away: the follow-up waits until they are back.'
  },
  retry: {
    fr: 'Le serveur d’envoi ne l’a pas encore pris ({detail})\u00a0: il lui sera présenté à nouveau.',
    en: 'The sending server has not taken it yet ({detail}), and will be asked again.'
  },
  'hold-out': {
    fr: 'Cette personne fait partie du groupe témoin, à qui l’on n’écrit pas.',
    en: 'This person belongs to the hold-out group, which is not written to.'
  }
} as const satisfies Record<string, Bilingual>

export type RefusalCode = keyof typeof SENTENCES

/** Why not, for scripts (`code`) and for people (`detail` completes the sentence). */
export interface FollowUpRefusal {
  code: RefusalCode
  detail: string
}

export const REFUSAL_CODES = Object.keys(SENTENCES).filter(isRefusalCode)

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(SENTENCES, code)
}

/** A refusal that needs no detail, or with the one it needs. */
export function refuse(code: RefusalCode, detail = ''): FollowUpRefusal {
  return { code, detail }
}

/** Words that stand in details as codes. */
const DETAIL_WORDS: Record<string, Bilingual> = {
  name: { fr: 'le nom', en: 'the name' },
  company: { fr: 'l’entreprise', en: 'the company' },
  years: { fr: 'le nombre d’années', en: 'the number of years' },
  language: { fr: 'la langue', en: 'the language' },
  unsubscribed: { fr: 'désinscription', en: 'unsubscribed' },
  'stop-reply': { fr: 'réponse STOP', en: 'answered STOP' },
  complaint: { fr: 'plainte pour indésirable', en: 'complained of spam' },
  manual: { fr: 'décision de l’équipe', en: 'decided by the team' }
}

/** The sentence of a refusal in one language. */
export function explain(refusal: FollowUpRefusal, language: Language): string {
  const detail = refusal.detail
    .split(', ')
    .map((word) => DETAIL_WORDS[word]?.[language] ?? word)
    .join(', ')
  return SENTENCES[refusal.code][language].replace('{detail}', () => detail)
}
