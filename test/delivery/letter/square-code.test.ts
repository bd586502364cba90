import jsQR from 'jsqr'
import { expect, test } from 'vitest'
import { squareCode } from '#src/delivery/letter/square-code.ts'
import { newCode, shownCode } from '#src/offers/code.ts'
import { seededRandom } from '#src/platform/random.ts'

test('every code that is drawn is read again by the till', () => {
  const random = seededRandom(1)
  for (let each = 0; each < 200; each += 1) {
    const code = shownCode(newCode('FETE', random))
    expect(readBack(squareCode(code))).toBe(code)
  }
})

/** Paints the cells as a mail program would, with the white around them, and reads the picture. */
function readBack(html: string): string | undefined {
  const rows = [...html.matchAll(/<tr [^>]*>(.*?)<\/tr>/gs)].map(([, cells = '']) =>
    [...cells.matchAll(/<td(?: colspan="(\d+)")? bgcolor="(#\w+)"/g)].flatMap(([, span = '1', colour]) =>
      Array.from({ length: Number(span) }, () => colour === '#000')
    )
  )
  const [scale, quiet] = [3, 4]
  const side = (rows.length + 2 * quiet) * scale
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const isDark = rows[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet] === true
      if (isDark) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  return jsQR.default(pixels, side, side)?.data
}
