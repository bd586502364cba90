import iconv from 'iconv-lite'

/** Encodings that shops' programs write tables in; `cp850` is that of DOS, `macroman` that of Excel on older Macs. */
export type TableEncoding = 'utf8' | 'utf16le' | 'utf16be' | 'windows-1252' | 'macroman' | 'cp850'

/** How much of a file is looked at. */
export const SAMPLE_BYTES = 256 * 1024

/**
 * Tells in which encoding a table is written: by its mark, by the zeros of UTF-16, by being valid UTF-8; else it is the one in
 * which the most letters of French come out, windows-1252 where several are as good.
 * @param sample the file's beginning, at most SAMPLE_BYTES; may end within a character
 */
export function guessEncoding(sample: Buffer): TableEncoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf16be'
  const zeros = zerosAt(sample)
  const manyZeros = sample.length / 8
  if (zeros.odd > manyZeros && zeros.odd > ONE_SIDE * zeros.even) return 'utf16le'
  if (zeros.even > manyZeros && zeros.even > ONE_SIDE * zeros.odd) return 'utf16be'
  return isUtf8(sample) || isMostlyUtf8(sample) ? 'utf8' : guessSingleByte(sample)
}

/** Letters of UTF-16 have their zeros on one side; pictures and programs are full of them on both. */
const ONE_SIDE = 8

/** Pasted together of several files: of the lines that are not ASCII, at least half are UTF-8, which none is by chance. */
function isMostlyUtf8(sample: Buffer): boolean {
  const lines = sample.toString('latin1').split(/[\r\n]+/)
  const telling = lines.filter((line) => /[\u0080-\u00ff]/.test(line))
  const valid = telling.filter((line) => isUtf8(Buffer.from(line, 'latin1')))
  return valid.length > 0 && valid.length * 2 >= telling.length
}

/** Latin letters in UTF-16 have a zero in every second byte: the odd ones where the low byte comes first. */
function zerosAt(sample: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 }
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (index % 2 === 0) zeros.even += 1
    else zeros.odd += 1
  }
  return zeros
}

function isUtf8(sample: Buffer): boolean {
  const LONGEST_CHARACTER_BYTES = 4
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(
      sample.subarray(0, wholeCharacters(sample, LONGEST_CHARACTER_BYTES))
    )
    return true
  } catch {
    return false
  }
}

/** The sample without a character that is cut off at its end. */
function wholeCharacters(sample: Buffer, longest: number): number {
  for (let back = 1; back <= Math.min(longest, sample.length); back += 1) {
    const byte = sample[sample.length - back] ?? 0
    const isContinuation = (byte & 0xc0) === 0x80
    if (isContinuation) continue
    const isWhole = byte < 0x80 || back === lengthFrom(byte)
    return isWhole ? sample.length : sample.length - back
  }
  return sample.length
}

function lengthFrom(first: number): number {
  if (first >= 0xf0) return 4
  return first >= 0xe0 ? 3 : 2
}

const SINGLE_BYTE = ['windows-1252', 'macroman', 'cp850'] as const

function guessSingleByte(sample: Buffer): TableEncoding {
  const scores = SINGLE_BYTE.map((encoding) => ({ encoding, score: frenchness(iconv.decode(sample, encoding)) }))
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).encoding
}

/** Accented letters of French inside words, less the signs that never stand there. */
function frenchness(text: string): number {
  const letters = text.match(/[éèêëàâçîïôöùûüœÉÈÊÀÂÇÎÔÛ](?=[a-zA-Zéèêçï\s;,\t|"'.-])/g)?.length ?? 0
  const strangers = text.match(/[^\p{ASCII}éèêëàâçîïôöùûüœæÿñÉÈÊËÀÂÇÎÏÔÖÙÛÜŒÆÑ€£°«»’‘“”–—…\u00a0²³µ§©®]/gu)?.length ?? 0
  return letters - 2 * strangers
}

/**
 * Text that was read as windows-1252 and written as UTF-8 again, put right: `FranÃ§ois` becomes `François`. What does not come
 * out whole stays as it is.
 */
export function undoDoubleEncoding(text: string): string {
  if (!/[ÃÂâ][\u0080-\u00bf €‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/.test(text)) return text
  // The second byte of "à" is a no-break space, which programs like to make a usual one.
  const wrong = text.replaceAll('Ã ', 'Ã\u00a0')
  const bytes = iconv.encode(wrong, 'windows-1252')
  const again = bytes.toString('utf8')
  const isWhole = !again.includes('\ufffd') && iconv.decode(bytes, 'windows-1252') === wrong
  return isWhole ? again : text
}
