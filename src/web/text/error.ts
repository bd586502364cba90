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
    back: 'Revenir à la page précédente',
    list: (name: string) => `Aller à «\u00a0${name}\u00a0»`,
    refused: 'Ce n’est pas possible',
    reference: (reference: string) => `Référence pour le journal\u00a0: ${reference}`,
    fault: {
      title: 'Quelque chose a mal tourné',
      text: 'C’est notre faute, pas la vôtre. Rien n’est perdu\u00a0: réessayez dans un instant.'
    },
    byCode: byCode({
      'address-taken': {
        title: 'Adresse déjà prise',
        text: 'Cette adresse est celle d’une autre fiche. Réunissez les deux fiches, ou corrigez l’adresse.'
      },
      'our-address': {
        title: 'Une adresse de l’équipe',
        text: 'Cette adresse est celle de votre équipe, pas celle d’un client. Donnez-en une autre.'
      },
      'same-client': {
        title: 'C’est la même fiche',
        text: 'Ces deux fiches n’en font déjà qu’une. Choisissez-en une autre à réunir à celle-ci.'
      },
      'no-such-merge': {
        title: 'Ces fiches ne sont pas réunies',
        text: 'Elles ont déjà été séparées, ou réunies autrement depuis. Rechargez la page pour voir où elles en sont.'
      },
      'client-erased': {
        title: 'Cette personne a été effacée',
        text: 'Il ne reste rien d’elle ici. Revenez à la liste des clients.'
      },
      'no-such-client': {
        title: 'Ce client n’existe pas',
        text: 'Vérifiez l’adresse ou cherchez la personne dans la liste des clients.'
      },
      'no-such-thread': {
        title: 'Ce fil n’existe pas',
        text: 'Il a peut-être été réuni à un autre. Cherchez-le dans les fils.'
      },
      'no-such-campaign': {
        title: 'Cette campagne n’existe pas',
        text: 'Choisissez-en une dans la liste des campagnes.'
      },
      'no-such-segment': {
        title: 'Ce segment n’existe plus',
        text: 'Choisissez d’autres clients pour cette campagne.'
      },
      'unknown-segment': {
        title: 'Ce segment n’existe pas',
        text: 'Choisissez-en un dans la liste des segments.'
      },
      'no-such-field': {
        title: 'Ce champ n’existe pas',
        text: 'Il a peut-être été retiré. Voyez les champs dans les réglages.'
      },
      'no-such-follow-up': {
        title: 'Cette relance n’existe plus',
        text: 'Rechargez la page pour voir ce qui est prévu.'
      },
      'no-such-version': {
        title: 'Cette version n’existe pas',
        text: 'Rechargez la page et choisissez une autre version de la lettre.'
      },
      'letter-name': {
        title: 'Ce nom ne convient pas',
        text: 'Le nom d’une lettre s’écrit en lettres simples, chiffres et traits d’union.'
      },
      'campaign-name': {
        title: 'Ce nom ne convient pas',
        text: 'Le nom d’une campagne s’écrit en lettres simples, chiffres et traits d’union.'
      },
      'no-such-template': {
        title: 'Cette lettre n’existe pas',
        text: 'Choisissez-en une dans la liste des lettres.'
      },
      'bad-template': {
        title: 'Cette lettre a une faute',
        text: 'Il lui manque un objet ou une partie. Corrigez-la dans la liste des lettres.'
      },
      'no-day-chosen': {
        title: 'Il manque le jour',
        text: 'Choisissez d’abord le jour d’envoi, enregistrez, puis mettez la campagne en marche.'
      },
      'day-over': {
        title: 'Ce jour est passé',
        text: 'Choisissez un jour à venir, enregistrez, puis mettez la campagne en marche.'
      },
      'bad-value': {
        title: 'Cette valeur ne convient pas',
        text: 'Le champ n’accepte pas ce qui est écrit. Corrigez-le et enregistrez à nouveau.'
      },
      'webhook-off': {
        title: 'Ce programme n’est plus prévenu',
        text: 'Remettez-le en marche sur sa page, puis recommencez.'
      },
      'bad-url': {
        title: 'Cette adresse ne convient pas',
        text: 'Donnez une adresse qui commence par https://, sans nom ni mot de passe dedans.'
      },
      'mailbox-unreachable': {
        title: 'La boîte ne répond pas',
        text: 'La pièce jointe est restée sur le serveur de mail. Réessayez dans un moment, ou ouvrez le mail dans votre logiciel de mail.'
      },
      'bad-day': {
        title: 'Ce jour ne convient pas',
        text: 'Écrivez les jours comme 2026-01-31.'
      },
      'bad-period': {
        title: 'Cette période ne convient pas',
        text: 'Le dernier jour vient avant le premier. Changez l’un des deux.'
      },
      'bad-currency': {
        title: 'Cette monnaie ne convient pas',
        text: 'Écrivez son code de trois lettres, comme EUR ou CAD.'
      },
      'bad-parameter': {
        title: 'Un chiffre ne convient pas',
        text: 'Revenez au rapport et corrigez ce que vous y avez écrit.'
      },
      'bad-condition': {
        title: 'Cette condition ne convient pas',
        text: 'Choisissez un segment dans la liste.'
      },
      'bad-setting': {
        title: 'Ce réglage ne convient pas',
        text: 'Corrigez-le sur sa page et enregistrez à nouveau.'
      },
      'not-signed-in': {
        title: 'Connectez-vous',
        text: 'Cette page est réservée à l’équipe. Connectez-vous, puis recommencez.'
      },
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
    back: 'Back to the page before',
    list: (name) => `Go to “${name}”`,
    refused: 'This cannot be done',
    reference: (reference) => `Reference for the log: ${reference}`,
    fault: {
      title: 'Something went wrong',
      text: 'It is our fault, not yours. Nothing is lost: try again in a moment.'
    },
    byCode: byCode({
      'address-taken': {
        title: 'Address taken',
        text: 'This address is that of another record. Merge the two, or correct the address.'
      },
      'our-address': {
        title: 'An address of your team',
        text: 'This address is your own team’s, not a client’s. Give another.'
      },
      'same-client': {
        title: 'This is the same record',
        text: 'These two are one record already. Choose another to merge with this one.'
      },
      'no-such-merge': {
        title: 'These records are not merged',
        text: 'They were parted already, or merged in another way since. Load the page again to see them.'
      },
      'client-erased': {
        title: 'This person was erased',
        text: 'Nothing of them is left here. Go back to the list of clients.'
      },
      'no-such-client': {
        title: 'There is no such client',
        text: 'Check the address, or look for the person in the list of clients.'
      },
      'no-such-thread': {
        title: 'There is no such thread',
        text: 'It may have been joined to another. Look for it among the threads.'
      },
      'no-such-campaign': {
        title: 'There is no such campaign',
        text: 'Choose one from the list of campaigns.'
      },
      'no-such-segment': {
        title: 'This segment is gone',
        text: 'Choose other clients for this campaign.'
      },
      'unknown-segment': {
        title: 'There is no such segment',
        text: 'Choose one from the list of segments.'
      },
      'no-such-field': {
        title: 'There is no such field',
        text: 'It may have been taken away. See the fields in the settings.'
      },
      'no-such-follow-up': {
        title: 'This follow-up is gone',
        text: 'Load the page again to see what is planned.'
      },
      'no-such-version': {
        title: 'There is no such version',
        text: 'Load the page again and choose another version of the letter.'
      },
      'letter-name': {
        title: 'This name will not do',
        text: 'Write the name of a letter in plain letters, digits and hyphens.'
      },
      'campaign-name': {
        title: 'This name will not do',
        text: 'Write the name of a campaign in plain letters, digits and hyphens.'
      },
      'no-such-template': {
        title: 'There is no such letter',
        text: 'Choose one from the list of letters.'
      },
      'bad-template': {
        title: 'This letter has a fault',
        text: 'It lacks a subject or a part. Correct it in the list of letters.'
      },
      'no-day-chosen': {
        title: 'The day is missing',
        text: 'Choose the day of sending first, save, then switch the campaign on.'
      },
      'day-over': {
        title: 'This day is over',
        text: 'Choose a day to come, save, then switch the campaign on.'
      },
      'bad-value': {
        title: 'This value will not do',
        text: 'The field does not take what is written. Correct it and save again.'
      },
      'webhook-off': {
        title: 'This program is told no longer',
        text: 'Switch it on again on its page, then repeat.'
      },
      'bad-url': {
        title: 'This address will not do',
        text: 'Give an address that begins with https://, without a name or password in it.'
      },
      'mailbox-unreachable': {
        title: 'The mailbox does not answer',
        text: 'The attachment has stayed on the mail server. Try again in a while, or open the mail in your mail program.'
      },
      'bad-day': {
        title: 'This day will not do',
        text: 'Write days like 2026-01-31.'
      },
      'bad-period': {
        title: 'This period will not do',
        text: 'The last day comes before the first. Change one of them.'
      },
      'bad-currency': {
        title: 'This currency will not do',
        text: 'Write its code of three letters, such as EUR or CAD.'
      },
      'bad-parameter': {
        title: 'A figure will not do',
        text: 'Go back to the report and correct what you wrote there.'
      },
      'bad-condition': {
        title: 'This condition will not do',
        text: 'Choose a segment from the list.'
      },
      'bad-setting': {
        title: 'This setting will not do',
        text: 'Correct it on its page and save again.'
      },
      'not-signed-in': {
        title: 'Sign in',
        text: 'This page is for the team. Sign in, then repeat.'
      },
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
