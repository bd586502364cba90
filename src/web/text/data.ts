import { catalogue } from '#src/platform/i18n.ts'
import { messages } from './words.ts'

/** Taking data out, and the fields that are kept. */
export const dataText = catalogue(
  {
    title: 'Vos données',
    lead: 'Elles sont à vous\u00a0: emportez tout, quand vous voulez. Chaque téléchargement est noté au journal.',
    files: 'Tout emporter',
    filesAside: 'clients et achats se réimportent tels quels',
    import: 'Faire entrer des données',
    importText:
      'Clients et achats d’un autre logiciel, par un fichier. Rien n’est enregistré avant que vous l’ayez vu.',
    importGo: 'Importer un fichier',
    person: 'Une personne demande ses données, ou à être effacée',
    personText:
      'Ouvrez sa fiche. En bas, «\u00a0Effacer cette personne\u00a0» l’efface pour de bon\u00a0; elle ne reviendra pas à la prochaine lecture. Pour lui remettre tout ce que vous gardez d’elle, donnez ici son adresse.',
    personAddress: 'Son adresse mail',
    personGo: 'Télécharger son dossier',
    download: 'Télécharger',
    fieldsTitle: 'Champs',
    fieldsLead: 'Ce que vous notez de chaque client ou entreprise, en plus du nom, du téléphone et de l’anniversaire.',
    noFields: 'Aucun champ',
    noFieldsText: 'Ajoutez par exemple «\u00a0Métier\u00a0», «\u00a0Enfants\u00a0» ou «\u00a0Taille\u00a0».',
    add: 'Ajouter un champ',
    label: 'Nom du champ',
    labelHint: 'Dans les deux langues si vous voulez\u00a0: Métier / Trade.',
    type: 'Ce qu’on y écrit',
    types: messages({
      text: 'un texte',
      number: 'un nombre',
      money: 'une somme',
      date: 'une date',
      'yearly-date': 'un jour de l’année',
      choice: 'un choix',
      choices: 'plusieurs choix',
      'yes-no': 'oui ou non'
    }),
    choices: 'Les choix possibles',
    choicesHint: 'Un par ligne, seulement pour un choix\u00a0: Maison / House.',
    subject: 'Pour',
    subjects: messages({ client: 'une personne', company: 'une entreprise (vaut pour tous ses clients)' }),
    addGo: 'Ajouter',
    wrongLabel: 'Donnez un nom qui contient des lettres, en 80 au plus.',
    wrongChoices: 'Écrivez un choix par ligne, tous différents, si l’on choisit\u00a0; sinon laissez cette case vide.',
    taken: messages({
      'field-exists': 'Ce nom est déjà celui d’un autre champ. Donnez-en un autre.',
      'field-had-values':
        'Un champ retiré porte ce nom, et ses valeurs sont d’un autre genre. Donnez un autre nom, ou le même genre.'
    }),
    added: (label: string) => `Le champ «\u00a0${label}\u00a0» est là.`,
    remove: 'Retirer',
    removed: (label: string) =>
      `Le champ «\u00a0${label}\u00a0» est retiré. Ses valeurs reviendront si vous le rajoutez.`
  },
  {
    title: 'Your data',
    lead: 'It is yours: take everything out whenever you like. Each download is noted in the journal.',
    files: 'Take everything out',
    filesAside: 'clients and purchases can be imported again as they are',
    import: 'Bring data in',
    importText: 'Clients and purchases of another program, by a file. Nothing is stored before you have seen it.',
    importGo: 'Import a file',
    person: 'Somebody asks for their data, or to be erased',
    personText:
      'Open their record. At its foot, “Erase this person” erases them for good; they do not come back with the next reading. To hand them all that you keep of them, give their address here.',
    personAddress: 'Their mail address',
    personGo: 'Download their file',
    download: 'Download',
    fieldsTitle: 'Fields',
    fieldsLead: 'What you keep of each client or company besides name, telephone and birthday.',
    noFields: 'No field',
    noFieldsText: 'Add “Trade”, “Children” or “Size”, for example.',
    add: 'Add a field',
    label: 'Name of the field',
    labelHint: 'In both languages if you like: Métier / Trade.',
    type: 'What is written in it',
    types: messages({
      text: 'a text',
      number: 'a number',
      money: 'a sum',
      date: 'a date',
      'yearly-date': 'a day of the year',
      choice: 'a choice',
      choices: 'several choices',
      'yes-no': 'yes or no'
    }),
    choices: 'The possible choices',
    choicesHint: 'One a line, only for a choice: Maison / House.',
    subject: 'For',
    subjects: messages({ client: 'a person', company: 'a company (holds for all its clients)' }),
    addGo: 'Add',
    wrongLabel: 'Give a name with letters in it, 80 at most.',
    wrongChoices: 'Write one choice a line, all different, where one chooses; else leave this empty.',
    taken: messages({
      'field-exists': 'Another field has this name already. Give another.',
      'field-had-values':
        'A field that was taken away has this name, and its values are of another kind. Give another name, or the same kind.'
    }),
    added: (label) => `The field “${label}” is there.`,
    remove: 'Take away',
    removed: (label) => `The field “${label}” is taken away. Its values come back if you add it again.`
  }
)
