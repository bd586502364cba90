/** The same words in the two languages of the program. */
export interface Bilingual {
  fr: string
  en: string
}

export type Language = keyof Bilingual
