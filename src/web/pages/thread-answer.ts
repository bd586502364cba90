import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isQueued, queueMail } from '#src/delivery/outgoing-store.ts'
import { obeyAnswer, whatAnswerDid, type Did, type ObeyedAnswer } from '#src/keywords/obey-answer.ts'
import { isBlank } from '#src/platform/blank.ts'
import type { Db } from '#src/platform/database/database.ts'
import { lockForTransaction } from '#src/platform/lock.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { answerReferences, answerSubject, answerText } from '#src/web/acts/answer.ts'
import { done } from '#src/web/answer.tsx'
import { drawnIn, sinceDrawn, type Drawn } from '#src/web/drawn.ts'
import { readForm } from '#src/web/form-data.ts'
import {
  isFormUsed,
  lastWords,
  mailboxToSend,
  mailToAnswer,
  type AnsweredMail,
  type Conversation,
  type LastWords
} from '#src/web/reading/conversation-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { TOAST_MAX } from '#src/web/toast.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { Toast } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { conversationOf, leadToThread, threadPage, wordsDrawn } from './thread.tsx'
import { ANSWER_MAX, didLines } from './thread-answer-form.tsx'

/** Answering a thread from its page. */
export const threadAnswer: Route[] = [
  post('/threads/:id/answers', 'member', answer),
  get('/threads/:id/answers', 'member', leadToThread('answer'))
]

const answerForm = z.object({
  text: z
    .string()
    .transform((text) => (isBlank(text) ? '' : text.replaceAll('\r\n', '\n')))
    .pipe(z.string().min(1).max(ANSWER_MAX, 'tooLong')),
  key: z.string().min(10).max(64),
  /** Chosen after words that cannot be carried out were shown. */
  as: z.literal('written').optional()
})
type Written = z.infer<typeof answerForm>

async function answer(visit: Visit) {
  const { view, world } = visit.var
  const text = threadText[view.language]
  const thread = await conversationOf(visit)
  const to = `/threads/${thread.id}`
  const form = await readForm(visit, answerForm)
  if (form.kind === 'wrong' && form.wrong['text'] === 'tooLong') {
    const { text: long = '', key = '' } = form.given
    return threadPage(visit, thread, { answer: { text: long, key, acts: [], strayLines: [] } })
  }
  if (form.kind === 'wrong')
    return done(visit, { to: `${to}#answer`, toast: { text: text.answerEmpty, tone: 'wrong' } })
  const [mail, mailbox] = await Promise.all([mailToAnswer(world.db, thread.id), mailboxToSend(world.db, thread.id)])
  const addressee = mail?.to
  if (!mail || !addressee || !mailbox) return done(visit, { to, toast: { text: text.answerNoMailbox, tone: 'wrong' } })
  const drawn = await drawnIn(visit)
  const outcome = await write(visit, form.value, { thread, mail, addressee, mailbox, drawn })
  if (outcome.kind === 'overtaken')
    return threadPage(visit, thread, { answer: { ...form.value, acts: [], strayLines: [], overtaken: outcome.by } })
  if (outcome.kind === 'held') return threadPage(visit, thread, { answer: { ...form.value, ...outcome } })
  if (outcome.kind === 'another')
    return threadPage(visit, thread, {
      answer: { text: form.value.text, key: null, isAnother: true, acts: [], strayLines: [] }
    })
  if (outcome.hasMail) await world.ringSender()
  const head = outcome.hasMail ? text.answerSent : text.answerOnlyKeywords
  const lines = [head, ...didLines(view, outcome.did.acts)].join('\n')
  const isLong = lines.length > TOAST_MAX
  const toast: Toast = { text: isLong ? `${head} ${text.toldBelow}` : lines, ...undoOf(outcome.did.line) }
  return done(visit, { to: isLong ? `${to}?told=${outcome.key}#told` : `${to}#end`, toast })
}

type Outcome =
  | { kind: 'done'; key: string; hasMail: boolean; did: Did }
  | { kind: 'another' }
  | { kind: 'overtaken'; by: LastWords }
  | Extract<ObeyedAnswer, { kind: 'held' }>

interface Reply {
  thread: Conversation
  mail: AnsweredMail
  addressee: { name: string; address: string }
  mailbox: { id: string; address: string }
  drawn: Drawn | null
}

/**
 * Obeys and queues in one transaction: both or neither. The form's key and the text make two clicks one answer. Another text from
 * the same form (one goes back and writes on) is shown again rather than dropped, or sent unasked as a second mail.
 */
async function write(
  visit: Visit,
  written: Written,
  { thread, mail, addressee, mailbox, drawn }: Reply
): Promise<Outcome> {
  const { view, world } = visit.var
  const language = mail.language ?? (await world.firm(world.db)).language
  const key = `${written.key}:${createHash('sha256').update(written.text).digest('base64url')}`
  const queued = { purpose: 'reply', key: `page:${key}` } as const
  let outcome: Outcome | null = null
  await act(visit, async (db, doing) => {
    await lockForTransaction(db, `answers ${thread.id}`)
    const did = await whatAnswerDid(db, { key, threadId: thread.id })
    const hadMail = await isQueued(db, queued)
    if (hadMail || did.acts.length > 0) {
      outcome = { kind: 'done', key, hasMail: hadMail, did }
      return null
    }
    if (await isFormUsed(db, { form: written.key, threadId: thread.id })) {
      outcome = { kind: 'another' }
      return null
    }
    const by = await wordsSince(db, thread.id, drawn)
    if (by) {
      outcome = { kind: 'overtaken', by }
      return null
    }
    const obeyed = await obeyAnswer(db, {
      text: written.text,
      key,
      thread,
      answers: mail,
      member: { ...doing.member, language: view.language },
      now: world.clock.now(),
      insists: written.as === 'written'
    })
    if (obeyed.kind === 'held') {
      outcome = obeyed
      return null
    }
    const hasMail = obeyed.text !== ''
    outcome = { kind: 'done', key, hasMail, did: obeyed.did }
    if (!hasMail) return null
    const { id } = await queueMail(db, {
      ...queued,
      mailbox,
      to: addressee,
      subject: answerSubject(mail.subject),
      text: answerText(obeyed.text, mail, { ...view, language }),
      inReplyTo: mail.messageIdHeader,
      references: answerReferences(mail),
      threadId: thread.id,
      automatic: false,
      by: doing.by.id
    })
    const subject = { kind: 'thread', id: thread.id }
    return { action: 'thread.answer', subject, after: { outgoing: id, to: addressee.address, answer: key } }
  })
  if (outcome === null) throw new Error('an answer ended without an outcome')
  return outcome
}

/** What was said in a thread since a page of it was drawn; null where nothing was. */
async function wordsSince(db: Db, threadId: string, drawn: Drawn | null): Promise<LastWords | null> {
  const words = await lastWords(db, threadId)
  const { changed } = sinceDrawn({ drawn, given: {} }, wordsDrawn(words))
  const said = (side: keyof LastWords) => (changed.includes(side) ? words[side] : null)
  return changed.length > 0 ? { client: said('client'), team: said('team') } : null
}
