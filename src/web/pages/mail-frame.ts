import { Refusal } from '#src/platform/refusal.ts'
import { askedId } from '#src/web/asked-id.ts'
import { htmlOf } from '#src/web/reading/conversation-store.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { get, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'

/** The laid-out form of one mail, for the sandboxed frame of its conversation; never a page by itself. */
export const mailFrameRoutes: Route[] = [get('/mails/:id/frame', 'member', showMail)]

/**
 * Who wrote this HTML is a stranger. It was made safe when it was read (message/html.ts); here the browser is told again
 * that it is nobody's page: an origin of its own, no script, no form, nothing fetched but, when asked for, pictures.
 */
function policyOf(arePicturesShown: boolean): string {
  const pictures = arePicturesShown ? 'data: https: http:' : 'data:'
  return [
    'sandbox allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src ${pictures}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'"
  ].join('; ')
}

async function showMail(visit: Visit) {
  const html = await htmlOf(visit.var.world.db, askedId(visit), readerOf(visit.var.view))
  if (html === null) throw new Refusal('not-found', 'There is no such mail.')
  const arePicturesShown = visit.req.query('pictures') === 'shown'
  return visit.body(frameOf(arePicturesShown ? withPictures(html) : html), 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policyOf(arePicturesShown),
    'X-Frame-Options': 'SAMEORIGIN',
    'Referrer-Policy': 'no-referrer'
  })
}

/** Mails are laid out for white paper; that stays so in dark mode, or dark text would stand on dark ground. */
function frameOf(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light">
<meta name="viewport" content="width=device-width"><title>Mail</title>
<style>body{margin:12px;background:#fff;color:#16201b;font:15px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}</style></head><body>${html}</body></html>`
}

/** Gives pictures the addresses that were taken from them; only web addresses, only in pictures. */
function withPictures(html: string): string {
  return html.replaceAll(/<img\b[^>]*>/gi, (tag) => tag.replace(/\sdata-remote-src="(https?:[^"]*)"/i, ' src="$1"'))
}
