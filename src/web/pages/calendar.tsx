import { sha256 } from '#src/web/api/token.ts'
import { act } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { Act } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { ShownOnce } from '#src/web/components/shown-once.tsx'
import { Near } from '#src/web/components/time.tsx'
import { calendarOf, endCalendar, replaceCalendar } from '#src/web/feeds/calendar-store.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import { accountText } from '#src/web/text/account.ts'
import { calendarText } from '#src/web/text/calendar.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'

/** One's own calendar address: making it, changing it, ending it. */
export const calendarPages: Route[] = [
  get('/account/calendar', 'member', (visit) => show(visit)),
  post('/account/calendar', 'member', make),
  post('/account/calendar/end', 'member', end)
]

const TOKEN_BYTES = 24

/** @param address shown once, right after it was made */
async function show(visit: Visit, address: string | null = null) {
  const { view, world } = visit.var
  const feed = await calendarOf(world.db, memberOf(visit).id)
  return page(visit, <CalendarPage view={view} feed={feed} address={address} />)
}

async function make(visit: Visit) {
  const { world } = visit.var
  const { id } = memberOf(visit)
  const token = world.random.token(TOKEN_BYTES)
  await act(visit, async (tx, { at }) => {
    await replaceCalendar(tx, { memberId: id, tokenHash: sha256(token), at })
    return { action: 'calendar.make', subject: { kind: 'member', id } }
  })
  return show(visit, `${world.publicUrl}/calendar/${token}.ics`)
}

async function end(visit: Visit) {
  const { id } = memberOf(visit)
  await act(visit, async (tx) => {
    const isEnded = await endCalendar(tx, id)
    return isEnded ? { action: 'calendar.end', subject: { kind: 'member', id } } : null
  })
  return done(visit, { to: '/account/calendar', toast: { text: calendarText[visit.var.view.language].ended } })
}

function CalendarPage({ view, feed, address }: CalendarPageProps) {
  const text = calendarText[view.language]
  const path = '/account/calendar'
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead} back={{ href: '/account', label: accountText[view.language].title }} />
      {address ? <ShownOnce view={view} title={text.shownTitle} text={text.shownText} value={address} /> : null}
      <Sheet>
        <div class="stack">
          {feed ? (
            <p>
              {text.exists} <Near view={view} at={feed.createdAt} />.{' '}
              {feed.readAt ? (
                <>
                  {text.lastRead} <Near view={view} at={feed.readAt} />
                </>
              ) : (
                text.neverRead
              )}
            </p>
          ) : null}
          <div class="line">
            <Act view={view} action={path} label={feed ? text.renew : text.make} class="button first" icon="calendar" />
            {feed ? <Act view={view} action={`${path}/end`} label={text.end} class="button danger" /> : null}
          </div>
        </div>
      </Sheet>
    </Framed>
  )
}

interface CalendarPageProps {
  view: View
  feed: { createdAt: Date; readAt: Date | null } | null
  address: string | null
}
