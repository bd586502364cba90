import type { Language } from '#src/platform/i18n.ts'
import type { AnsweredMail } from '#src/web/reading/conversation-store.ts'
import { moment, type Manner } from '#src/web/format.ts'

/** Prefixes of answers in the languages around us; a subject that has one gets no other (SEMANTICS B6). */
const IS_ANSWER = /^\s*(re|r[ée]f|aw|sv|antw)\s*(\[\d+\])?\s*:/i

export function answerSubject(subject: string): string {
  return IS_ANSWER.test(subject) ? subject : `Re: ${subject}`
}

/** What the answer refers to, so that it joins the thread in every program (RFC 5322, 3.6.4). */
export function answerReferences({ messageIdHeader, refersTo }: AnsweredMail): string[] {
  const chain = messageIdHeader === null ? refersTo : [...refersTo, messageIdHeader]
  return [...new Set(chain)]
}

/**
 * The text of the answer with the mail it answers quoted below, as mail programs do.
 * @param manner that of the client, who reads it: not of the member
 */
export function answerText(written: string, mail: AnsweredMail, manner: Manner): string {
  const name = mail.fromName || mail.fromAddress
  const introduction = INTRODUCTIONS[manner.language](moment(manner, mail.sentAt), name)
  const quoted = mail.text
    .trimEnd()
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
  return [written.trimEnd(), '', introduction, '', ...quoted, ''].join('\n')
}

/** Worded so that every mail program, ours included, takes what follows for a quotation. */
const INTRODUCTIONS: Record<Language, (at: string, name: string) => string> = {
  fr: (at, name) => `Le ${at}, ${name} a écrit\u00a0:`,
  en: (at, name) => `On ${at}, ${name} wrote:`
}
