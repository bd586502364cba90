import { catalogue, deFr } from '#src/platform/i18n.ts'

/** Typed fields on a client's record. */
export const fieldText = catalogue(
  {
    title: 'Renseignements',
    none: 'Rien n’est noté\u00a0: métier, famille, goûts, secteur…',
    edit: 'Compléter',
    formTitle: (name: string) => `Ce que l’on sait ${deFr(name)}`,
    formLead: 'Laissez vide ce que vous ne savez pas.',
    ofCompany: (company: string) => `Pour toute l’entreprise ${company}`,
    ofClient: 'Pour cette personne',
    unset: '–',
    yes: 'oui',
    no: 'non',
    dayHint: 'Par exemple 14/05/2026.',
    yearlyHint: 'Jour et mois\u00a0; l’année si vous la connaissez. Par exemple 14/05.',
    moneyHint: (currency: string) => `En ${currency}, par exemple 1250,50.`,
    save: 'Enregistrer',
    saved: 'Enregistré.',
    wrong: 'Ceci ne se comprend pas\u00a0: voyez l’exemple.'
  },
  {
    title: 'Details',
    none: 'Nothing is noted: trade, family, tastes, sector…',
    edit: 'Fill in',
    formTitle: (name) => `What is known of ${name}`,
    formLead: 'Leave empty what you do not know.',
    ofCompany: (company) => `For all of ${company}`,
    ofClient: 'For this person',
    unset: '–',
    yes: 'yes',
    no: 'no',
    dayHint: 'Such as 14/05/2026.',
    yearlyHint: 'Day and month; the year if you know it. Such as 14/05.',
    moneyHint: (currency) => `In ${currency}, such as 1250.50.`,
    save: 'Save',
    saved: 'Saved.',
    wrong: 'This cannot be understood: see the example.'
  }
)
