import { CHANGED_SINCE } from '#src/platform/changed-since.ts'
import type { Refusal } from '#src/platform/refusal.ts'
import type { Said } from './scene.ts'

/**
 * What the stores refuse while a keyword acts, for its receipt: their own sentences are English and speak to whoever sits at the
 * command line. By the refusal's code.
 */
const WORDS: Record<string, Said> = {
  'no-such-client': {
    fr: 'cette fiche n’existe plus\u00a0: écrivez le mot-clé dans un fil du client',
    en: 'this record is gone: write the keyword in a thread of the client'
  },
  'client-erased': {
    fr: 'cette personne a demandé l’effacement de ses données\u00a0: rien n’est plus gardé sur elle',
    en: 'this person asked to be erased: nothing is kept of them any more'
  },
  'our-address': {
    fr: 'c’est une de nos propres adresses\u00a0: elle n’est à aucun client',
    en: 'this is one of our own addresses: it belongs to no client'
  },
  'address-taken': {
    fr: 'cette adresse est celle d’un autre client\u00a0: fusionnez les deux fiches si c’est la même personne',
    en: 'this address is another client’s: merge the two records if they are one person'
  },
  'no-such-thread': {
    fr: 'ce fil n’existe plus\u00a0: répondez à un message plus récent du client',
    en: 'this thread is gone: answer a newer mail of the client'
  },
  'same-client': { fr: 'ce sont déjà une seule et même fiche', en: 'these are one record already' },
  'no-such-field': {
    fr: 'il n’y a pas de champ de ce nom\u00a0: la page Réglages les montre',
    en: 'there is no field of that name: the settings page shows them'
  },
  'changed-since': { fr: sentences(CHANGED_SINCE.fr), en: sentences(CHANGED_SINCE.en) },
  'cannot-undo': {
    fr: 'cela ne peut plus être repris par mail : corrigez à la main, sur la page du client ou du fil',
    en: 'this can no longer be taken back by mail: correct it by hand, on the page of the client or thread'
  },
  'bad-value': { fr: 'cette valeur ne convient pas à ce champ', en: 'this value does not fit that field' }
}

function sentences({ title, text }: { title: string; text: string }): string {
  return `${title}. ${text}`
}

/** A refusal in both languages; one that is not foreseen is told in French without its reason, rather than in English. */
export function refusalWords({ code, message }: Refusal): Said {
  return (
    WORDS[code] ?? { fr: `cela n’a pas pu être fait (${code})\u00a0: faites-le sur la page du client`, en: message }
  )
}
