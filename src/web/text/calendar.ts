import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr } from './words.ts'

/** The calendar that members read in their own program. */
export const calendarText = catalogue(
  {
    title: 'Votre agenda',
    lead: 'Rappels, anniversaires et relances, dans l’agenda que vous utilisez déjà (Google, Apple, Outlook, Thunderbird).',
    make: 'Créer mon adresse d’agenda',
    renew: 'Changer l’adresse',
    end: 'Supprimer l’adresse',
    ended: 'L’adresse ne répond plus.',
    shownTitle: 'Votre adresse d’agenda',
    shownText:
      'Copiez-la dans votre agenda, à «\u00a0s’abonner par adresse\u00a0». Elle ne sera plus montrée\u00a0; qui la connaît lit votre agenda.',
    exists: 'Adresse créée\u00a0:',
    neverRead: 'Aucun agenda ne l’a encore lue.',
    lastRead: 'Lue pour la dernière fois\u00a0:',
    name: (firm: string) => (firm ? `Maillon · ${firm}` : 'Maillon'),
    birthday: (name: string, age: number | null) =>
      age === null ? `Anniversaire\u00a0: ${name}` : `Anniversaire\u00a0: ${name} (${countFr(age, 'an', 'ans')})`,
    followUps: (n: number, campaign: string) => `${campaign}\u00a0: ${countFr(n, 'relance', 'relances')}`,
    andMore: (n: number) => `… et ${countFr(n, 'autre', 'autres')}`
  },
  {
    title: 'Your calendar',
    lead: 'Reminders, birthdays and follow-ups, in the calendar you already use (Google, Apple, Outlook, Thunderbird).',
    make: 'Make my calendar address',
    renew: 'Change the address',
    end: 'Delete the address',
    ended: 'The address no longer answers.',
    shownTitle: 'Your calendar address',
    shownText:
      'Copy it into your calendar, under “subscribe by address”. It is not shown again; whoever knows it reads your calendar.',
    exists: 'Address made:',
    neverRead: 'No calendar has read it yet.',
    lastRead: 'Read last:',
    name: (firm) => (firm ? `Maillon · ${firm}` : 'Maillon'),
    birthday: (name, age) =>
      age === null ? `Birthday: ${name}` : `Birthday: ${name} (${countEn(age, 'year', 'years')})`,
    followUps: (n, campaign) => `${campaign}: ${countEn(n, 'follow-up', 'follow-ups')}`,
    andMore: (n) => `… and ${countEn(n, 'other', 'others')}`
  }
)
