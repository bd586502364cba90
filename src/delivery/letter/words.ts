import { convert } from 'html-to-text'

/** What Handlebars fills in or decides. */
const TAG = /\{\{\{?[^}]*\}?\}\}/g
/** Unicode gives no meaning to the 6,400 signs from here: they stand for the tags while HTML becomes text. */
const FIRST_SIGN = 0xe000
const SIGN = /[\ue000-\uf8ff]/g

/**
 * What somebody reads whose program shows no HTML: the same words, links written out. It is made of a template and is one
 * itself, for making it of each mail would cost more than filling in the letter.
 * @param html of a letter, with the tags of Handlebars in it
 * @returns the same tags with words around them, nothing escaped; a filled one wants to be `tidied`
 */
export function wordsOf(html: string): string {
  const tags: string[] = []
  const signed = html.replace(TAG, (tag) => {
    const known = tags.indexOf(tag)
    return String.fromCharCode(FIRST_SIGN + (known === -1 ? tags.push(tag) - 1 : known))
  })
  const told = convert(signed, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: 'div', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } }))
    ]
  })
  return told.replace(SIGN, (sign) => tags[sign.charCodeAt(0) - FIRST_SIGN] ?? sign)
}

const LINE_MAX = 78

/** Takes away the gaps that empty parts leave, and breaks long lines between words. */
export function tidied(text: string): string {
  return text
    .split('\n')
    .map((line) => wrapped(line.replace(/[ \t]+/g, ' ').trim()))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function wrapped(line: string): string {
  if (line.length <= LINE_MAX) return line
  const lines: string[] = []
  let open = ''
  for (const word of line.split(' ')) {
    const longer = open === '' ? word : `${open} ${word}`
    if (longer.length > LINE_MAX && open !== '') {
      lines.push(open)
      open = word
    } else open = longer
  }
  return [...lines, open].join('\n')
}
