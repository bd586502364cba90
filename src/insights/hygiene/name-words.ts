/** Words that are no part of who somebody is: titles, particles, legal forms of firms. */
const FILLERS = new Set(
  (
    'm mr mme mrs ms mlle mademoiselle madame monsieur dr docteur me maitre sir ' +
    'de du des la le les d l van von der den et and the ' +
    'sarl sas sasu eurl sa sci snc scop inc ltd ltee llc llp gmbh enr corp cie co company'
  ).split(' ')
)

/** Longer names are sentences. */
const WORDS_MAX = 12

/** Letters that fall apart into others when accents are taken off, but not by Unicode. */
const LIGATURES: Record<string, string> = { œ: 'oe', æ: 'ae', ø: 'o', ß: 'ss', ł: 'l', đ: 'd' }

/**
 * The words of a name as they are compared: without accents, case, titles, particles and legal forms, in the order of the
 * alphabet, so that « DUPONT, Jean-Émile » and "Jean Emile Dupont" are the same. Empty where the name is a mail address.
 */
export function nameWords(name: string): string[] {
  if (name.includes('@')) return []
  const folded = name
    .toLowerCase()
    .replaceAll(/[œæøßłđ]/g, (letter) => LIGATURES[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
  const words = folded
    .replaceAll(/\b([a-z])\.(?=[a-z]\b)/g, '$1')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const telling = words.filter((word) => !FILLERS.has(word))
  return [...(telling.length > 0 ? telling : words)].slice(0, WORDS_MAX).sort()
}
