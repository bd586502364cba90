import { getConnInfo } from '@hono/node-server/conninfo'
import { getCookie, setCookie } from 'hono/cookie'
import type { MiddlewareHandler } from 'hono'
import { dateOf } from '#src/platform/clock.ts'
import { LANGUAGES, type Language } from '#src/platform/i18n.ts'
import type { View } from '#src/web/view.ts'
import type { Env, Visit, World } from '#src/web/world.ts'
import { countWaiting, WAITING_COUNT_MOST, WAITING_DAYS } from '#src/web/reading/threads-store.ts'
import { takeToast } from '#src/web/toast.ts'
import { proofFor } from './proof.ts'

const YEAR_S = 365 * 24 * 60 * 60

/** Finds out who comes, in which language, and gathers what every page is drawn with. */
export const meetVisitor: MiddlewareHandler<Env> = async (visit, next) => {
  const { world, accounts } = visit.var
  const found = await accounts.sessionOf(visit.req.raw.headers)
  const firm = await world.firm(world.db)
  const browser = browserCookie(visit)
  const view: View = {
    language: chosenLanguage(visit) ?? found?.member.language ?? acceptedLanguage(visit, firm.language),
    zone: firm.zone,
    currency: firm.currency,
    now: world.clock.now().epochMilliseconds,
    member: found?.member ?? null,
    firmName: firm.name,
    proof: proofFor(world.signingKey, { browser, member: found?.member.id ?? null }),
    path: visit.req.path,
    theme: themeOf(visit),
    waiting: found && isPage(visit) ? await countWaiting(world.db, ...waitingNow(world)) : 0,
    toast: takeToast(visit)
  }
  visit.set('view', view)
  visit.set('session', found?.session ?? null)
  await next()
}

/** A whole page is asked for, with its navigation. */
function isPage(visit: Visit): boolean {
  return visit.req.method === 'GET' && visit.req.header('HX-Request') === undefined
}

function waitingNow({ clock }: World): [Date, number] {
  return [dateOf(clock.now().subtract({ hours: WAITING_DAYS * 24 })), WAITING_COUNT_MOST]
}

/** The machine that asks: the peer, or what the last proxy on this machine says, which no client can forge. */
export function placeOf(visit: Visit): string {
  const peer = peerOf(visit)
  const forwarded = visit.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim()
  return LOOPBACK.has(peer) && forwarded ? forwarded : peer
}

/** Whether a program of this machine asks by itself, and not a proxy for somebody else. */
export function isThisMachine(visit: Visit): boolean {
  const isPassedOn = ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Via'].some((name) => visit.req.header(name))
  return LOOPBACK.has(peerOf(visit)) && !isPassedOn
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** Requests made in a test have no connection under them. */
function peerOf(visit: Visit): string {
  try {
    return getConnInfo(visit).remote.address ?? 'unknown'
  } catch {
    return 'unknown'
  }
}

/** What clients reach by the link of a mail: the link itself is the proof. */
const CLIENT_PAGE = /^\/[opu]\//

/**
 * A random cookie stands for the browser, so that the forms that are drawn for it can be proved its own. Clients get none:
 * their pages need none, and nobody who leaves shall be marked for it.
 */
function browserCookie(visit: Visit): string {
  if (CLIENT_PAGE.test(visit.req.path)) return ''
  const known = getCookie(visit, 'visitor')
  if (known) return known
  const fresh = visit.var.world.random.token(18)
  setCookie(visit, 'visitor', fresh, { ...cookieOptions(visit), maxAge: YEAR_S })
  return fresh
}

export function cookieOptions(visit: Visit) {
  const secure = visit.var.world.publicUrl.startsWith('https:')
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure } as const
}

function chosenLanguage(visit: Visit): Language | undefined {
  return LANGUAGES.find((language) => language === getCookie(visit, 'language'))
}

/** The first of our languages that the browser asks for, else the firm's. */
function acceptedLanguage(visit: Visit, fallback: Language): Language {
  const asked = (visit.req.header('Accept-Language') ?? '').split(',').map((part) => part.trim().slice(0, 2))
  const known = asked.flatMap((code) => LANGUAGES.filter((language) => language === code))
  return known[0] ?? fallback
}

function themeOf(visit: Visit): View['theme'] {
  const theme = getCookie(visit, 'theme')
  return theme === 'light' || theme === 'dark' ? theme : null
}
