import type { Temporal } from 'temporal-polyfill'
import { Act } from '#src/web/components/form.tsx'
import { ReminderDone } from '#src/web/components/reminder-done.tsx'
import { Badge, Face, Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { birthday, money } from '#src/web/format.ts'
import type { ComingBirthday, DueReminder, UnseenAlert } from '#src/web/reading/today-store.ts'
import { todayText } from '#src/web/text/today.ts'
import type { View } from '#src/web/view.ts'

export interface TodayAside {
  reminders: DueReminder[]
  birthdays: ComingBirthday[]
  /** There are more in these days than are shown. */
  hasMoreBirthdays: boolean
  alerts: UnseenAlert[]
  today: Temporal.PlainDate
}

interface Props {
  view: View
  aside: TodayAside
}

export function Reminders({ view, aside: { reminders } }: Props) {
  const text = todayText[view.language]
  if (reminders.length === 0) return null
  return (
    <Sheet title={text.reminders} id="reminders" flush>
      <ul class="rows">
        {reminders.map((reminder) => (
          <li class="row plain" id={`reminder-${reminder.id}`}>
            <div class="what">
              <p>{reminder.text}</p>
              <p class="meta">
                {reminder.clientId ? <a href={`/clients/${reminder.clientId}`}>{reminder.clientName}</a> : null}
                <Near view={view} at={reminder.dueAt} />
              </p>
            </div>
            <ReminderDone view={view} reminder={reminder} />
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

export function Birthdays({ view, aside: { birthdays, hasMoreBirthdays, today } }: Props) {
  const text = todayText[view.language]
  if (birthdays.length === 0) return null
  return (
    <Sheet
      title={text.birthdays}
      id="birthdays"
      aside={text.birthdaysAside}
      footer={hasMoreBirthdays ? <a href="/account/calendar">{text.moreBirthdays}</a> : null}
      flush
    >
      <ul class="rows">
        {birthdays.map((person) => {
          const isToday = person.month === today.month && person.day === today.day
          return (
            <li class="row">
              <Face name={person.name} />
              <div class="what">
                <p class="title">
                  <a class="cover" href={`/clients/${person.id}`}>
                    {person.name}
                  </a>
                </p>
                <p class="meta">
                  {isToday ? (
                    <Badge tone="post" icon="cake">
                      {text.due['today']}
                    </Badge>
                  ) : (
                    <span>{birthday(view, { ...person, year: null })}</span>
                  )}
                  {person.year === null ? null : <span>{text.turns(turning(person, today))}</span>}
                </p>
              </div>
            </li>
          )
        })}
      </ul>
    </Sheet>
  )
}

/** The age on the next birthday, which may lie in the next year. */
function turning(person: ComingBirthday, today: Temporal.PlainDate): number {
  const isNextYear = person.month < today.month
  return today.year + (isNextYear ? 1 : 0) - (person.year ?? today.year)
}

export function Alerts({ view, aside: { alerts } }: Props) {
  const text = todayText[view.language]
  if (alerts.length === 0) return null
  return (
    <Sheet title={text.alerts} id="alerts" flush>
      <ul class="rows">
        {alerts.map((alert) => (
          <li class="row plain" id={`alert-${alert.id}`}>
            <div class="what">
              <p>
                <a class="strong" href={`/clients/${alert.clientId}`}>
                  {alert.clientName}
                </a>{' '}
                {text.alertSentence[alert.kind] ?? alert.kind}
              </p>
              {alert.kind === 'unhappy' ? null : (
                <p class="meta">
                  {text.alertFigures(
                    money(view, alert.paidBefore, alert.currency),
                    money(view, alert.paidNow, alert.currency)
                  )}
                </p>
              )}
            </div>
            <div class="acts">
              <Act
                view={view}
                action={`/alerts/${alert.id}/sighting`}
                target={`#alert-${alert.id}`}
                label={text.alertSeen}
                describe={alert.clientName}
                class="button slim quiet"
              />
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
