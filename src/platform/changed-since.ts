import type { Language } from './i18n.ts'
import { Refusal } from './refusal.ts'

/** What somebody else made of it by now is not overwritten by taking an act back. @param what was changed: "This thread" */
export function changedSince(what: string): Refusal {
  return new Refusal('changed-since', `${what} was changed since.`)
}

/** The same wherever an act is taken back: on a page, or by `#undo` in a mail. */
export const CHANGED_SINCE: Record<Language, { title: string; text: string }> = {
  fr: {
    title: 'Cela a changé depuis',
    text: 'Ce n’est pas annulé, pour ne pas effacer un changement plus récent. S’il le faut, corrigez à la main.'
  },
  en: {
    title: 'This was changed since',
    text: 'It is not taken back, so as not to overwrite a newer change. If need be, correct it by hand.'
  }
}
