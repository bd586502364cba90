import { Temporal } from 'temporal-polyfill'
import { number } from '#src/web/format.ts'
import type { View } from '#src/web/view.ts'

/** What one day of a calendar holds. */
export interface DayShown {
  /** The number in it. */
  many: number
  /** All of it in words, for those who hear the page. */
  says: string
  href: string
}

export interface WeeksProps {
  view: View
  from: Temporal.PlainDate
  to: Temporal.PlainDate
  /** By the day's ISO date; days without one are empty. */
  days: Map<string, DayShown>
  today: Temporal.PlainDate
  chosen: Temporal.PlainDate | null
  caption: string
}

/** Weeks from Monday to Sunday, with a number in each day that holds something. */
export function Weeks({ view, from, to, days, today, chosen, caption }: WeeksProps) {
  const first = from.subtract({ days: from.dayOfWeek - 1 })
  const weeks = Math.ceil((first.until(to).days + 1) / 7)
  return (
    <table class="weeks">
      <caption class="sr">{caption}</caption>
      <thead>
        <tr>
          {WEEK.map((n) => (
            <th scope="col">{weekdayName(view, first.add({ days: n }))}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: weeks }, (_, week) => (
          <tr>
            {WEEK.map((n) => {
              const date = first.add({ days: week * 7 + n })
              const isOut = Temporal.PlainDate.compare(date, from) < 0 || Temporal.PlainDate.compare(date, to) > 0
              const isToday = date.equals(today)
              const isNamed = date.day === 1 || date.equals(from)
              return (
                <td class={isOut ? 'out' : isToday ? 'today' : undefined}>
                  {isOut ? null : (
                    <Day
                      view={view}
                      name={isNamed ? dayAndMonth(view, date) : String(date.day)}
                      shown={days.get(date.toString())}
                      isChosen={chosen?.equals(date) ?? false}
                    />
                  )}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const WEEK = [0, 1, 2, 3, 4, 5, 6]

interface DayProps {
  view: View
  name: string
  shown: DayShown | undefined
  isChosen: boolean
}

/** From here on a number is too long for the day of a phone in the letters of the others. */
const LONG_FROM = 1000

function Day({ view, name, shown, isChosen }: DayProps) {
  if (!shown) return <span>{name}</span>
  return (
    <a
      href={shown.href}
      class={shown.many === 0 ? 'none' : undefined}
      aria-current={isChosen ? 'date' : undefined}
      hx-get={shown.href}
      hx-select="#dry-run"
      hx-target="#dry-run"
      hx-swap="outerHTML"
      hx-replace-url="true"
    >
      <span aria-hidden="true">{name}</span>
      <span class={shown.many >= LONG_FROM ? 'many long' : 'many'} aria-hidden="true">
        {number(view, shown.many)}
      </span>
      <span class="sr">{shown.says}</span>
    </a>
  )
}

function weekdayName({ language }: View, date: Temporal.PlainDate): string {
  return date.toLocaleString(language, { weekday: 'short' })
}

function dayAndMonth({ language }: View, date: Temporal.PlainDate): string {
  return date.toLocaleString(language === 'fr' ? 'fr' : 'en-GB', { day: 'numeric', month: 'short' })
}
