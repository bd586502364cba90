import { Refusal } from '#src/platform/refusal.ts'

/** What a form with files says, in the order in which it comes (RFC 7578): a part begins, then its bytes. */
export type FormEvent =
  | { kind: 'part'; name: string; fileName: string | null }
  | { kind: 'bytes'; bytes: Buffer }
  | { kind: 'end' }

const LINE_END = '\r\n'
const HEADERS_MOST = 16 * 1024

/** What parts the parts of a form. @returns null where the request carries no such form */
export function boundaryOf(contentType: string | undefined): string | null {
  const [, quoted, plain] =
    /^multipart\/form-data;.*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70})(?=[\s;]|$))/i.exec(contentType ?? '') ?? []
  return quoted ?? plain ?? null
}

/**
 * Reads a form as it comes, so that a file of any size takes the memory of one chunk.
 * @throws Refusal where it is cut off, or is no form
 */
export async function* readParts(body: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<FormEvent> {
  const delimiter = Buffer.from(`${LINE_END}--${boundary}`)
  // The first boundary begins the body: with a line end put before it, it is like the others.
  let rest = Buffer.from(LINE_END)
  let isInside = false
  const chunks = body[Symbol.asyncIterator]()
  const more = async () => {
    const { done, value } = await chunks.next()
    if (done) throw cutOff()
    rest = Buffer.concat([rest, value])
  }
  for (;;) {
    const at = rest.indexOf(delimiter)
    if (at === -1) {
      const sure = Math.max(0, rest.length - delimiter.length)
      if (isInside && sure > 0) yield { kind: 'bytes', bytes: rest.subarray(0, sure) }
      rest = rest.subarray(sure)
      await more()
      continue
    }
    if (isInside && at > 0) yield { kind: 'bytes', bytes: rest.subarray(0, at) }
    rest = rest.subarray(at + delimiter.length)
    while (rest.length < 2) await more()
    if (rest.toString('latin1', 0, 2) === '--') {
      yield { kind: 'end' }
      return
    }
    while (!rest.includes(LINE_END + LINE_END)) {
      if (rest.length > HEADERS_MOST) throw cutOff()
      await more()
    }
    const end = rest.indexOf(LINE_END + LINE_END)
    yield partOf(rest.toString('utf8', 0, end))
    isInside = true
    rest = rest.subarray(end + 2 * LINE_END.length)
  }
}

function partOf(headers: string): FormEvent {
  const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(headers)?.[1]
  if (disposition === undefined) throw cutOff()
  const value = (name: string) => new RegExp(`(?:^|;)\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1] ?? null
  return { kind: 'part', name: value('name') ?? '', fileName: value('filename') }
}

function cutOff(): Refusal {
  return new Refusal('upload-cut-off', 'The file did not come through: send it again.', { wrongUsage: true })
}
