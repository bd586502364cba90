import { normalAddress } from '#src/message/addresses.ts'

/** A recipient that a server names in its own words, and those words. */
export interface NamedRecipient {
  address: string
  /** What the notice says of it. */
  words: string
  /** True where it opens a line or stands behind a label, as in programs' lists; false where a sentence names it. */
  isListed: boolean
}

/**
 * The recipients named in a notice in prose, in order, each once. Servers put them at the beginning of a line, with or
 * without brackets, bullets and indentation, or behind a label; what follows belongs to them.
 * @param excluded addresses that cannot be meant: the writer's own and the server's
 */
export function namedRecipients(prose: string, excluded: Set<string>): NamedRecipient[] {
  const lines = prose.split('\n').slice(0, LINE_LIMIT)
  const marks = lines.flatMap((text, line) => {
    const mayName = text.includes('@') && text.length <= LINE_LENGTH_LIMIT && !ABOUT_HELP.test(text)
    const mark = mayName ? addressIn(text) : null
    return mark && !excluded.has(mark.address) ? [{ ...mark, line }] : []
  })
  return collectWords(lines, marks)
}

/**
 * In a notice that is one sentence, the only strange address is the recipient: "Le message envoyé à ana@… n'a pas pu …".
 * For notices that surely are a machine's: a person's mail names strangers too.
 */
export function soleRecipient(prose: string, excluded: Set<string>): NamedRecipient[] {
  const lines = prose.split('\n').slice(0, LINE_LIMIT)
  const sentences = lines.filter((line) => line.length <= LINE_LENGTH_LIMIT && !ABOUT_HELP.test(line))
  const found = sentences.flatMap((line) => line.match(ANY_ADDRESS) ?? []).map(bareAddress)
  const [address, ...others] = [...new Set(found)].filter((each) => each !== null && !excluded.has(each))
  return address && others.length === 0 ? [{ address, words: prose, isListed: false }] : []
}

function bareAddress(written: string): string | null {
  return normalAddress(written.replace(/^['"]/, ''))
}

interface Mark {
  address: string
  /** True where the line closes what is said of the address, instead of opening it. */
  isClosing: boolean
  isListed: boolean
  line: number
}

const LINE_LIMIT = 400
const LINE_LENGTH_LIMIT = 1000
/** Lines that tell whom to ask, or who wrote. */
const ABOUT_HELP =
  /\b(?:contact(?:er|ez)?|assistance|questions?|please (?:write|send|mail|forward)|help ?desk|from ?:|sender ?:|sent by|mail from|reply-to|return-path|envelope-from|expanded from)\b/i
const ADDRESS = `((?:"[^"]{1,64}"|[\\w.!#$%&'*+/=?^{|}~-]{1,64})@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){0,8})`
const ANY_ADDRESS = new RegExp(ADDRESS, 'gi')
const OPENING = `["'<(\\[]{0,3}`
const AT_START = new RegExp(`^[\\s>]*(?:[*•·-]\\s+|\\d+[.)]\\s+)?${OPENING}${ADDRESS}["'>)\\]]{0,3}(.*)$`, 'i')
/** What may stand behind an address that is being reported on, as opposed to one in a sentence. */
const AFTER_START =
  /^\s*(?:$|[:;,.([<|—–-]|(?:on|le|am|el|il|op|em|den) \d|unknown|user|no such|not |is not|does not|mailbox|was |failed|could|has |delayed|\d{3}\b)/i
const BEHIND_LABEL = new RegExp(
  `(?:\\b(?:recipients?(?: address(?:es)?)?|address(?:ed to)?|to|rcpt(?: to)?|destinataires?|empf(?:ä|ae)nger|destinatario)\\s*[:=]` +
    `|\\b(?:rejected|failed) recipients?:?|\\bunknown user:|\\buserid:|\\ballowed size:|\\battempts:)` +
    `\\s*${OPENING}${ADDRESS}`,
  'i'
)
/** In a sentence: "could not be delivered to …", "votre message à …". */
const BEHIND_VERB = new RegExp(
  `(?:\\b(?:deliver(?:ing|y|ed)?|gateway|remis|distribu[ée]|livr[ée]|rejected|bounced)\\b[^<@]{0,60}?(?:(?<=\\s)(?:to|for|[àa]|by|an)(?=[\\s<'"(])|:)` +
    `|\\b(?:message|mail|messages) (?:to|for)|\\bdelivery to the following recipients?[^<@]{0,40}?:?)` +
    `\\s*${OPENING}${ADDRESS}`,
  'i'
)
/** "550 <ana@example.org>... User unknown" in a transcript of the session: it comes after what led to it. */
const IN_TRANSCRIPT = new RegExp(`^\\s*(?:<<< )?[45]\\d\\d[ -](?:[45]\\.\\d{1,3}\\.\\d{1,3} )?<${ADDRESS}>`, 'i')

function addressIn(line: string): Omit<Mark, 'line'> | null {
  const start = AT_START.exec(line)
  const isOpening = start !== null && AFTER_START.test(start[2] ?? '')
  const labelled = isOpening ? null : (BEHIND_LABEL.exec(line) ?? BEHIND_VERB.exec(line))
  const opened = isOpening ? start[1] : labelled?.[1]
  const address = normalAddress(opened ?? IN_TRANSCRIPT.exec(line)?.[1] ?? '')
  const isListed = isOpening || BEHIND_LABEL.test(line)
  return address === null ? null : { address, isClosing: opened === undefined, isListed }
}

/** The same address named twice (in a summary and in a transcript) is one recipient with both words. */
function collectWords(lines: string[], marks: Mark[]): NamedRecipient[] {
  const named = new Map<string, NamedRecipient>()
  for (const [index, { line, address, isClosing, isListed }] of marks.entries()) {
    const before = (marks[index - 1]?.line ?? -1) + 1
    const after = marks[index + 1]?.line ?? lines.length
    const words = (isClosing ? lines.slice(before, line + 1) : lines.slice(line, after)).join('\n')
    const known = named.get(address)
    named.set(address, {
      address,
      words: known ? `${known.words}\n${words}` : words,
      isListed: isListed || known?.isListed === true
    })
  }
  return [...named.values()]
}
