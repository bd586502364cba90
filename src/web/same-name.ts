/**
 * Whether two names are read as the same. What cannot be seen or is hard to type makes no other: invisible and direction
 * signs, case, accents, kinds of apostrophe, hyphen and space.
 */
export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(name: string): string {
  return name
    .replaceAll(APOSTROPHES, "'")
    .replaceAll(HYPHENS, '-')
    .normalize('NFKD')
    .replaceAll(UNSEEN, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

const APOSTROPHES = /[\u0060\u00b4\u02b9\u02bc\u2018\u2019\u201b\u2032\uff07]/g
const HYPHENS = /[\u2010-\u2015\u2212\ufe63\uff0d]/g
/** Accents come apart from their letters in NFKD. Line ends and tabs are control signs and yet spaces. */
const UNSEEN = /(?!\s)[\p{M}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
