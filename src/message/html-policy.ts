/**
 * What of a stranger's HTML may be shown: a short list of elements, attributes and styles. Everything that is not on a
 * list is left out, so that what browsers invent tomorrow is out too.
 */

export const SHOWN_ELEMENTS = new Set(
  (
    'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font ' +
    'h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strike strong sub sup table tbody ' +
    'td tfoot th thead time tr tt u ul var wbr article aside figure figcaption footer header main nav'
  ).split(' ')
)

/** Left out with all that stands in them; of every other element that is not shown, the text is kept. */
export const DROPPED_ELEMENTS = new Set(
  (
    'script style title template noembed noframes iframe frame frameset object applet svg math textarea select datalist ' +
    'audio video canvas map xml xmp plaintext noscript dialog'
  ).split(' ')
)

export const VOID_ELEMENTS = new Set(
  'area base br col embed hr img input link meta param source track wbr frame basefont bgsound'.split(' ')
)

export const BLOCK_ELEMENTS = new Set(
  (
    'address article aside blockquote body center dd div dl dt fieldset figure figcaption footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr li main nav ol p pre section table tbody tfoot thead tr ul'
  ).split(' ')
)

/** An element of the first name ends an open one of these, as end tags may be left out. */
export const IMPLIED_ENDS = new Map([
  ['p', ['p']],
  ['li', ['li', 'p']],
  ['dt', ['dd', 'dt', 'p']],
  ['dd', ['dd', 'dt', 'p']],
  ['td', ['td', 'th', 'p']],
  ['th', ['td', 'th', 'p']],
  ['tr', ['tr', 'td', 'th', 'p']],
  ['div', ['p']],
  ['table', ['p']],
  ['ul', ['p']],
  ['ol', ['p']],
  ['blockquote', ['p']],
  ['hr', ['p']]
])

/** Attributes with a plain value: a size, a colour, a word. `href`, `src` and `style` are looked into on their own. */
export const PLAIN_ATTRIBUTES = new Set(
  'align alt bgcolor border cellpadding cellspacing color colspan dir face height lang rowspan size start title type valign width'.split(
    ' '
  )
)

/** Read to recognise containers of quotations and signatures; never shown. */
export const TELLING_ATTRIBUTES = new Set('class id name data-marker data-smartmail'.split(' '))

const SHOWN_STYLES = new Set(
  (
    'background-color border border-bottom border-collapse border-color border-left border-radius border-right ' +
    'border-spacing border-style border-top border-width color direction font font-family font-size font-style ' +
    'font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left ' +
    'margin-right margin-top max-width min-width padding padding-bottom padding-left padding-right padding-top ' +
    'text-align text-decoration text-indent text-transform vertical-align white-space width word-break word-wrap'
  ).split(' ')
)

const STYLE_MAX = 1000
const PLAIN_STYLE_VALUE = /^[\w\s#%.,'"()+-]{1,120}$/
const STYLE_FUNCTION = /\b(?!rgba?\b|hsla?\b)[\w-]+\s*\(/i

/** The declarations of a `style` attribute that can only change looks; no functions but colours, so no `url()`. */
export function safeStyle(style: string): string {
  const kept: string[] = []
  for (const declaration of style.slice(0, STYLE_MAX).split(';')) {
    const colon = declaration.indexOf(':')
    if (colon === -1) continue
    const property = declaration.slice(0, colon).trim().toLowerCase()
    const value = declaration.slice(colon + 1).trim()
    const isShown = SHOWN_STYLES.has(property) && PLAIN_STYLE_VALUE.test(value) && !STYLE_FUNCTION.test(value)
    if (isShown) kept.push(`${property}:${value}`)
  }
  return kept.join(';')
}

const LINK_MAX = 2000

/** The address of a link, or null: web, mail and telephone only. Control signs and spaces hide schemes, so none stay. */
export function safeLink(href: string): string | null {
  const address = href.slice(0, LINK_MAX).replace(/[\p{Cc} \u00A0\u2028\u2029]/gu, '')
  return /^(?:https?:\/\/|mailto:|tel:)/i.test(address) ? address : null
}
