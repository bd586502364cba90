import { CHANGED_SINCE } from '#src/platform/changed-since.ts'
import { catalogue } from '#src/platform/i18n.ts'

type Said = { title: string; text: string }

/** Sentences by the code of the refusal. */
function byCode(sentences: Record<string, Said>): Record<string, Said> {
  return sentences
}

/** What a person reads when something was refused or failed. */
export const errorText = catalogue(
  {
    home: 'Aller à l’accueil',
    refused: 'Ce n’est pas possible',
    reference: (reference: string) => `Référence pour le journal\u00a0: ${reference}`,
    fault: {
      title: 'Quelque chose a mal tourné',
      text: 'C’est notre faute, pas la vôtre. Rien n’est perdu\u00a0: réessayez dans un instant.'
    },
    byCode: byCode({
      'no-such-page': { title: 'Cette page n’existe pas', text: 'L’adresse est peut-être incomplète ou ancienne.' },
      'not-found': { title: 'Introuvable', text: 'Cet élément n’existe pas, ou plus.' },
      'not-allowed': { title: 'Réservé au propriétaire', text: 'Seul le propriétaire peut faire cela.' },
      'no-proof': {
        title: 'Formulaire trop ancien',
        text: 'Par sécurité, rechargez la page précédente et recommencez.'
      },
      unreadable: {
        title: 'Des signes illisibles',
        text: 'Ce que vous envoyez contient des signes qui ne sont pas du texte. Retirez-les, puis recommencez.'
      },
      'too-late': {
        title: 'Trop tard pour annuler',
        text: 'Ce mail est déjà parti, ou quelqu’un en a décidé autrement depuis.'
      },
      'changed-since': CHANGED_SINCE.fr,
      'cannot-undo': { title: 'Cela ne s’annule pas', text: 'Cet acte ne peut pas être annulé d’ici.' },
      'too-many': { title: 'Trop d’essais', text: 'Attendez quelques minutes, puis réessayez.' },
      'no-import': {
        title: 'Cet import n’est plus là',
        text: 'Retournez à la page Importer et choisissez votre fichier à nouveau.'
      },
      'list-gone': {
        title: 'Cette liste n’est plus là',
        text: 'Les lignes refusées s’effacent au bout d’un jour, ou avec leur import. Importez le fichier à nouveau\u00a0: rien ne sera doublé.'
      },
      'too-large': { title: 'Trop volumineux', text: 'Ce que vous envoyez dépasse la taille permise.' },
      'link-used': {
        title: 'Ce lien ne sert plus',
        text: 'Il a déjà servi ou il est trop ancien. Demandez-en un nouveau\u00a0; au premier démarrage, relancez le programme\u00a0: il en affiche un autre.'
      }
    })
  },
  {
    home: 'Go to the first page',
    refused: 'This cannot be done',
    reference: (reference) => `Reference for the log: ${reference}`,
    fault: {
      title: 'Something went wrong',
      text: 'It is our fault, not yours. Nothing is lost: try again in a moment.'
    },
    byCode: byCode({
      'no-such-page': { title: 'There is no such page', text: 'The address may be incomplete or old.' },
      'not-found': { title: 'Not found', text: 'This does not exist, or no longer.' },
      'not-allowed': { title: 'For the owner', text: 'Only the owner may do this.' },
      'no-proof': { title: 'This form is too old', text: 'For safety, load the page before again and repeat.' },
      unreadable: {
        title: 'Signs that cannot be read',
        text: 'What you send holds signs that are no text. Take them out and send it again.'
      },
      'too-late': { title: 'Too late to undo', text: 'This mail has gone out, or somebody decided otherwise since.' },
      'changed-since': CHANGED_SINCE.en,
      'cannot-undo': { title: 'This cannot be undone', text: 'This act cannot be taken back from here.' },
      'too-many': { title: 'Too many tries', text: 'Wait a few minutes, then try again.' },
      'no-import': {
        title: 'This import is no longer there',
        text: 'Go back to the page Import and choose your file again.'
      },
      'list-gone': {
        title: 'This list is no longer there',
        text: 'Refused rows are wiped after a day, or with their import. Import the file again: nothing is doubled.'
      },
      'too-large': { title: 'Too large', text: 'What you send is larger than allowed.' },
      'link-used': {
        title: 'This link no longer works',
        text: 'It was used already or is too old. Ask for a new one; at the first run, start the program again: it prints another.'
      }
    })
  }
)
