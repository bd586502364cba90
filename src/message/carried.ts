import type { Mail, Understood } from './mail.ts'

/**
 * A mail on its way from the thread that understood it to the database. What is long stays the bytes that it is stored as: a
 * string is made of it only where somebody looks at it. That costs a quarter of JSON, and less garbage on both sides.
 */
export interface CarriedMail extends Omit<Mail, 'text' | 'html' | 'reply' | 'attachments' | 'headers'> {
  long: LongTexts
}

/** `newText`, `quoted` and `signature` are those of the reply; attachments and headers are JSON. */
const LONG_NAMES = ['text', 'html', 'newText', 'quoted', 'signature', 'attachments', 'headers'] as const
type LongName = (typeof LONG_NAMES)[number]

/** Texts that lie one behind the other in bytes that they share with other mails. */
export class LongTexts {
  readonly #bytes: Buffer
  readonly #start: number
  readonly #lengths: number[]

  constructor(bytes: Buffer, start: number, lengths: number[]) {
    this.#bytes = bytes
    this.#start = start
    this.#lengths = lengths
  }

  /** UTF-8; null where the mail has no such text. */
  bytesOf(name: LongName): Buffer | null {
    let start = this.#start
    for (const [place, each] of LONG_NAMES.entries()) {
      const length = this.#lengths[place] ?? NONE
      if (each === name) return length === NONE ? null : this.#bytes.subarray(start, start + length)
      start += Math.max(length, 0)
    }
    return null
  }

  textOf(name: Exclude<LongName, 'attachments' | 'headers'>): string {
    return this.bytesOf(name)?.toString('utf8') ?? ''
  }

  headers(): Mail['headers'] {
    return JSON.parse(this.bytesOf('headers')?.toString('utf8') ?? '[]')
  }

  attachments(): Mail['attachments'] {
    return JSON.parse(this.bytesOf('attachments')?.toString('utf8') ?? '[]')
  }
}

const NONE = -1

/** Some answers of a thread, as they go from thread to thread: the bytes are handed over. */
export interface Portion {
  json: string
  bytes: Uint8Array<ArrayBuffer>
}

/** Of a usual mail three bytes in four are in its long texts. */
const FIRST_BYTES = 160 * 1024
/** UTF-8 takes at most this for one unit of a JavaScript string. */
const BYTES_PER_UNIT = 3

/** Gathers answers until somebody takes them. */
export class PortionWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #end = 0
  #answers: string[] = []
  #characters = 0

  /** Bytes and characters together. */
  get size(): number {
    return this.#end + this.#characters
  }

  add(understood: Understood): void {
    const answer = JSON.stringify(understood.kind === 'mail' ? this.#carry(understood.mail) : understood)
    this.#answers.push(answer)
    this.#characters += answer.length
  }

  take(): Portion {
    const portion = { json: `[${this.#answers.join(',')}]`, bytes: this.#bytes.subarray(0, this.#end) }
    this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
    this.#end = 0
    this.#answers = []
    this.#characters = 0
    return portion
  }

  #carry({ text, html, reply, attachments, headers, ...mail }: Mail) {
    const long: Record<LongName, string | null> = {
      text,
      html,
      newText: reply.text,
      quoted: reply.quoted,
      signature: reply.signature,
      attachments: JSON.stringify(attachments),
      headers: JSON.stringify(headers)
    }
    return { kind: 'mail', mail, lengths: LONG_NAMES.map((name) => this.#write(long[name])) }
  }

  /** @returns how many bytes it takes */
  #write(value: string | null): number {
    if (value === null) return NONE
    this.#makeRoom(value.length * BYTES_PER_UNIT)
    const length = this.#bytes.write(value, this.#end)
    this.#end += length
    return length
  }

  #makeRoom(bytes: number): void {
    const needed = this.#end + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

type Answer =
  | { kind: 'mail'; mail: Omit<CarriedMail, 'long'>; lengths: number[] }
  | Extract<Understood, { kind: 'quarantined' }>

/** What a thread wrote is believed: it is our own program. */
export function answersIn({ json, bytes }: Portion): Understood<CarriedMail>[] {
  const answers: Answer[] = JSON.parse(json)
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = 0
  return answers.map((answer) => {
    if (answer.kind === 'quarantined') return answer
    const long = new LongTexts(all, end, answer.lengths)
    for (const length of answer.lengths) end += Math.max(length, 0)
    return { kind: 'mail', mail: { ...answer.mail, long } }
  })
}

/** A mail in the form in which a thread gives it. */
export function carried(mail: Mail): CarriedMail {
  const portion = new PortionWriter()
  portion.add({ kind: 'mail', mail })
  const [answer] = answersIn(portion.take())
  if (answer?.kind !== 'mail') throw new Error('a mail was not carried')
  return answer.mail
}

/** The mail as it was understood. */
export function opened({ long, ...mail }: CarriedMail): Mail {
  return {
    ...mail,
    text: long.textOf('text'),
    html: long.bytesOf('html') === null ? null : long.textOf('html'),
    reply: { text: long.textOf('newText'), quoted: long.textOf('quoted'), signature: long.textOf('signature') },
    attachments: long.attachments(),
    headers: long.headers()
  }
}
