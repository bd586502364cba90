import { setCookie } from 'hono/cookie'
import { toString as drawQr } from 'qrcode'
import { z } from 'zod'
import { SHORTEST_PASSWORD } from '#src/web/accounts/accounts.ts'
import { setMemberLanguage } from '#src/web/accounts/member-store.ts'
import { endPendingEntries, endSessions, sessionsOf } from '#src/web/accounts/store.ts'
import { act } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { readForm } from '#src/web/form-data.ts'
import { limit } from '#src/web/guard/limit.ts'
import { cookieOptions } from '#src/web/guard/visitor.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { accountText } from '#src/web/text/account.ts'
import { LANGUAGES } from '#src/platform/i18n.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { AccountPage, type Shown } from './account-view.tsx'
import { passCookies } from './door.tsx'

/** One's own account: language, appearance, password, second factor, devices. */
export const accountPages: Route[] = [
  get('/account', 'member', (visit) => showAccount(visit)),
  post('/account/appearance', 'member', saveAppearance),
  post('/account/password', 'member', changePassword),
  post('/account/second-factor', 'member', beginFactor),
  post('/account/second-factor/proof', 'member', confirmFactor),
  post('/account/second-factor/end', 'member', endFactor),
  post('/account/devices/end', 'member', endOtherDevices)
]

const YEAR_S = 365 * 24 * 60 * 60
const appearanceForm = z.object({ language: z.enum(LANGUAGES), theme: z.enum(['auto', 'light', 'dark']) })
const passwordForm = z.object({
  now: z.string().min(1, 'now'),
  next: z.string().min(SHORTEST_PASSWORD, 'password').max(128, 'password')
})
const oneSecret = z.object({ password: z.string().min(1, 'now') })
const codeForm = z.object({ code: z.string().regex(/^\d{6}$/, 'code') })

async function showAccount(visit: Visit, shown: Shown = {}) {
  const { view, world, session, accounts } = visit.var
  const devices = await sessionsOf(world.db, memberOf(visit).id)
  const found = await accounts.sessionOf(visit.req.raw.headers)
  const hasFactor = found?.member.hasSecondFactor ?? false
  const isWrong = shown.wrong !== undefined
  const drawn = <AccountPage {...{ view, devices, hasFactor, shown }} sessionId={session?.id ?? ''} />
  return page(visit, drawn, isWrong ? 422 : 200)
}

async function saveAppearance(visit: Visit) {
  const form = await readForm(visit, appearanceForm)
  if (form.kind === 'wrong') return showAccount(visit, form)
  const { language, theme } = form.value
  const options = { ...cookieOptions(visit), maxAge: YEAR_S }
  setCookie(visit, 'language', language, options)
  setCookie(visit, 'theme', theme, options)
  await setMemberLanguage(visit.var.world.db, memberOf(visit).id, language)
  return done(visit, { to: '/account', toast: { text: accountText[language].saved } })
}

async function changePassword(visit: Visit) {
  const { view, world, accounts } = visit.var
  await limit(world, 'sign-in-account', memberOf(visit).email)
  const form = await readForm(visit, passwordForm)
  if (form.kind === 'wrong') return showAccount(visit, form)
  const { changed, cookies } = await accounts.changePassword({ ...form.value, headers: visit.req.raw.headers })
  if (!changed) return showAccount(visit, { wrong: { now: 'now' } })
  passCookies(visit, cookies)
  await act(visit, async (tx, { member }) => {
    await endPendingEntries(tx, member.id)
    return { action: 'member.password', subject: subjectOf(member) }
  })
  return done(visit, { to: '/account', toast: { text: accountText[view.language].passwordChanged } })
}

async function beginFactor(visit: Visit) {
  const { world, accounts } = visit.var
  await limit(world, 'sign-in-account', memberOf(visit).email)
  const form = await readForm(visit, oneSecret)
  const begun = form.kind === 'right' ? await accounts.beginFactor(form.value.password, visit.req.raw.headers) : null
  if (!begun) return showAccount(visit, { wrong: { password: 'now' } })
  return showAccount(visit, { factor: { ...begun, square: await squareOf(begun.uri) } })
}

async function confirmFactor(visit: Visit) {
  const { view, accounts } = visit.var
  const form = await readForm(visit, codeForm)
  const entry = form.kind === 'right' ? await accounts.proveFactor(form.value.code, visit.req.raw.headers) : null
  if (entry?.kind !== 'in') return showAccount(visit, { wrong: { code: 'code' } })
  passCookies(visit, entry.cookies)
  await act(visit, async (tx, { member }) => {
    await endPendingEntries(tx, member.id)
    return { action: 'member.factor-on', subject: subjectOf(member) }
  })
  return done(visit, { to: '/account', toast: { text: accountText[view.language].factorDone } })
}

async function endFactor(visit: Visit) {
  const { view, world, accounts } = visit.var
  await limit(world, 'sign-in-account', memberOf(visit).email)
  const form = await readForm(visit, oneSecret)
  const ended = form.kind === 'right' && (await accounts.endFactor(form.value.password, visit.req.raw.headers))
  if (!ended) return showAccount(visit, { wrong: { password: 'now' } })
  await act(visit, async (_tx, { member }) => ({ action: 'member.factor-off', subject: subjectOf(member) }))
  return done(visit, { to: '/account', toast: { text: accountText[view.language].factorEnded } })
}

async function endOtherDevices(visit: Visit) {
  const { view, session } = visit.var
  await act(visit, async (tx, { member }) => {
    const ended = await endSessions(tx, member.id, session?.id)
    return { action: 'member.sessions', subject: subjectOf(member), after: { ended } }
  })
  return done(visit, { to: '/account', toast: { text: accountText[view.language].othersEnded } })
}

/** The square for code apps, drawn dark on white in both appearances: cameras need it so. */
async function squareOf(uri: string): Promise<string> {
  return drawQr(uri, { type: 'svg', margin: 2, color: { dark: '#16201b', light: '#ffffff' } })
}

function subjectOf({ id }: { id: string }) {
  return { kind: 'member', id }
}
