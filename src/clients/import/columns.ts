import type { Columns, ColumnTitles } from '#src/platform/csv/columns.ts'

/** What a client file may hold, with the titles that shops' and accounting programs give it. */
export const CLIENT_TITLES = {
  id: [
    'id',
    'client id',
    'customer id',
    'code',
    'code client',
    'n° client',
    'numéro client',
    'no client',
    'référence',
    'ref'
  ],
  name: ['name', 'nom', 'nom complet', 'full name', 'client', 'customer', 'nom du client', 'raison sociale', 'contact'],
  first_name: ['first name', 'firstname', 'prénom', 'given name'],
  last_name: ['last name', 'lastname', 'nom de famille', 'surname', 'family name'],
  email: [
    'email',
    'e-mail',
    'mail',
    'courriel',
    'adresse mail',
    'adresse e-mail',
    'adresse courriel',
    'email address',
    'mél'
  ],
  phone: ['phone', 'téléphone', 'tél', 'tel', 'portable', 'mobile', 'phone number', 'gsm', 'cellulaire'],
  company: ['company', 'société', 'entreprise', 'organisation', 'organization', 'firm', 'compagnie'],
  birthday: [
    'birthday',
    'anniversaire',
    'date de naissance',
    'naissance',
    'birth date',
    'date of birth',
    'birthdate',
    'né le'
  ],
  language: ['language', 'langue', 'lang'],
  zone: ['zone', 'time zone', 'timezone', 'fuseau', 'fuseau horaire'],
  customer_since: [
    'customer_since',
    'client depuis',
    'customer since',
    'date de création',
    'created',
    'premier achat',
    'since'
  ],
  tags: ['tags', 'étiquettes', 'mots-clés', 'labels', 'catégories', 'groupes', 'tag'],
  consent_marketing: [
    'consent_marketing',
    'consentement',
    'newsletter',
    'opt-in',
    'optin',
    'marketing',
    'accepte les mails',
    'consent'
  ],
  consent_at: ['consent_at', 'date du consentement', 'consent date', 'opt-in date', 'date opt-in'],
  consent_source: ['consent_source', 'source du consentement', 'origine du consentement', 'consent source']
} as const satisfies ColumnTitles<string>

export type ClientField = keyof typeof CLIENT_TITLES
export type ClientColumns = Columns<ClientField>
