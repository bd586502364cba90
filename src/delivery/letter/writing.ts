import { writeMime, type DkimKey, type OutgoingContent } from '#src/delivery/mime.ts'
import { packCopy } from '#src/delivery/sent-copy-store.ts'
import { errorText } from '#src/platform/error.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { CompiledLetter, Rendered } from './compile.ts'
import type { LetterData } from './data.ts'
import { compileSource } from './library.ts'

/** What a letter is written from. */
export interface LetterOrder {
  /** The template's. */
  name: string
  /** As `letterText` gives it. */
  source: string
  language: Language
  /** The firm's, `#rrggbb`; empty: the usual look. */
  colour: string
  data: LetterData
  /** All of the mail but what the letter says. */
  around: Omit<OutgoingContent, 'subject' | 'text' | 'html'>
}

/**
 * A letter as the bytes of a mail, the field without which it makes no sense, or what its template cannot cope with: that is
 * this letter's trouble alone.
 */
export type WrittenLetter =
  | { kind: 'mail'; subject: string; mime: Uint8Array<ArrayBuffer>; packed: Uint8Array<ArrayBuffer> }
  | { kind: 'missing-field'; field: string }
  | { kind: 'unwritable'; reason: string }

/**
 * Writes letters one after the other; what is laid out once stays so.
 * @returns writes one
 */
export function openDesk(): (order: LetterOrder, dkim: DkimKey | null) => Promise<WrittenLetter> {
  const compiled = new Map<string, Promise<CompiledLetter>>()

  return async ({ name, source, language, colour, data, around }, dkim) => {
    const key = `${language} ${colour} ${source}`
    const letter = compiled.get(key) ?? compileSource(name, { source, language, colour })
    compiled.set(key, letter)
    const rendered = await filledIn(letter, data)
    if (rendered.kind !== 'letter') return rendered
    const { subject } = rendered.letter
    // A copy of its own: bytes that lie in a place shared with others could not be handed over.
    const mime = new Uint8Array(await writeMime({ ...around, ...rendered.letter }, dkim))
    return { kind: 'mail', subject, mime, packed: await packCopy(mime) }
  }
}

async function filledIn(
  letter: Promise<CompiledLetter>,
  data: LetterData
): Promise<Rendered | { kind: 'unwritable'; reason: string }> {
  try {
    return (await letter).render(data)
  } catch (error) {
    return { kind: 'unwritable', reason: errorText(error) }
  }
}
