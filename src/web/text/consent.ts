import { catalogue } from '#src/platform/i18n.ts'
import { messages } from './words.ts'

/** Consent to marketing mail on a client's record. */
export const consentText = catalogue(
  {
    title: 'Consentement',
    none: 'Aucun consentement enregistré\u00a0: pas de mail commercial.',
    purposes: messages({ marketing: 'Mails commerciaux', profiling: 'Profil' }),
    given: 'donné',
    withdrawn: 'retiré',
    bases: messages({
      express: 'accord exprès',
      purchase: 'après un achat',
      inquiry: 'après une demande',
      'existing-client': 'client existant'
    }),
    methods: messages({
      form: 'formulaire',
      mail: 'par mail',
      spoken: 'de vive voix',
      import: 'import',
      keyword: 'mot-clé',
      page: 'saisi par le client',
      'unsubscribe-link': 'lien de désinscription',
      'stop-reply': 'réponse STOP'
    }),
    wordingTitle: 'Textes de consentement',
    wordingLead:
      'Ce que vos clients acceptent quand ils demandent vos mails. Le registre garde, pour chacun, les mots qu’il a vus.',
    wordingsTitle: 'Textes successifs',
    wordingsAside: 'le plus récent d’abord',
    wordingUsual: 'Le texte habituel du programme',
    wordingSince: (version: number, on: string) => `version ${version}, depuis le ${on}`,
    languages: messages({ fr: 'en français', en: 'en anglais' }),
    note: 'Noter un accord',
    noteHint: 'Ce que vous notez vaut preuve\u00a0: écrivez les mots que la personne a acceptés.',
    how: 'Comment',
    wording: 'À quoi la personne a dit oui',
    wordingExample: 'Par exemple\u00a0: «\u00a0Recevoir vos offres par mail\u00a0»',
    noteSave: 'Noter l’accord',
    noted: 'Accord noté.',
    noteWrong: 'Écrivez ce que la personne a accepté.',
    stop: 'Ne plus lui envoyer d’offres',
    stopped: (name: string) => `Plus d’offres à ${name}. Vous pouvez toujours lui répondre.`
  },
  {
    title: 'Consent',
    none: 'No consent on record: no marketing mail.',
    purposes: messages({ marketing: 'Marketing mail', profiling: 'Profile' }),
    given: 'given',
    withdrawn: 'withdrawn',
    bases: messages({
      express: 'express consent',
      purchase: 'after a purchase',
      inquiry: 'after an inquiry',
      'existing-client': 'existing client'
    }),
    methods: messages({
      form: 'form',
      mail: 'by mail',
      spoken: 'spoken',
      import: 'import',
      keyword: 'keyword',
      page: 'entered by the client',
      'unsubscribe-link': 'unsubscribe link',
      'stop-reply': 'answered STOP'
    }),
    wordingTitle: 'Consent texts',
    wordingLead:
      'What your clients agree to when they ask for your mails. The ledger keeps, for each, the words they saw.',
    wordingsTitle: 'Texts over time',
    wordingsAside: 'the latest first',
    wordingUsual: 'The usual text of the program',
    wordingSince: (version, on) => `version ${version}, since ${on}`,
    languages: messages({ fr: 'in French', en: 'in English' }),
    note: 'Note a consent',
    noteHint: 'What you note is the proof: write the words that the person agreed to.',
    how: 'How',
    wording: 'What the person said yes to',
    wordingExample: 'For example: “Receive your offers by mail”',
    noteSave: 'Note the consent',
    noted: 'Consent noted.',
    noteWrong: 'Write what the person agreed to.',
    stop: 'Send no more offers',
    stopped: (name) => `No more offers to ${name}. You can still answer them.`
  }
)
