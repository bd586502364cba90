import { z } from 'zod'
import { isQueued, queueMail } from '#src/delivery/outgoing-store.ts'
import { obeyAnswer, whatAnswerDid, type Did, type ObeyedAnswer } from '#src/keywords/obey-answer.ts'
import { toldActs } from '#src/keywords/receipt.ts'
import { lockForTransaction } from '#src/platform/lock.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { answerReferences, answerSubject, answerText } from '#src/web/acts/answer.ts'
import { done } from '#src/web/answer.tsx'
import { readForm } from '#src/web/form-data.ts'
import {
  mailboxToSend,
  mailToAnswer,
  type AnsweredMail,
  type Conversation
} from '#src/web/reading/conversation-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { Toast, View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { ANSWER_MAX, conversationOf, leadToThread, threadPage } from './thread.tsx'

/** Answering a thread from its page. */
export const threadAnswer: Route[] = [
  post('/threads/:id/answers', 'member', answer),
  get('/threads/:id/answers', 'member', leadToThread)
]

const answerForm = z.object({
  text: z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n'))
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
  const outcome = await write(visit, form.value, { thread, mail, addressee, mailbox })
  if (outcome.kind === 'held') return threadPage(visit, thread, { answer: { ...form.value, ...outcome } })
  if (outcome.hasMail) await world.ringSender()
  return done(visit, { to: `${to}#end`, toast: toastOf(view, outcome) })
}

type Outcome = { kind: 'done'; hasMail: boolean; did: Did } | Extract<ObeyedAnswer, { kind: 'held' }>

interface Reply {
  thread: Conversation
  mail: AnsweredMail
  addressee: { name: string; address: string }
  mailbox: { id: string; address: string }
}

/** Obeys and queues in one transaction: both or neither. The form's key makes two clicks one answer. */
async function write(visit: Visit, written: Written, { thread, mail, addressee, mailbox }: Reply): Promise<Outcome> {
  const { view, world } = visit.var
  const queued = { purpose: 'reply', key: `page:${written.key}` } as const
  let outcome: Outcome | null = null
  await act(visit, async (db, { by, member }) => {
    await lockForTransaction(db, queued.key)
    const did = await whatAnswerDid(db, { key: written.key, threadId: thread.id })
    const hadMail = await isQueued(db, queued)
    if (hadMail || did.acts.length > 0) {
      outcome = { kind: 'done', hasMail: hadMail, did }
      return null
    }
    const obeyed = await obeyAnswer(db, {
      text: written.text,
      key: written.key,
      thread,
      answers: mail,
      member: { ...member, language: view.language },
      now: world.clock.now(),
      insists: written.as === 'written'
    })
    if (obeyed.kind === 'held') {
      outcome = obeyed
      return null
    }
    const hasMail = obeyed.text !== ''
    outcome = { kind: 'done', hasMail, did: obeyed.did }
    if (!hasMail) return null
    const { id } = await queueMail(db, {
      ...queued,
      mailbox,
      to: addressee,
      subject: answerSubject(mail.subject),
      text: answerText(obeyed.text, mail, view),
      inReplyTo: mail.messageIdHeader,
      references: answerReferences(mail),
      threadId: thread.id,
      automatic: false,
      by: by.id
    })
    const subject = { kind: 'thread', id: thread.id }
    return { action: 'thread.answer', subject, after: { outgoing: id, to: addressee.address } }
  })
  if (outcome === null) throw new Error('an answer ended without an outcome')
  return outcome
}

function toastOf(view: View, { hasMail, did }: Extract<Outcome, { kind: 'done' }>): Toast {
  const text = threadText[view.language]
  const told = toldActs(did.acts, view.language)
  const lines = [
    hasMail ? text.answerSent : text.answerOnlyKeywords,
    ...(told.done.length > 0 ? [text.answerDid, ...told.done] : []),
    ...(told.notDone.length > 0 ? [text.answerDidNot, ...told.notDone] : [])
  ]
  return { text: lines.join('\n'), ...undoOf(did.line) }
}
