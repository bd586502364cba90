import { Refusal } from '#src/platform/refusal.ts'
import { findLine, type WrittenLine } from '#src/team/audit-store.ts'
import { act } from '#src/web/acts/act.ts'
import { undo } from '#src/web/acts/undo.ts'
import { done } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { post, type Route } from '#src/web/route.ts'
import { frameText } from '#src/web/text/frame.ts'
import type { Visit } from '#src/web/world.ts'

/** Takes back what a line of the audit trail says was done. */
export const actsRoutes: Route[] = [post('/acts/:id/undo', 'member', undoAct)]

async function undoAct(visit: Visit) {
  const { view, world } = visit.var
  const line = await findLine(world.db, askedId(visit))
  if (!line) throw new Refusal('not-found', 'There is no such act.')
  await act(visit, async (db, doing) => {
    if (!(await undo(db, line, doing))) throw new Refusal('cannot-undo', 'This act cannot be taken back.')
    return { action: 'act.undo', subject: line.subject, after: { line: line.id, action: line.action } }
  })
  return done(visit, { to: backTo(visit, line), toast: { text: frameText[view.language].undone } })
}

/** The page one came from; only the path of an address of ours is followed. What was added has no page any more: its list. */
function backTo(visit: Visit, { action, subject }: WrittenLine): string {
  const from = visit.req.header('Referer') ?? ''
  if (!URL.canParse(from)) return '/'
  const { pathname, search } = new URL(from)
  const [list, page] = pathname.split(`/${subject.id}`)
  const isGone = action.endsWith('.add') && page !== undefined
  if (isGone) return list || '/'
  return /^\/(?![/\\])/.test(pathname) ? pathname + search : '/'
}
