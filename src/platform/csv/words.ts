/** Words as tables and forms write them, made comparable. */

/** A text as it is compared: lower-case, without accents, signs and spaces. */
export function comparable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
}

const YES = [
  'yes',
  'y',
  'oui',
  'o',
  '1',
  'true',
  'vrai',
  'x',
  'given',
  'express',
  'optin',
  'subscribed',
  'abonne',
  'inscrit'
]
const NO = ['no', 'n', 'non', '0', 'false', 'faux', 'withdrawn', 'optout', 'unsubscribed', 'desabonne', 'desinscrit']

/** `oui`, `Yes`, `1`, `x`, `subscribed` …; a dash is no. @returns null where it is neither */
export function readYesNo(written: string): boolean | null {
  if (written.trim() === '-') return false
  const word = comparable(written)
  if (YES.includes(word)) return true
  return NO.includes(word) ? false : null
}
