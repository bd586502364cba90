import { markAlertSeen } from '#src/insights/alert-store.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { post, type Route } from '#src/web/route.ts'
import { todayText } from '#src/web/text/today.ts'
import type { Visit } from '#src/web/world.ts'

/** A marked change in what a client buys, looked at (K5). */
export const alertActs: Route[] = [post('/alerts/:id/sighting', 'member', see)]

async function see(visit: Visit) {
  const id = askedId(visit)
  const line = await act(visit, async (db, { at, by }) => {
    const seen = await markAlertSeen(db, id, { by: by.id, at })
    return seen && { action: 'alert.seen', subject: { kind: 'alert', id: seen.id } }
  })
  const text = todayText[visit.var.view.language].alertSeenDone
  return done(visit, { to: '/', toast: { text, ...undoOf(line) }, changed: () => null })
}
