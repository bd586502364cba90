import type { Field } from '#src/clients/fields/definition.ts'
import { titles, type Columns, type ColumnTitles } from '#src/platform/csv/columns.ts'

/**
 * What a client file may hold, with the titles that shops' and accounting programs give it: first those of our own contract,
 * then the surest. Shopify, WooCommerce, PrestaShop, Square, Lightspeed, EBP, Sage, QuickBooks, Google, Outlook, Mailchimp.
 * The same words in another order, spelling or language need no title of their own (`csv/title-words.ts`).
 */
export const CLIENT_TITLES = {
  id: titles(`
    id | client id | record id | code client | n° client | square customer id | reference id | code tiers | n° compte |
    compte tiers | compte client | account number | identifiant | référence client | référence | code | matricule
  `),
  name: titles(`
    name | nom complet | full name | nom et prénom | nom prénom | client | customer name | display name |
    nom affiché | nom à afficher | nom ou raison sociale | nom / raison sociale | intitulé | intitulé du compte |
    intitulé client | contact | nom du contact
  `),
  /** Suggested, active or ignored: what our own export writes, so that it can be read again as it was. */
  record_state: titles(`record_state`),
  first_name: titles(`first name | prénom | prenom client | billing first name | fname`),
  last_name: titles(`
    last name | nom de famille | surname | family name | billing last name | nom (facturation) | nom d’usage |
    lname
  `),
  email: titles(`
    email | adresse électronique | customer email | billing email | e-mail 1 | e-mail 1 - value | email principal |
    main email
  `),
  email_2: titles(`email 2 | e-mail 2 - value | autre email | email secondaire | other email | second email`),
  phone: titles(`
    phone | phone number | téléphone 1 | phone 1 - value | téléphone fixe | fixe | home phone | business phone |
    billing phone | default address phone | main phone
  `),
  mobile: titles(`mobile | tél portable | téléphone 2`),
  company: titles(`
    company | company name | raison sociale | organization 1 - name | default address company | billing company |
    firm | établissement
  `),
  birthday: titles(`
    birthday | anniversaire | date de naissance | birth date | date anniversaire | jour anniversaire | né le |
    bday
  `),
  language: titles(`language | locale | customer language`),
  zone: titles(`zone | time zone | fuseau | fuseau horaire`),
  customer_since: titles(`
    customer_since | client depuis | date de création | date d’inscription | date d’entrée | created | created at |
    created on | date added | create date | sign up | date registered | first visit | premier achat | since | registered
  `),
  tags: titles(`
    tags | étiquettes | tag | mots-clés | labels | catégories | groupes | groupe | groups | group | segment |
    group membership | type de client
  `),
  consent_marketing: titles(`
    consent_marketing | consentement | consentement marketing | consent | accepts email marketing |
    accepts marketing | email subscription status | newsletter | opt-in | opt in email | marketing |
    accepte les mails | accepte les emails | inscrit à la newsletter | abonné newsletter | abonné infolettre | accepte newsletter |
    accepte infolettre | infolettre | abonné | subscribed | accepte emailing | mailing list | consentement email |
    accepte publicité | opt in marketing
  `),
  consent_at: titles(`
    consent_at | date du consentement | consent date | opt-in date | optin_time | confirm_time
  `),
  consent_source: titles(`consent_source | source du consentement | origine du consentement | opt-in source`)
} satisfies ColumnTitles<string>

export type ClientField = keyof typeof CLIENT_TITLES
export type ClientColumns = Columns<ClientField> & Columns<string>

/** Titles that programs give to fields which come with ours. */
const TITLES_OF_FIELDS: Record<string, readonly string[]> = {
  address: titles(`
    adresse | adresse postale | rue | adresse 1 | address1 | adresse ligne 1 | street | street address | street address 1 |
    default address address1 | billing address 1 | address 1&2 (billing) | adresse de facturation |
    billing address | billing street
  `),
  postal_code: titles(`
    cp | code postal | zip | zip code | postcode | default address zip | billing postcode | billing zip
  `),
  city: titles(`ville | localité | commune | town | default address city | billing city`),
  country: titles(`
    pays | country code | country / region | default address country code | billing country |
    country name (billing)
  `),
  children: titles(`nb enfants | enfants`),
  profession: titles(`métier | profession | activité`),
  payment_terms: titles(`conditions de règlement | délai de paiement | mode et délai de règlement | terms`),
  registration_number: titles(`siren | siret | neq | n° siret | n° siren`),
  credit_limit: titles(`encours maximum | plafond d’encours | encours autorisé`)
}

/** Titles by which a file's columns are known as typed fields: key, labels, and what programs call those that came with ours. */
export function titlesOfFields(fields: Field[]): ColumnTitles<string> {
  return Object.fromEntries(
    fields.map(({ key, label, isReadyMade }) => [
      key,
      [key, label.fr, label.en, ...(isReadyMade ? (TITLES_OF_FIELDS[key] ?? []) : [])]
    ])
  )
}
