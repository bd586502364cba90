const TAG_MAX = 40

/** A label as it is kept: lower case, one space between words, no `#`; null where nothing usable is left. */
export function tagOf(written: string): string | null {
  const tag = written.normalize('NFC').replace(/^#+/, '').replace(/\s+/g, ' ').trim().toLowerCase()
  return tag.length >= 1 && tag.length <= TAG_MAX ? tag : null
}
