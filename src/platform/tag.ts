import type { Language } from './i18n.ts'

/** Letters of a tag. */
export const TAG_MAX = 60

/** Why a text cannot be a tag: nothing is left of it, too long, signs that nobody sees, or signs that part tags in lists. */
export type TagFault = 'empty' | 'long' | 'invisible' | 'parted'

export type ReadTag = { kind: 'tag'; tag: string } | { kind: 'wrong'; fault: TagFault }

/** What each fault is, as a sentence without its capital and its full stop. */
export const TAG_FAULTS: Record<TagFault, Record<Language, string>> = {
  empty: {
    fr: 'une étiquette contient au moins une lettre ou un chiffre',
    en: 'a tag holds at least one letter or figure'
  },
  long: { fr: `une étiquette a ${TAG_MAX} lettres au plus`, en: `a tag has ${TAG_MAX} letters at most` },
  invisible: {
    fr: 'cette étiquette contient un signe invisible, venu sans doute d’un copier-coller\u00a0: retapez-la',
    en: 'this tag holds a sign that cannot be seen, maybe from copying and pasting: type it anew'
  },
  parted: {
    fr: 'une étiquette ne contient ni virgule, ni point-virgule, ni barre verticale\u00a0: mettez-les l’une après l’autre',
    en: 'a tag holds no comma, semicolon or vertical bar: put tags one after the other'
  }
}

/**
 * A tag as it is kept, wherever it comes from: lower case, without the `#` before it, its words joined by hyphens. A slash joins
 * like a space: in an address it would part the tag. Punctuation and pictures are people's own business.
 */
export function readTag(written: string): ReadTag {
  const bare = written.normalize('NFC').trim().replace(/^#+/, '').trim()
  const tag = bare
    .toLowerCase()
    .replaceAll(/[\s/\\]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
  if (INVISIBLE.test(tag.replaceAll(PICTURE, ''))) return { kind: 'wrong', fault: 'invisible' }
  if (PARTING.test(tag)) return { kind: 'wrong', fault: 'parted' }
  if (!MEANING.test(tag)) return { kind: 'wrong', fault: 'empty' }
  return tag.length > TAG_MAX ? { kind: 'wrong', fault: 'long' } : { kind: 'tag', tag }
}

/** The tag that a text names, to find it or take it off: one from before a rule was made is found as it is. */
export function tagNamed(written: string): string {
  const read = readTag(written)
  return read.kind === 'tag' ? read.tag : written
}

/** Control and direction signs, halves of signs, signs of no public meaning, and whatever takes no room (Unicode's own list). */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/u
/** Pictures are made of several signs, some of which are invisible by themselves. */
const PICTURE = /\p{Extended_Pictographic}\u{fe0f}?(?:\u{200d}\p{Extended_Pictographic}\u{fe0f}?)*/gu
const PARTING = /[,;|]/
const MEANING = /[\p{L}\p{N}\p{S}]/u
