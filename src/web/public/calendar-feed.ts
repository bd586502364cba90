import { sha256 } from '#src/web/api/token.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readCalendar } from '#src/web/feeds/calendar-store.ts'
import { limit } from '#src/web/guard/limit.ts'
import { placeOf } from '#src/web/guard/visitor.ts'
import { get, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'

/** What a calendar program reads, by its secret address; without it there is no such page. */
export const calendarFeed: Route[] = [get('/calendar/:file', 'anyone', sendCalendar)]

async function sendCalendar(visit: Visit) {
  const { world } = visit.var
  await limit(world, 'public-page', placeOf(visit))
  const token = /^([\w-]{20,})\.ics$/.exec(visit.req.param('file') ?? '')?.[1]
  const now = world.clock.now()
  const owner = token === undefined ? null : await readCalendar(world.db, sha256(token), dateOf(now))
  if (!owner) throw new Refusal('no-such-page', 'There is no such calendar.')
  // Loaded at its first use: most visits are for pages.
  const { drawCalendar } = await import('#src/web/feeds/calendar.ts')
  const firm = await world.firm(world.db)
  const { db, publicUrl } = world
  const calendar = await drawCalendar({ db, publicUrl, now, firm }, owner)
  return visit.body(calendar, 200, {
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': 'inline; filename="maillon.ics"'
  })
}
