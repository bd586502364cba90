import { type Language, type PluralForms } from '#src/platform/i18n.ts'

/** How many clients have bought: "0 client a acheté", "12 clients ont acheté". */
export const HAVE_BOUGHT: Record<Language, PluralForms> = {
  fr: { one: 'client a acheté', other: 'clients ont acheté' },
  en: { one: 'client has bought', other: 'clients have bought' }
}
