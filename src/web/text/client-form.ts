import { catalogue } from '#src/platform/i18n.ts'
import { messages, tooLongEn, tooLongFr } from './words.ts'

/** Letters of a client's name, and of a telephone number. */
export const NAME_MAX = 200
export const PHONE_MAX = 60

/** Adding a client by hand, and correcting a record. */
export const clientFormText = catalogue(
  {
    newTitle: 'Ajouter un client',
    newLead: 'Un nom et une adresse suffisent\u00a0: ses mails passés et à venir viendront sur sa fiche.',
    editTitle: (name: string) => `Modifier ${name}`,
    editLead: 'Ce que vous écrivez ici l’emporte sur ce que disent les mails.',
    name: 'Nom',
    address: 'Adresse mail',
    phone: 'Téléphone',
    language: 'Langue des mails',
    languageFirm: 'celle de l’entreprise',
    birthday: 'Anniversaire',
    birthdayHint: 'Jour et mois\u00a0; l’année si vous la connaissez. Par exemple 14/05 ou 14/05/1980.',
    owner: 'Responsable',
    nobody: 'personne',
    save: 'Enregistrer',
    add: 'Ajouter',
    saved: 'Fiche modifiée.',
    added: (name: string) => `${name} est maintenant dans vos clients.`,
    wrong: messages({
      name: 'Écrivez un nom.',
      nameTooLong: tooLongFr(NAME_MAX),
      phoneTooLong: tooLongFr(PHONE_MAX),
      address: 'Cette adresse ne semble pas complète.',
      taken: 'Cette adresse est déjà celle d’un client.',
      ours: 'Cette adresse est l’une des vôtres.',
      birthday: 'Écrivez jour et mois, par exemple 14/05.',
      birthdayToCome: 'Ce jour est à venir\u00a0: corrigez l’année, ou laissez-la.'
    }),
    seeThem: 'Voir sa fiche'
  },
  {
    newTitle: 'Add a client',
    newLead: 'A name and an address are enough: their mails, past and to come, will stand on the record.',
    editTitle: (name) => `Edit ${name}`,
    editLead: 'What you write here goes before what mails say.',
    name: 'Name',
    address: 'Mail address',
    phone: 'Telephone',
    language: 'Language of mails',
    languageFirm: 'the firm’s',
    birthday: 'Birthday',
    birthdayHint: 'Day and month; the year if you know it. For example 14/05 or 14/05/1980.',
    owner: 'In charge',
    nobody: 'nobody',
    save: 'Save',
    add: 'Add',
    saved: 'Record changed.',
    added: (name) => `${name} is now one of your clients.`,
    wrong: messages({
      name: 'Write a name.',
      nameTooLong: tooLongEn(NAME_MAX),
      phoneTooLong: tooLongEn(PHONE_MAX),
      address: 'This address does not look complete.',
      taken: 'This address is a client’s already.',
      ours: 'This address is one of yours.',
      birthday: 'Write day and month, such as 14/05.',
      birthdayToCome: 'This day is still to come: mend the year, or leave it out.'
    }),
    seeThem: 'See the record'
  }
)
