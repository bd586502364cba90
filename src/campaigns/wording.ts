import type { Language } from '#src/platform/i18n.ts'

/** The same words in the languages of the program. */
export type Bilingual = Record<Language, string>
