import { BLACK, contrast, hexOf, READABLE, rgbOf, towards, WHITE, type Rgb } from '#src/platform/shades.ts'

/**
 * A firm's colour as its public pages can use it: what is read on it or written in it keeps 4.5:1 (WCAG 1.4.3), whatever the
 * colour. A colour that is too pale or too dark for that is shaded for text and buttons, and kept as it is for the ground.
 */
export interface Shades {
  /** Behind the sheet, and what is written on it. */
  ground: string
  onGround: string
  /** Buttons and links on a light sheet, and on a dark one. */
  light: string
  dark: string
}

/** Sheets of the pages, from public/style/tokens.css. */
const LIGHT_SHEET: Rgb = [243, 245, 241]
const DARK_SHEET: Rgb = [33, 43, 38]

/** @param colour `#rrggbb` */
export function shadesOf(colour: string): Shades {
  const rgb = rgbOf(colour)
  return {
    ground: colour,
    // Nothing softer: one of the two can be read on any colour only if they are the extremes.
    onGround: hexOf(contrast(rgb, WHITE) >= contrast(rgb, BLACK) ? WHITE : BLACK),
    light: hexOf(towards(rgb, BLACK, LIGHT_SHEET)),
    dark: hexOf(towards(rgb, WHITE, DARK_SHEET))
  }
}

/** Whether buttons on a light sheet can have the very colour. */
export function isReadable(colour: string): boolean {
  return contrast(rgbOf(colour), LIGHT_SHEET) >= READABLE
}

/** The style sheet of public pages, after the usual one. Nothing where the firm has chosen neither colour nor picture. */
export function firmStyle({ colour, logo }: { colour: string; logo: string | null }): string {
  const rules: string[] = []
  if (colour !== '') {
    const { ground, onGround, light, dark } = shadesOf(colour)
    rules.push(`:root {
  --front: ${ground}; --front-ink: ${onGround}; --gilt: ${onGround};
  --green: light-dark(${light}, ${dark}); --green-deep: light-dark(${light}, ${dark}); --on-green: light-dark(#ffffff, ${hexOf(BLACK)});
  --green-wash: light-dark(#eceeea, #2b3631);
}`)
  }
  if (logo !== null) {
    rules.push(`body.door .above .sign {
  display: inline-block; width: min(16rem, 100%); height: 5rem; overflow: hidden; color: transparent; font-size: 0;
  background: #ffffff url(/firm/logo/${logo}) center / contain no-repeat; background-origin: content-box; padding: 0.6rem; border-radius: 12px;
}`)
  }
  return rules.join('\n')
}
