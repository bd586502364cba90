import type { ToldAct } from '#src/keywords/act-store.ts'
import { toldActs } from '#src/keywords/receipt.ts'
import { DrawnFrom } from '#src/web/components/drawn.tsx'
import { Form, TextArea } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Prose } from '#src/web/components/prose.tsx'
import { Badge, Sheet } from '#src/web/components/sheet.tsx'
import type { Drawn } from '#src/web/drawn.ts'
import type { AnswerUnderWay, Conversation, LastWords } from '#src/web/reading/conversation-store.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { View } from '#src/web/view.ts'

/** Letters of an answer. */
export const ANSWER_MAX = 50_000

/**
 * An answer that did not leave, since some of its keywords cannot be carried out or stand where none is read, since it is too
 * long, since another text left from the same form before, or since somebody wrote in the thread meanwhile.
 */
export interface HeldAnswer {
  text: string
  /** Null: of a new form. */
  key: string | null
  isAnother?: boolean
  acts: ToldAct[]
  strayLines: string[]
  /** Who wrote in the thread since the page was drawn. */
  overtaken?: LastWords
}

export interface AnswerFormProps {
  view: View
  thread: Pick<Conversation, 'id'>
  /** Name of who an answer goes to; null where none can be sent. */
  answerTo: string | null
  answerKey: string
  drawn: Drawn
  held: HeldAnswer | null
}

export function AnswerForm({ view, thread, answerTo, answerKey, drawn, held }: AnswerFormProps) {
  const text = threadText[view.language]
  if (answerTo === null) return <p class="soft small">{text.answerNoMailbox}</p>
  return (
    <Sheet title={text.answerTo(answerTo)} id="answer">
      <Form view={view} action={`/threads/${thread.id}/answers`}>
        <input type="hidden" name="key" value={answerKey} />
        <DrawnFrom drawn={drawn} />
        {held ? <Held view={view} held={held} /> : null}
        <TextArea
          label={text.answer}
          name="text"
          rows={6}
          hint={text.answerHint}
          value={held?.text}
          maxlength={ANSWER_MAX}
          autofocus={held !== null}
          required
        />
        <div class="line">
          <button class="button first">
            <Icon name="out" /> {text.answerSend}
          </button>
          {held && !held.isAnother ? (
            <button class="button quiet" name="as" value="written">
              {text.answerAsWritten}
            </button>
          ) : null}
        </div>
      </Form>
    </Sheet>
  )
}

const SHOWN_LINE_MAX = 100

/** What of an answer cannot be carried out or would be read by the client, and that nothing was done. */
function Held({ view, held }: { view: View; held: HeldAnswer }) {
  const text = threadText[view.language]
  const { notDone } = toldActs(held.acts, view.language)
  return (
    <div class="errors stack tight" role="alert">
      <p class="strong">{held.isAnother ? text.answerAnother : text.answerHeld}</p>
      {held.isAnother ? <p>{text.answerAnotherHow}</p> : null}
      {held.overtaken ? <NewWords view={view} words={held.overtaken} /> : null}
      {held.text.length > ANSWER_MAX ? <p>{text.answerTooLong}</p> : null}
      {notDone.length > 0 ? (
        <>
          <p>{text.answerCannot}</p>
          <p class="prewrap">{notDone.join('\n')}</p>
          <p>{text.answerHeldHow}</p>
        </>
      ) : null}
      {held.strayLines.length > 0 ? (
        <>
          <p>{text.answerStray}</p>
          <p class="prewrap">{held.strayLines.map(shortLine).join('\n')}</p>
          <p>{text.answerStrayHow}</p>
        </>
      ) : null}
    </div>
  )
}

/** What the keywords of an answer did and did not, line by line. */
export function didLines({ language }: Pick<View, 'language'>, acts: ToldAct[]): string[] {
  const text = threadText[language]
  const told = toldActs(acts, language)
  return [
    ...(told.done.length > 0 ? [text.answerDid, ...told.done] : []),
    ...(told.notDone.length > 0 ? [text.answerDidNot, ...told.notDone] : [])
  ]
}

function NewWords({ view, words: { client, team } }: { view: View; words: LastWords }) {
  const text = threadText[view.language]
  const isOwn = team?.memberId !== null && team?.memberId === view.member?.id
  return (
    <>
      {client ? <p>{text.answerClientWrote(client.name)}</p> : null}
      {team ? <p>{isOwn ? text.answerYouWrote : text.answerTeamWrote(team.name)}</p> : null}
      <p>{text.answerReadFirst}</p>
    </>
  )
}

function shortLine(line: string): string {
  return `– ${line.length > SHOWN_LINE_MAX ? `${line.slice(0, SHOWN_LINE_MAX - 1)}…` : line}`
}

/** An answer on its way: it becomes a letter once it is read back from the mailbox. */
export function UnderWay({ view, answer }: { view: View; answer: AnswerUnderWay }) {
  const text = threadText[view.language]
  const isLost = answer.state === 'failed' || answer.state === 'unknown'
  return (
    <article class="letter ours">
      <div class="body stack tight">
        <p class="line small">
          <Badge tone={isLost ? 'wax' : 'post'} icon={isLost ? 'warning' : 'clock'}>
            {isLost ? text.answerFailed : text.answerWaiting}
          </Badge>
          <span class="soft">{answer.byName}</span>
        </p>
        <Prose text={answer.text} />
        {answer.reason ? <p class="soft tiny">{answer.reason}</p> : null}
      </div>
    </article>
  )
}
