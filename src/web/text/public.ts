import { catalogue } from '#src/platform/i18n.ts'

/** What clients read on the pages that their mails lead to. */
export const publicText = catalogue(
  {
    leaveTitle: 'Ne plus recevoir nos mails',
    leaveLead: (firm: string) =>
      `Un clic suffit\u00a0: ${firm} ne vous écrira plus, sauf pour répondre à vos messages et pour vos commandes en cours.`,
    leaveGo: 'Ne plus recevoir ces mails',
    leftTitle: 'C’est fait',
    leftLead: (firm: string) =>
      `${firm} ne vous enverra plus ces mails. Cela vaut dès maintenant, aussi pour ceux qui étaient prévus.`,
    leftAlreadyTitle: 'Vous ne recevez déjà plus nos mails',
    leftAlready: (firm: string) =>
      `${firm} ne vous envoie plus ces mails\u00a0: il n’y a rien à faire. Pour en recevoir de nouveau, choisissez ce que vous recevez.`,
    changeMind: 'Choisir ce que je reçois',
    preferencesTitle: 'Ce que vous recevez de nous',
    preferencesLead: 'Choisissez, et enregistrez. Vous pourrez changer d’avis à tout moment.',
    marketing: 'Je souhaite recevoir les mots et les offres de la maison, quelques-uns par an.',
    save: 'Enregistrer',
    savedTitle: 'C’est enregistré',
    savedYes: 'Merci\u00a0: vous aurez de nos nouvelles de temps en temps.',
    savedNo: 'C’est noté\u00a0: vous ne recevrez plus ces mails.',
    opinionTitle: 'Tout s’est bien passé\u00a0?',
    opinionLead: 'Votre réponse nous aide à faire mieux. Vérifiez-la, et envoyez.',
    opinionNone: 'Choisissez l’une des trois réponses, puis envoyez.',
    opinions: { happy: 'Très bien', fair: 'Ça va', unhappy: 'Pas bien' },
    opinionWords: 'Quelques mots, si vous voulez',
    opinionGo: 'Envoyer ma réponse',
    opinionDone: 'Merci de votre réponse',
    opinionAnswers: {
      happy: 'Cela nous fait très plaisir.',
      fair: 'C’est noté\u00a0: nous tâcherons de faire mieux.',
      unhappy: 'Nous sommes désolés. La personne qui vous suit vient d’être prévenue et reviendra vers vous.'
    },
    deadTitle: 'Ce lien ne mène nulle part',
    deadLead:
      'Il a peut-être été coupé en deux par votre messagerie. Répondez simplement STOP au mail\u00a0: cela suffit.'
  },
  {
    leaveTitle: 'Stop receiving our mails',
    leaveLead: (firm) =>
      `One click is enough: ${firm} will not write to you again, except to answer you and about your orders under way.`,
    leaveGo: 'Stop receiving these mails',
    leftTitle: 'Done',
    leftLead: (firm) =>
      `${firm} will send you no more of these mails. This holds from now on, for those already planned too.`,
    leftAlreadyTitle: 'You no longer receive our mails',
    leftAlready: (firm) =>
      `${firm} sends you none of these mails any more: there is nothing to do. To receive them again, choose what you receive.`,
    changeMind: 'Choose what I receive',
    preferencesTitle: 'What you receive from us',
    preferencesLead: 'Choose, and save. You can change your mind at any time.',
    marketing: 'I would like to receive the notes and offers of the house, a few a year.',
    save: 'Save',
    savedTitle: 'Saved',
    savedYes: 'Thank you: you will hear from us now and then.',
    savedNo: 'Noted: you will receive no more of these mails.',
    opinionTitle: 'Are you happy with it?',
    opinionLead: 'Your answer helps us do better. Check it, and send it.',
    opinionNone: 'Choose one of the three answers, then send it.',
    opinions: { happy: 'Very happy', fair: 'It is all right', unhappy: 'Not happy' },
    opinionWords: 'A few words, if you like',
    opinionGo: 'Send my answer',
    opinionDone: 'Thank you for your answer',
    opinionAnswers: {
      happy: 'We are very glad.',
      fair: 'Noted: we shall try to do better.',
      unhappy: 'We are sorry. Whoever looks after you has just been told and will come back to you.'
    },
    deadTitle: 'This link leads nowhere',
    deadLead: 'Your mail program may have cut it in two. Simply answer STOP to the mail: that is enough.'
  }
)
