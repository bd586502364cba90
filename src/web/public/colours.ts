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

type Rgb = readonly [number, number, number]

const WHITE: Rgb = [255, 255, 255]
/** Nothing softer: one of the two can be read on any colour only if they are the extremes. */
const BLACK: Rgb = [0, 0, 0]
/** Sheets of the pages, from public/style/tokens.css. */
const LIGHT_SHEET: Rgb = [243, 245, 241]
const DARK_SHEET: Rgb = [33, 43, 38]
const READABLE = 4.5

/** @param colour `#rrggbb` */
export function shadesOf(colour: string): Shades {
  const rgb = rgbOf(colour)
  return {
    ground: colour,
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

/** Mixes in more of `end` until it can be read on `sheet`. */
function towards(colour: Rgb, end: Rgb, sheet: Rgb): Rgb {
  const STEPS = 20
  for (let step = 0; step <= STEPS; step++) {
    const mixed = mix(colour, end, step / STEPS)
    if (contrast(mixed, sheet) >= READABLE) return mixed
  }
  return end
}

function mix([r, g, b]: Rgb, [r2, g2, b2]: Rgb, share: number): Rgb {
  const part = (from: number, to: number) => Math.round(from + (to - from) * share)
  return [part(r, r2), part(g, g2), part(b, b2)]
}

/** As WCAG 2.2 defines it, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function hexOf([r, g, b]: Rgb): string {
  return `#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
