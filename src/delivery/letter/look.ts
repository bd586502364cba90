import { BLACK, hexOf, rgbOf, towards, WHITE, type Rgb } from '#src/platform/shades.ts'

/** The colours of a letter that are the firm's to choose, in programs that show it light and in those that show it dark. */
interface Look {
  /** The firm's name at the top, and codes. */
  heading: string
  headingDark: string
  /** Below the firm's name. */
  line: string
  lineDark: string
  link: string
  linkDark: string
  /** Around a coupon. */
  ticket: string
  ticketDark: string
  /** Around the answers to a question. */
  button: string
  buttonDark: string
}

const USUAL: Look = {
  heading: '#2b2a28',
  headingDark: '#ece8e1',
  line: '#e4dccf',
  lineDark: '#57524a',
  link: '#7a4b2a',
  linkDark: '#e0b48c',
  ticket: '#b08d67',
  ticketDark: '#57524a',
  button: '#b08d67',
  buttonDark: '#b08d67'
}

/** The darkest ground in a letter that is shown light, and the lightest in one that is shown dark (templates/layouts). */
const LIGHT: Rgb = [246, 243, 238]
const DARK: Rgb = [38, 37, 34]

/** @param colour `#rrggbb`, shaded where it could not be read; empty: the usual look */
function lookOf(colour: string): Look {
  if (colour === '') return USUAL
  const light = hexOf(towards(rgbOf(colour), BLACK, LIGHT))
  const dark = hexOf(towards(rgbOf(colour), WHITE, DARK))
  return {
    heading: light,
    headingDark: dark,
    line: light,
    lineDark: dark,
    link: light,
    linkDark: dark,
    ticket: light,
    ticketDark: dark,
    button: light,
    buttonDark: dark
  }
}

/** Fills in the colours of a layout or partial: `$heading`, `$linkDark` … */
export function coloured(mjml: string, colour: string): string {
  return Object.entries(lookOf(colour)).reduce(
    (text, [name, value]) => text.replaceAll(new RegExp(`\\$${name}\\b`, 'g'), value),
    mjml
  )
}
