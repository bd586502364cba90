import { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Framed } from '#src/web/layout.tsx'
import { dueOfToday, type DueOfToday } from '#src/web/reading/due.ts'
import { WAITING_COUNT_MOST, WAITING_DAYS, waitingThreads } from '#src/web/reading/threads-store.ts'
import { birthdaysOn, dueReminders, mailboxesNow, suggestions, unseenAlerts } from '#src/web/reading/today-store.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { get, type Route } from '#src/web/route.ts'
import { todayText } from '#src/web/text/today.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { Alerts, Birthdays, Reminders, type TodayAside } from './today-aside.tsx'
import { DueSheet } from './today-due.tsx'
import { isBeforeAll, MailboxNotes, NewPeople, WaitingSheet, type TodayPeople } from './today-people.tsx'

/** The first page: who waits, what goes out, what is due, who is new; each line is acted on in place. */
export const todayPages: Route[] = [get('/', 'member', showToday)]

const WAITING_SHOWN = 8
const BIRTHDAY_DAYS = 7
const BIRTHDAYS_SHOWN = 8
const REMINDERS_SHOWN = 20
const SUGGESTIONS_SHOWN = 4
const ALERTS_SHOWN = 5

async function showToday(visit: Visit) {
  const { view, world } = visit.var
  const { db } = world
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  const today = now.toZonedDateTimeISO(view.zone).toPlainDate()
  const tomorrow = today.add({ days: 1 }).toZonedDateTime(view.zone).toInstant()
  const since = dateOf(now.subtract({ hours: WAITING_DAYS * 24 }))
  const days = Array.from({ length: BIRTHDAY_DAYS }, (_, n) => today.add({ days: n }))
  const [waiting, due, reminders, birthdays, alerts, unknown, mailboxes] = await Promise.all([
    waitingThreads(db, { since, now: dateOf(now), most: WAITING_SHOWN, reader: readerOf(view) }),
    dueOfToday(db, now),
    dueReminders(db, { memberId: memberOf(visit).id, until: dateOf(tomorrow), most: REMINDERS_SHOWN }),
    birthdaysOn(
      db,
      days.map(({ month, day }) => ({ month, day })),
      BIRTHDAYS_SHOWN + 1
    ),
    unseenAlerts(db, ALERTS_SHOWN),
    suggestions(db, SUGGESTIONS_SHOWN),
    mailboxesNow(db)
  ])
  const people = { waiting, count: view.waiting, unknown, mailboxes }
  const aside = {
    reminders,
    birthdays: birthdays.slice(0, BIRTHDAYS_SHOWN),
    hasMoreBirthdays: birthdays.length > BIRTHDAYS_SHOWN,
    alerts,
    today
  }
  return page(visit, <TodayPage {...{ view, people, due, aside }} />)
}

interface TodayPageProps {
  view: View
  people: TodayPeople
  due: DueOfToday
  aside: TodayAside
}

function TodayPage({ view, people, due, aside }: TodayPageProps) {
  const text = todayText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={<Lead view={view} people={people} />} />
      <MailboxNotes view={view} people={people} />
      <div class="columns">
        <div class="stack wide">
          <WaitingSheet view={view} people={people} />
          <DueSheet view={view} due={due} />
          <NewPeople view={view} people={people} />
        </div>
        <div class="stack wide">
          <Reminders view={view} aside={aside} />
          <Alerts view={view} aside={aside} />
          <Birthdays view={view} aside={aside} />
        </div>
      </div>
    </Framed>
  )
}

/** The one thing to do: whom to begin with. */
function Lead({ view, people }: Pick<TodayPageProps, 'view' | 'people'>) {
  const text = todayText[view.language]
  const { waiting, count } = people
  if (isBeforeAll(people)) return <>{text.noMailboxLead}</>
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
