/** Encodings that shops' programs write tables in. */
export type TableEncoding = 'utf8' | 'utf16le' | 'utf16be' | 'windows-1252'

/** How much of a file is looked at. */
export const SAMPLE_BYTES = 256 * 1024

/**
 * Tells in which encoding a table is written: by its mark, by the zeros of UTF-16, by being valid UTF-8; else it is taken
 * for windows-1252, which is what French Excel writes.
 * @param sample the file's beginning, at most SAMPLE_BYTES; may end within a character
 */
export function guessEncoding(sample: Buffer): TableEncoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf16be'
  const zeros = zerosAt(sample)
  const manyZeros = sample.length / 8
  if (zeros.odd > manyZeros && zeros.odd > zeros.even) return 'utf16le'
  if (zeros.even > manyZeros) return 'utf16be'
  return isUtf8(sample) ? 'utf8' : 'windows-1252'
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
