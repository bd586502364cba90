import { createHash } from 'node:crypto'
import { readSettings } from '#src/platform/setting-store.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { get, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'
import { firmStyle } from './colours.ts'
import { logoHash, readLogo } from './look-store.ts'

/** How the pages look that clients see: the firm's colour and picture. */
export const lookRoutes: Route[] = [
  get('/firm/style.css', 'anyone', sendStyle),
  get('/firm/logo/:hash', 'anyone', sendLogo)
]

const YEAR_S = 365 * 24 * 60 * 60

/** Browsers ask each time whether it changed. */
async function sendStyle(visit: Visit) {
  const { db } = visit.var.world
  const settings = await readSettings(db)
  const style = firmStyle({ colour: settings['firm.colour'], logo: await logoHash(db) })
  const tag = `"${createHash('sha256').update(style).digest('base64url').slice(0, 22)}"`
  const headers = { ETag: tag, 'Cache-Control': 'no-cache', 'Content-Type': 'text/css; charset=utf-8' }
  if (visit.req.header('If-None-Match') === tag) return visit.body(null, 304, headers)
  return visit.body(style, 200, headers)
}

/** Another picture has another address. */
async function sendLogo(visit: Visit) {
  const logo = await readLogo(visit.var.world.db)
  if (!logo || logo.hash !== visit.req.param('hash')) throw new Refusal('not-found', 'There is no such picture.')
  return visit.body(logo.bytes, 200, { 'Content-Type': logo.type, 'Cache-Control': `public, max-age=${YEAR_S}, immutable` })
}
