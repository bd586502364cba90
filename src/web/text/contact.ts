import { catalogue, deFr } from '#src/platform/i18n.ts'
import { messages, tooLongEn, tooLongFr } from './words.ts'

/** Letters of a message. */
export const MESSAGE_MAX = 10_000

/** The contact form for the firm's own web site, and its settings. */
export const contactText = catalogue(
  {
    title: 'Nous écrire',
    lead: (firm: string) => (firm ? `${firm} vous répond par mail.` : 'Nous vous répondons par mail.'),
    name: 'Votre nom',
    address: 'Votre adresse mail',
    phone: 'Votre téléphone',
    message: 'Votre message',
    choose: 'Choisissez…',
    news: 'Je souhaite recevoir les mots et les offres de la maison, quelques-uns par an.',
    send: 'Envoyer',
    trap: 'Laissez ce champ vide',
    wrong: messages({
      name: 'Écrivez votre nom.',
      nameTooLong: tooLongFr(100),
      address: 'Cette adresse ne semble pas complète.',
      message: 'Écrivez votre message.',
      messageTooLong: tooLongFr(MESSAGE_MAX),
      phone: 'Ce numéro est trop long.'
    }),
    mend: 'Corrigez ce qui est signalé ci-dessous, puis envoyez de nouveau.',
    sentTitle: 'Merci, c’est parti',
    sentLead: 'Nous vous répondons par mail. Regardez aussi vos indésirables.',
    sentNews: 'Un mail vous demande de confirmer que vous souhaitez recevoir nos nouvelles.',
    unsent: 'Votre message n’a pas pu partir. Réessayez un peu plus tard.',
    subject: (name: string) => `Message ${deFr(name)} par le site`,
    confirmSubject: (firm: string) => (firm ? `${firm}\u00a0: confirmez en un clic` : 'Confirmez en un clic'),
    confirmBody: (of: { firm: string; wording: string; link: string }) =>
      `Bonjour,\n\nSur notre site, vous avez coché\u00a0:\n«\u00a0${of.wording}\u00a0»\n\nConfirmez par ce lien\u00a0:\n${of.link}\n\nSi ce n’était pas vous, ne faites rien\u00a0: nous ne vous écrirons pas.\n\n${of.firm}\n`,
    confirmTitle: 'Recevoir nos nouvelles',
    confirmGo: 'Oui, je confirme',
    confirmedTitle: 'C’est confirmé',
    confirmedLead: 'Merci. Chaque mail vous laissera changer d’avis en un clic.',
    settingsTitle: 'Formulaire de contact',
    settingsLead:
      'Un formulaire pour votre site. Chaque message arrive dans votre boîte et sur la fiche de la personne\u00a0; vous répondez comme d’habitude.',
    pageTitle: 'La page toute prête',
    pageText: 'Faites un lien vers cette adresse depuis votre site.',
    snippetTitle: 'Ou dans votre propre page',
    snippetText: 'Copiez ceci dans le code de votre site\u00a0; les noms des champs doivent rester.',
    closed: 'Le formulaire est fermé\u00a0: ouvrez-le ci-dessus pour qu’il réponde.'
  },
  {
    title: 'Write to us',
    lead: (firm) => (firm ? `${firm} answers by mail.` : 'We answer by mail.'),
    name: 'Your name',
    address: 'Your mail address',
    phone: 'Your telephone',
    message: 'Your message',
    choose: 'Choose…',
    news: 'I would like to receive the notes and offers of the house, a few a year.',
    send: 'Send',
    trap: 'Leave this field empty',
    wrong: messages({
      name: 'Write your name.',
      nameTooLong: tooLongEn(100),
      address: 'This address does not look complete.',
      message: 'Write your message.',
      messageTooLong: tooLongEn(MESSAGE_MAX),
      phone: 'This number is too long.'
    }),
    mend: 'Mend what is marked below, then send again.',
    sentTitle: 'Thank you, it is on its way',
    sentLead: 'We answer by mail. Look among your junk mail too.',
    sentNews: 'A mail asks you to confirm that you would like to hear from us.',
    unsent: 'Your message could not leave. Try again a little later.',
    subject: (name) => `Message from ${name} through the site`,
    confirmSubject: (firm) => (firm ? `${firm}: confirm with one click` : 'Confirm with one click'),
    confirmBody: (of) =>
      `Hello,\n\nOn our site you ticked:\n“${of.wording}”\n\nConfirm by this link:\n${of.link}\n\nIf it was not you, do nothing: we will not write to you.\n\n${of.firm}\n`,
    confirmTitle: 'Hearing from us',
    confirmGo: 'Yes, I confirm',
    confirmedTitle: 'Confirmed',
    confirmedLead: 'Thank you. Every mail lets you change your mind with one click.',
    settingsTitle: 'Contact form',
    settingsLead:
      'A form for your site. Each message arrives in your mailbox and on the record of the person; you answer as usual.',
    pageTitle: 'The page as it is',
    pageText: 'Link to this address from your site.',
    snippetTitle: 'Or within your own page',
    snippetText: 'Copy this into the code of your site; the names of the fields must stay.',
    closed: 'The form is closed: open it above so that it answers.'
  }
)
