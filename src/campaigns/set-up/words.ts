import { catalogue, formatNumber, LANGUAGES } from '#src/platform/i18n.ts'
import type { Bilingual } from '#src/campaigns/wording.ts'

/** What is wrong with a choice: one sentence that says what to write instead. */
const sentences = catalogue(
  {
    title: 'Donnez un nom à la campagne.',
    trigger: 'Choisissez à quelle occasion écrire.',
    choice: 'Choisissez l’une des réponses proposées.',
    whole: (least: number, most: number) => `Écrivez un nombre entier de ${least} à ${most}.`,
    number: (least: number, most: number) =>
      `Écrivez un nombre de ${formatNumber(least, 'fr')} à ${formatNumber(most, 'fr')}.`,
    money: 'Écrivez un montant, comme 25,00.',
    positive: 'Écrivez un montant supérieur à zéro, comme 25,00.',
    time: 'Écrivez une heure, comme 09:00.',
    outside: (opens: string, closes: string) =>
      `Vos mails partent entre ${opens} et ${closes}\u00a0: choisissez une heure comprise entre les deux, ou changez ces heures.`,
    day: 'Écrivez une date, comme 2026-12-05.',
    past: 'Choisissez un jour à venir.',
    offerOver: 'L’offre se termine avant l’envoi\u00a0: choisissez un jour plus tardif.',
    shut: 'La première et la dernière heure sont les mêmes\u00a0: choisissez une dernière heure plus tardive.',
    budget:
      'Ce budget ne paie pas un seul bon\u00a0: aucun mail ne partirait. Écrivez un montant plus élevé, ou rien pour ne pas limiter.',
    weekdays: 'Choisissez au moins un jour de la semaine.',
    segment: 'Ce segment n’existe pas\u00a0: choisissez-en un dans la liste.',
    condition: 'Cette condition est incomplète\u00a0: complétez-la ou choisissez un segment.',
    field: 'Aucun champ de ce nom sur les fiches\u00a0: choisissez un champ de date.',
    letter: 'Cette lettre n’existe pas\u00a0: choisissez-en une dans la liste.',
    letters: 'Choisissez au moins une lettre.',
    order: 'Chaque lettre part plus tard que la précédente\u00a0: augmentez le nombre de jours.',
    prefix: 'Écrivez de 2 à 10 lettres, sans accent.',
    caps: 'La limite sur 30 jours ne peut pas être plus basse que celle sur 7 jours.'
  },
  {
    title: 'Give the campaign a name.',
    trigger: 'Choose the occasion to write on.',
    choice: 'Choose one of the answers.',
    whole: (least, most) => `Write a whole number from ${least} to ${most}.`,
    number: (least, most) => `Write a number from ${formatNumber(least, 'en')} to ${formatNumber(most, 'en')}.`,
    money: 'Write an amount, such as 25.00.',
    positive: 'Write an amount above zero, such as 25.00.',
    time: 'Write a time of day, such as 09:00.',
    outside: (opens, closes) =>
      `Your mails go out between ${opens} and ${closes}: choose an hour between the two, or change these.`,
    day: 'Write a date, such as 2026-12-05.',
    past: 'Choose a day to come.',
    offerOver: 'The offer ends before the mail goes out: choose a later day.',
    shut: 'The first and the last hour are the same: choose a later last hour.',
    budget:
      'This budget does not pay for one coupon: no mail would go out. Write a larger sum, or nothing for no limit.',
    weekdays: 'Choose at least one weekday.',
    segment: 'There is no such segment: choose one from the list.',
    condition: 'This condition is not complete: complete it, or choose a segment.',
    field: 'Records have no such field: choose a date field.',
    letter: 'There is no such letter: choose one from the list.',
    letters: 'Choose at least one letter.',
    order: 'Each letter goes out later than the one before: add days.',
    prefix: 'Write 2 to 10 letters, without accents.',
    caps: 'The limit for 30 days cannot be lower than that for 7 days.'
  }
)

type Sentences = (typeof sentences)['fr']

/** The same sentence in both languages. */
export function wrong(say: (sentences: Sentences) => string): Bilingual {
  const [french, english] = LANGUAGES
  return { fr: say(sentences[french]), en: say(sentences[english]) }
}
