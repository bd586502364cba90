/** A name as one line: it goes into subjects, lists and labels. */
export function oneLine(written: string): string {
  return written.replaceAll(/\s+/g, ' ').trim()
}
