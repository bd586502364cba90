/** The languages of the pages. French is written first; English says the same. */
export const LANGUAGES = ['fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * One part of the pages in both languages. The compiler holds English to the same keys and parameters as French, so a
 * text can be neither missing nor left over.
 */
export function words<T extends object>(both: { fr: T; en: NoInfer<T> }): Record<Language, T> {
  return both
}

/** Sentences found by a key that comes from outside the catalogue: a refused field, a reason, a state. */
export function messages(byKey: Record<string, string>): Record<string, string> {
  return byKey
}

/** "1 234 clients", "0 client": French counts zero and one as singular. */
export function countFr(n: number | bigint, one: string, many: string): string {
  return `${number('fr', n)} ${Number(n) < 2 ? one : many}`
}

/** "1,234 clients", "0 clients". */
export function countEn(n: number | bigint, one: string, many: string): string {
  return `${number('en', n)} ${Number(n) === 1 ? one : many}`
}

/** A whole number with the separators of the language. */
export function number(language: Language, n: number | bigint): string {
  return WHOLE[language].format(n)
}

const WHOLE: Record<Language, Intl.NumberFormat> = {
  fr: new Intl.NumberFormat('fr', { maximumFractionDigits: 0 }),
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
}
