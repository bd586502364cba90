import type { ClientField } from './columns.ts'
import type { Reason } from './rows.ts'

/** What people call the fields of a client file. */
export const CLIENT_FIELD_WORDS: Record<ClientField, Reason> = {
  id: { fr: 'code client', en: 'client number' },
  name: { fr: 'nom complet', en: 'full name' },
  record_state: { fr: 'état de la fiche (fichier de Maillon)', en: 'state of the record (Maillon’s own file)' },
  first_name: { fr: 'prénom', en: 'first name' },
  last_name: { fr: 'nom de famille', en: 'family name' },
  email: { fr: 'adresse mail', en: 'mail address' },
  email_2: { fr: 'deuxième adresse mail', en: 'second mail address' },
  phone: { fr: 'téléphone', en: 'telephone' },
  mobile: { fr: 'portable', en: 'mobile' },
  company: { fr: 'entreprise', en: 'company' },
  birthday: { fr: 'anniversaire', en: 'birthday' },
  language: { fr: 'langue', en: 'language' },
  zone: { fr: 'fuseau horaire', en: 'time zone' },
  customer_since: { fr: 'client depuis', en: 'client since' },
  tags: { fr: 'étiquettes', en: 'tags' },
  consent_marketing: { fr: 'accepte vos mails', en: 'accepts your mails' },
  consent_at: { fr: 'date de cet accord', en: 'date of that consent' },
  consent_source: { fr: 'origine de cet accord', en: 'where that consent was given' }
}
