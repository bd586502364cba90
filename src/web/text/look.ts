import { catalogue } from '#src/platform/i18n.ts'

/** How the pages look that clients see. */
export const lookText = catalogue(
  {
    title: 'Aspect des pages publiques',
    lead: 'Vos clients voient ces pages\u00a0: préférences, désinscription, formulaire de contact. Donnez-leur votre couleur\u00a0; vos lettres la prennent aussi.',
    colour: 'Couleur',
    colourLabel: 'Votre couleur',
    colourHint: 'Comme #0b3b2c. Laissez vide pour garder le vert habituel.',
    shaded:
      'Cette couleur est trop claire pour écrire avec\u00a0: les boutons et les liens en prennent une nuance plus foncée, lisible.',
    colourWrong: 'Écrivez un # suivi de six chiffres ou lettres de a à f, comme #0b3b2c.',
    save: 'Enregistrer la couleur',
    logo: 'Logo',
    logoNow: 'Votre logo',
    logoLabel: 'Image',
    logoHint: 'PNG, JPEG ou WebP, 256 Ko au plus. Il remplace le nom en haut de ces pages.',
    logoWrong: 'Choisissez une image PNG, JPEG ou WebP de 256 Ko au plus.',
    logoSend: 'Envoyer le logo',
    logoRemove: 'Retirer le logo',
    sample: 'Voir une page telle que vos clients la voient',
    sampleTitle: 'Ce que vous recevez de nous',
    sampleLead: 'Ceci est un exemple\u00a0: rien n’est enregistré.'
  },
  {
    title: 'Look of the public pages',
    lead: 'Your clients see these pages: preferences, unsubscribing, contact form. Give them your colour; your letters take it too.',
    colour: 'Colour',
    colourLabel: 'Your colour',
    colourHint: 'Such as #0b3b2c. Leave it empty to keep the usual green.',
    shaded: 'This colour is too pale to write with: buttons and links take a darker shade of it that can be read.',
    colourWrong: 'Write a # and six figures or letters from a to f, such as #0b3b2c.',
    save: 'Save the colour',
    logo: 'Logo',
    logoNow: 'Your logo',
    logoLabel: 'Picture',
    logoHint: 'PNG, JPEG or WebP, at most 256 KB. It stands instead of the name above these pages.',
    logoWrong: 'Choose a PNG, JPEG or WebP picture of at most 256 KB.',
    logoSend: 'Send the logo',
    logoRemove: 'Remove the logo',
    sample: 'See a page as your clients see it',
    sampleTitle: 'What you receive from us',
    sampleLead: 'This is an example: nothing is saved.'
  }
)
