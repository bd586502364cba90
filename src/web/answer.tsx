import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ToastLine } from './layout.tsx'
import { leaveToast } from './toast.ts'
import type { Toast } from './view.ts'
import type { Visit } from './world.ts'

type Drawn = string | Promise<string>

/** A whole page. */
export function page(visit: Visit, drawn: Drawn, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  return visit.html(html`<!doctype html>${drawn}`, status)
}

/** Part of a page, for htmx. */
export function part(visit: Visit, drawn: Drawn, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  return visit.html(drawn, status)
}

/** Whether htmx asks for a part of the page rather than the browser for all of it. */
export function isLive(visit: Visit): boolean {
  return visit.req.header('HX-Request') === 'true'
}

/**
 * Answers an action that was done. With JavaScript the changed part is drawn anew in place; without, the browser goes to
 * a page that shows it. Either way the person reads what was done and how to take it back.
 */
export function done(visit: Visit, { to, toast, changed }: Done): Response | Promise<Response> {
  if (isLive(visit) && changed) {
    return part(
      visit,
      <>
        {changed()}
        {toast ? <LiveToast visit={visit} toast={toast} /> : null}
      </>
    )
  }
  if (toast) leaveToast(visit, toast)
  if (isLive(visit)) return visit.body(null, 204, { 'HX-Redirect': to })
  return visit.redirect(to, 303)
}

interface Done {
  /** Where the browser goes without JavaScript, or where `changed` is not given. */
  to: string
  toast?: Toast
  /** The part of the page that the action changed. */
  changed?: () => Child
}

function LiveToast({ visit, toast }: { visit: Visit; toast: Toast }) {
  return html`<hx-partial hx-target="#toasts" hx-swap="innerHTML"
    >${<ToastLine view={visit.var.view} toast={toast} />}</hx-partial
  >`
}
