import { z } from 'zod'
import type { ToldAct } from '#src/keywords/act-store.ts'
import { whatAnswerDid } from '#src/keywords/obey-answer.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { page } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { Act, Form } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Letter } from '#src/web/components/letter.tsx'
import { Badge, Face, Sheet } from '#src/web/components/sheet.tsx'
import { Tags } from '#src/web/components/tags.tsx'
import { Elapsed } from '#src/web/components/time.tsx'
import { drawnIn, drawnNow, type Texts } from '#src/web/drawn.ts'
import { Framed } from '#src/web/layout.tsx'
import {
  answersUnderWay,
  clientsOf,
  findConversation,
  lastWords,
  mailboxToSend,
  mailsOf,
  mailToAnswer,
  shownConversation,
  teamNames,
  type AnswerUnderWay,
  type Conversation,
  type ConversationMail,
  type LastWords
} from '#src/web/reading/conversation-store.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { get, type Route } from '#src/web/route.ts'
import type { RefusedTag } from '#src/web/tag-form.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { AnswerForm, didLines, UnderWay, type AnswerFormProps, type HeldAnswer } from './thread-answer-form.tsx'

/** One thread, read as a conversation and answered from the page. */
export const threadPages: Route[] = [get('/threads/:id', 'member', showThread)]

const toldKey = z.string().max(100)
const MAILS_SHOWN = 60

async function showThread(visit: Visit) {
  const thread = await conversationOf(visit)
  if (thread.mergedIntoId) return visit.redirect(`/threads/${thread.mergedIntoId}`, 301)
  return threadPage(visit, thread)
}

/** A page that holds a refused form stands at that form's address: loaded anew, it is the thread. */
export function leadToThread(part: 'answer' | 'tags') {
  return async (visit: Visit) => {
    const thread = await conversationOf(visit)
    return visit.redirect(`/threads/${thread.id}#${part}`)
  }
}

/** The page of a thread, with an answer that was held back or a tag that was refused, if any. */
export async function threadPage(
  visit: Visit,
  found: Conversation,
  refused: { answer?: HeldAnswer; tag?: RefusedTag } = {}
) {
  const { answer: held = null, tag: refusedTag = null } = refused
  const { view, world } = visit.var
  const { db } = world
  const thread = await shownConversation(db, found, readerOf(view))
  const [mails, clients, team, underWay, answered, mailbox, words] = await Promise.all([
    mailsOf(db, thread.id, { most: MAILS_SHOWN, reader: readerOf(view) }),
    clientsOf(db, thread.id),
    teamNames(db),
    answersUnderWay(db, thread.id),
    mailToAnswer(db, thread.id),
    mailboxToSend(db, thread.id),
    lastWords(db, thread.id)
  ])
  const told = toldKey.safeParse(visit.req.query('told')).data
  const acts = told === undefined ? [] : (await whatAnswerDid(db, { key: told, threadId: thread.id })).acts
  const isStill = held !== null && held.overtaken === undefined && !held.isAnother
  const drawn = (isStill ? await drawnIn(visit) : null) ?? drawnNow(view, wordsDrawn(words))
  const arePicturesShown = visit.req.query('pictures') === 'shown'
  const answerTo = mailbox && answered?.to ? answered.to.name || answered.to.address : null
  const answerKey = held?.key ?? world.random.token(15)
  const props = {
    view,
    thread,
    mails,
    clients,
    team,
    underWay,
    arePicturesShown,
    answerTo,
    answerKey,
    drawn,
    held,
    refusedTag,
    acts
  }
  return page(visit, <ThreadPage {...props} />, held || refusedTag ? 422 : 200)
}

/** What a form for an answer is drawn from: what was said last on either side. */
export function wordsDrawn({ client, team }: LastWords): Texts {
  return { client: client?.id ?? '', team: team?.id ?? '' }
}

/** @throws Refusal `not-found` */
export async function conversationOf(visit: Visit): Promise<Conversation> {
  const thread = await findConversation(visit.var.world.db, askedId(visit))
  if (!thread) throw new Refusal('not-found', 'There is no such thread.')
  return thread
}

interface ThreadPageProps extends AnswerFormProps {
  thread: Conversation
  mails: ConversationMail[]
  clients: { id: string; name: string; state: string }[]
  team: { id: string; name: string }[]
  underWay: AnswerUnderWay[]
  arePicturesShown: boolean
  refusedTag: RefusedTag | null
  /** What keywords of an answer did, where it is too much to be told in passing. */
  acts: ToldAct[]
}

function ThreadPage(props: ThreadPageProps) {
  const { view, thread, mails, arePicturesShown } = props
  const text = threadText[view.language]
  const hidden = thread.messageCount - mails.length
  return (
    <Framed view={view} title={thread.subject || text.noSubject}>
      <Head
        title={thread.subject || text.noSubject}
        back={{ href: '/threads', label: text.title }}
        lead={<ThreadState view={view} thread={thread} />}
      >
        {thread.closedAt ? (
          <Act view={view} action={`/threads/${thread.id}/reopening`} label={text.reopen} icon="undo" class="button" />
        ) : (
          <Act view={view} action={`/threads/${thread.id}/closure`} label={text.close} icon="check" class="button" />
        )}
      </Head>
      <div class="columns">
        <div class="talk">
          {hidden > 0 ? <p class="soft small">{text.earlier(hidden)}</p> : null}
          {mails.map((mail, index) => (
            <Letter
              view={view}
              mail={mail}
              thread={thread.id}
              isLast={index === mails.length - 1}
              arePicturesShown={arePicturesShown}
            />
          ))}
          {props.underWay.map((answer) => (
            <UnderWay view={view} answer={answer} />
          ))}
          {props.acts.length > 0 ? (
            <Sheet title={text.told} id="told">
              <p class="prewrap">{didLines(view, props.acts).join('\n')}</p>
            </Sheet>
          ) : null}
          <AnswerForm {...props} />
        </div>
        <ThreadAside {...props} />
      </div>
    </Framed>
  )
}

function ThreadAside({ view, thread, clients, team, refusedTag }: ThreadPageProps) {
  const text = threadText[view.language]
  return (
    <aside class="stack" id="end">
      {clients.length > 0 ? (
        <Sheet title={text.withClient} id="clients" flush>
          <ul class="rows">
            {clients.map((client) => (
              <li class="row">
                <Face name={client.name} />
                <p class="title">
                  <a class="cover" href={`/clients/${client.id}`}>
                    {client.name}
                  </a>
                </p>
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
      <Sheet title={text.owner} id="owner">
        <Form view={view} action={`/threads/${thread.id}/owner`} class="line">
          <select name="owner" class="grow" aria-label={text.owner}>
            <option value="">{text.nobody}</option>
            {team.map((member) => (
              <option value={member.id} selected={member.id === thread.owner?.id}>
                {member.name}
              </option>
            ))}
          </select>
          <button class="button">{text.give}</button>
        </Form>
      </Sheet>
      <Tags
        view={view}
        action={`/threads/${thread.id}/tags`}
        tags={thread.tags.map(({ tag }) => tag)}
        refused={refusedTag}
      />
    </aside>
  )
}

function ThreadState({ view, thread }: { view: View; thread: Conversation }) {
  const text = threadText[view.language]
  return (
    <span class="line small">
      {thread.waitingSince ? (
        <Badge tone="wax" icon="clock">
          {text.waits} <Elapsed view={view} since={thread.waitingSince} />
        </Badge>
      ) : null}
      {thread.closedAt ? <Badge icon="check">{text.closed}</Badge> : null}
      <span>{text.mails(thread.messageCount)}</span>
    </span>
  )
}
