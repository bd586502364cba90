/**
 * What a letter may speak of. Everything is text as it is to be read, in the letter's language. Null is "not known": a
 * letter that uses such a field outside an `{{#if}}` is not sent (SEMANTICS H10).
 */
export interface LetterData {
  /** `Bonjour Zoé`, or `Bonjour` where the name is not known: never with a comma after nothing. */
  greeting: string
  subject: string
  firm: { name: string; postalAddress: string | null; email: string }
  client: { name: string | null; firstName: string | null; company: string | null }
  coupon: { code: string; discount: string; validUntil: string; minimum: string | null } | null
  /** For yearly occasions: how many. */
  years: number | null
  /** What was bought, where the letter follows a purchase. */
  product: string | null
  thread: { subject: string; waitingSince: string | null } | null
  /** Points that will expire, in the notice that says so. */
  points: { expiring: string; expiresOn: string } | null
  links: { unsubscribe: string | null; preferences: string | null; opinion: string | null }
  /** Marketing mails carry the way out; mails about a business under way need none. */
  marketing: boolean
}

/** Every field with an example, for checking a template before it is saved and for showing what it looks like. */
export const EXAMPLE: Record<'fr' | 'en', LetterData> = {
  fr: {
    greeting: 'Bonjour Zoé',
    subject: 'Un mot de votre atelier',
    firm: {
      name: 'Atelier Lumen',
      postalAddress: '12 rue des Tisserands, 69004 Lyon',
      email: 'contact@atelier-lumen.example'
    },
    client: { name: 'Zoé Girard', firstName: 'Zoé', company: 'Studio Perspective' },
    coupon: { code: 'FETE-7KQX-M3RT', discount: '10\u00a0%', validUntil: '13 juin 2026', minimum: null },
    years: 3,
    product: 'lampe de table Opaline',
    thread: { subject: 'Devis pour la réception', waitingSince: '12 mai 2026' },
    points: { expiring: '120', expiresOn: '1er juillet 2026' },
    links: {
      unsubscribe: 'https://crm.example.org/u/exemple',
      preferences: 'https://crm.example.org/p/exemple',
      opinion: 'https://crm.example.org/o/exemple'
    },
    marketing: true
  },
  en: {
    greeting: 'Hello Zoé',
    subject: 'A word from your workshop',
    firm: {
      name: 'Atelier Lumen',
      postalAddress: '12 rue des Tisserands, 69004 Lyon',
      email: 'contact@atelier-lumen.example'
    },
    client: { name: 'Zoé Girard', firstName: 'Zoé', company: 'Studio Perspective' },
    coupon: { code: 'FETE-7KQX-M3RT', discount: '10%', validUntil: '13 June 2026', minimum: null },
    years: 3,
    product: 'Opaline table lamp',
    thread: { subject: 'Quote for the reception', waitingSince: '12 May 2026' },
    points: { expiring: '120', expiresOn: '1 July 2026' },
    links: {
      unsubscribe: 'https://crm.example.org/u/example',
      preferences: 'https://crm.example.org/p/example',
      opinion: 'https://crm.example.org/o/example'
    },
    marketing: true
  }
}
