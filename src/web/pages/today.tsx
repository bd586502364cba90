import { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Empty, Note, Sheet } from '#src/web/components/sheet.tsx'
import { SuggestionRow } from '#src/web/components/suggestion.tsx'
import { Framed } from '#src/web/layout.tsx'
import { WAITING_COUNT_MOST, WAITING_DAYS, waitingThreads, type WaitingThread } from '#src/web/reading/threads-store.ts'
import {
  birthdaysOn,
  dueReminders,
  mailboxesNow,
  suggestions,
  unseenAlerts,
  type MailboxNow,
  type Suggestion
} from '#src/web/reading/today-store.ts'
import { get, type Route } from '#src/web/route.ts'
import { todayText } from '#src/web/text/today.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { Alerts, Birthdays, Reminders, type TodayAside } from './today-aside.tsx'
import { WaitingRow } from './today-waiting.tsx'

/** The first page: who waits, what is due, what is new; each line is acted on in place. */
export const todayPages: Route[] = [get('/', 'member', showToday)]

const WAITING_SHOWN = 12
const BIRTHDAY_DAYS = 7
const BIRTHDAYS_SHOWN = 10
const REMINDERS_SHOWN = 20
const SUGGESTIONS_SHOWN = 4

async function showToday(visit: Visit) {
  const { view, world } = visit.var
  const { db } = world
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  const today = now.toZonedDateTimeISO(view.zone).toPlainDate()
  const tomorrow = today.add({ days: 1 }).toZonedDateTime(view.zone).toInstant()
  const since = dateOf(now.subtract({ hours: WAITING_DAYS * 24 }))
  const days = Array.from({ length: BIRTHDAY_DAYS }, (_, n) => today.add({ days: n }))
  const [waiting, reminders, birthdays, alerts, people, mailboxes] = await Promise.all([
    waitingThreads(db, { since, now: dateOf(now), most: WAITING_SHOWN }),
    dueReminders(db, { memberId: memberOf(visit).id, until: dateOf(tomorrow), most: REMINDERS_SHOWN }),
    birthdaysOn(
      db,
      days.map(({ month, day }) => ({ month, day })),
      BIRTHDAYS_SHOWN
    ),
    unseenAlerts(db, 6),
    suggestions(db, SUGGESTIONS_SHOWN),
    mailboxesNow(db)
  ])
  const aside = { reminders, birthdays, alerts, today }
  return page(visit, <TodayPage {...{ view, waiting, count: view.waiting, aside, people, mailboxes }} />)
}

interface TodayPageProps {
  view: View
  waiting: WaitingThread[]
  count: number
  aside: TodayAside
  people: Suggestion[]
  mailboxes: MailboxNow[]
}

function TodayPage({ view, waiting, count, aside, people, mailboxes }: TodayPageProps) {
  const text = todayText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={<Lead view={view} waiting={waiting} count={count} />} />
      <MailboxNotes view={view} mailboxes={mailboxes} />
      <div class="columns">
        <div class="stack wide">
          <Sheet title={text.waiting} id="waiting" aside={waiting.length > 0 ? text.waitingAside : null} flush>
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
            {count > waiting.length ? (
              <p class="body">
                <a href="/threads?view=waiting">{text.waitingAll}</a>
              </p>
            ) : null}
          </Sheet>
          {people.length > 0 ? (
            <Sheet title={text.suggestions} id="suggestions" aside={text.suggestionsAside} flush>
              <ul class="rows">
                {people.map((suggestion) => (
                  <SuggestionRow view={view} suggestion={suggestion} />
                ))}
              </ul>
              <p class="body">
                <a href="/suggestions">{text.suggestionsAll}</a>
              </p>
            </Sheet>
          ) : null}
        </div>
        <div class="stack">
          <Reminders view={view} aside={aside} />
          <Birthdays view={view} aside={aside} />
          <Alerts view={view} aside={aside} />
        </div>
      </div>
    </Framed>
  )
}

/** The one thing to do: whom to begin with. */
function Lead({ view, waiting, count }: Pick<TodayPageProps, 'view' | 'waiting' | 'count'>) {
  const text = todayText[view.language]
  const [first] = waiting
  if (!first) return <>{text.nothing}</>
  const said = count >= WAITING_COUNT_MOST ? text.leadBounded(count) : text.lead(count)
  const name = first.clientName ?? first.fromName
  return (
    <>
      {said} {name ? <strong>{text.begin(name)}</strong> : null}
    </>
  )
}

function MailboxNotes({ view, mailboxes }: Pick<TodayPageProps, 'view' | 'mailboxes'>) {
  const text = todayText[view.language]
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
          {mailbox.stateReason ? <p class="small">{mailbox.stateReason}</p> : null}
        </Note>
      ))}
    </>
  )
}
