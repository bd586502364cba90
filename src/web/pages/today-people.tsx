import { NoMailbox } from '#src/web/components/no-mailbox.tsx'
import { Empty, Note, Sheet } from '#src/web/components/sheet.tsx'
import { Silence } from '#src/web/components/silence.tsx'
import { SuggestionRow } from '#src/web/components/suggestion.tsx'
import type { WaitingThread } from '#src/web/reading/threads-store.ts'
import type { MailboxNow, Suggestion } from '#src/web/reading/today-store.ts'
import { todayText } from '#src/web/text/today.ts'
import type { View } from '#src/web/view.ts'
import { WaitingRow } from './today-waiting.tsx'

/** Who is there today. */
export interface TodayPeople {
  /** The first of those who wait for an answer. */
  waiting: WaitingThread[]
  /** How many wait in all, up to WAITING_COUNT_MOST. */
  count: number
  /** Who wrote and is not a client yet. */
  unknown: Suggestion[]
  mailboxes: MailboxNow[]
}

interface Props {
  view: View
  people: TodayPeople
}

/** Nothing was read yet, and nothing will be until a mailbox is connected. */
export function isBeforeAll({ waiting, mailboxes }: Pick<TodayPeople, 'waiting' | 'mailboxes'>): boolean {
  return waiting.length === 0 && mailboxes.length === 0
}

/** Who waits for an answer: the best clients and the longest wait first (S1). */
export function WaitingSheet({ view, people: { waiting, count, mailboxes } }: Props) {
  const text = todayText[view.language]
  if (isBeforeAll({ waiting, mailboxes }))
    return (
      <Sheet flush>
        <NoMailbox view={view} />
      </Sheet>
    )
  const isMore = count > waiting.length
  return (
    <Sheet
      title={text.waiting}
      id="waiting"
      aside={waiting.length > 0 ? text.waitingAside : null}
      footer={isMore ? <a href="/threads?view=waiting">{text.waitingAll}</a> : null}
      flush
    >
      {waiting.length > 0 ? (
        <ul class="rows">
          {waiting.map((thread, index) => (
            <WaitingRow view={view} thread={thread} isFirst={index === 0} />
          ))}
        </ul>
      ) : (
        <Empty icon="sun" title={text.waitingNone}>
          <p>{text.waitingNoneText}</p>
        </Empty>
      )}
    </Sheet>
  )
}

export function NewPeople({ view, people: { unknown } }: Props) {
  const text = todayText[view.language]
  if (unknown.length === 0) return null
  return (
    <Sheet
      title={text.suggestions}
      id="suggestions"
      aside={text.suggestionsAside}
      footer={<a href="/suggestions">{text.suggestionsAll}</a>}
      flush
    >
      <ul class="rows">
        {unknown.map((suggestion) => (
          <SuggestionRow view={view} suggestion={suggestion} />
        ))}
      </ul>
    </Sheet>
  )
}

/** What keeps mail from being read: no mailbox yet, or one that answers no more. */
export function MailboxNotes({ view, people: { waiting, mailboxes } }: Props) {
  const text = todayText[view.language]
  if (isBeforeAll({ waiting, mailboxes })) return null
  if (mailboxes.length === 0) {
    const go = (
      <a class="button first" href="/settings/mailboxes/new">
        {text.noMailboxGo}
      </a>
    )
    return (
      <Note tone="post" icon="letters" acts={go}>
        <p class="strong">{text.noMailboxTitle}</p>
        <p>{text.noMailboxText}</p>
      </Note>
    )
  }
  const silent = mailboxes.filter(({ state }) => state === 'refused' || state === 'unreachable')
  return (
    <>
      {silent.map((mailbox) => (
        <Note tone="wax" acts={<a href={`/settings/mailboxes/${mailbox.id}`}>{text.mailboxSee}</a>}>
          <p class="strong">{text.mailboxTrouble(mailbox.address)}</p>
          <Silence view={view} mailbox={mailbox} />
        </Note>
      ))}
    </>
  )
}
