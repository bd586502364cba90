import { z } from 'zod'
import { dateOf } from '#src/platform/clock.ts'
import { audit } from '#src/team/audit-store.ts'
import { page } from '#src/web/answer.tsx'
import type { Entry } from '#src/web/accounts/accounts.ts'
import { Form, FormErrors, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { readForm } from '#src/web/form-data.ts'
import { limit } from '#src/web/guard/limit.ts'
import { placeOf } from '#src/web/guard/visitor.ts'
import { Door } from '#src/web/layout.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import { accountText } from '#src/web/text/account.ts'
import { leaveToast } from '#src/web/toast.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

export const doorPages: Route[] = [
  get('/sign-in', 'anyone', showSignIn),
  post('/sign-in', 'anyone', signIn),
  post('/sign-in/link', 'anyone', askForLink),
  get('/sign-in/link/:token', 'anyone', showLink),
  post('/sign-in/link/:token', 'anyone', signInByLink),
  get('/sign-in/code', 'anyone', showFactor),
  post('/sign-in/code', 'anyone', proveFactor),
  post('/sign-out', 'member', signOut)
]

const signInForm = z.object({ email: z.email('email').toLowerCase(), password: z.string().min(1, 'password') })
const linkForm = z.object({ email: z.email('email').toLowerCase() })
const codeForm = z.object({ code: z.string().min(6, 'code').max(20, 'code') })

function showSignIn(visit: Visit) {
  const { view } = visit.var
  if (view.member) return visit.redirect(wantedPlace(visit), 303)
  return page(visit, <SignInPage view={view} to={wantedPlace(visit)} />)
}

async function signIn(visit: Visit) {
  const { view, world, accounts } = visit.var
  const to = wantedPlace(visit)
  const form = await readForm(visit, signInForm)
  const email = form.kind === 'right' ? form.value.email : (form.given['email'] ?? '')
  const refuse = () => page(visit, <SignInPage view={view} to={to} email={email} isWrong />, 422)
  if (form.kind === 'wrong') return refuse()
  await limit(world, 'sign-in-place', placeOf(visit))
  await limit(world, 'sign-in-account', email)
  const entry = await accounts.enter({ ...form.value, headers: visit.req.raw.headers })
  if (entry.kind === 'refused') return refuse()
  if (entry.kind === 'second-factor') return enter(visit, entry, `/sign-in/code?to=${encodeURIComponent(to)}`)
  return enter(visit, entry, to)
}

async function askForLink(visit: Visit) {
  const { view, world, accounts } = visit.var
  const form = await readForm(visit, linkForm)
  if (form.kind === 'wrong') return page(visit, <SignInPage view={view} to={wantedPlace(visit)} isWrong />, 422)
  const { email } = form.value
  await limit(world, 'link-place', placeOf(visit))
  await limit(world, 'link-account', email)
  await accounts.askForLink(email, visit.req.raw.headers)
  const text = accountText[view.language]
  return page(
    visit,
    <Door view={view} title={text.linkAskedTitle}>
      <Head title={text.linkAskedTitle} lead={text.linkAskedText(email)} />
    </Door>
  )
}

/** The link opens a page with a button: programs that fetch every link of a mail do not use it up. */
function showLink(visit: Visit) {
  const { view } = visit.var
  const text = accountText[view.language]
  return page(
    visit,
    <Door view={view} title={text.linkTitle}>
      <Form view={view} action={visit.req.path}>
        <Head title={text.linkTitle} lead={text.linkText} />
        <button class="button first block">{text.linkGo}</button>
      </Form>
    </Door>
  )
}

async function signInByLink(visit: Visit) {
  const { view, world, accounts } = visit.var
  await limit(world, 'link-place', placeOf(visit))
  const entry = await accounts.enterByLink(visit.req.param('token') ?? '', visit.req.raw.headers)
  if (entry.kind === 'in') return enter(visit, entry, '/')
  return page(visit, <SignInPage view={view} to="/" wrong={accountText[view.language].linkWrong} />, 422)
}

function showFactor(visit: Visit) {
  return page(visit, <FactorPage view={visit.var.view} to={wantedPlace(visit)} />)
}

async function proveFactor(visit: Visit) {
  const { view, world, accounts } = visit.var
  const to = wantedPlace(visit)
  const refuse = () => page(visit, <FactorPage view={view} to={to} isWrong />, 422)
  await limit(world, 'second-factor', placeOf(visit))
  const form = await readForm(visit, codeForm)
  if (form.kind === 'wrong') return refuse()
  const entry = await accounts.proveFactor(form.value.code.replaceAll(' ', ''), visit.req.raw.headers)
  if (entry.kind === 'refused') return refuse()
  return enter(visit, entry, to)
}

async function signOut(visit: Visit) {
  passCookies(visit, await visit.var.accounts.leave(visit.req.raw.headers))
  leaveToast(visit, { text: accountText[visit.var.view.language].signedOut })
  return visit.redirect('/sign-in', 303)
}

/** Hands the sign-in library's cookies to the browser and goes on; who came in stands in the audit trail. */
export async function enter(visit: Visit, entry: Extract<Entry, { cookies: Headers }>, to: string): Promise<Response> {
  if (entry.kind === 'in') await noteEntry(visit, entry.cookies)
  passCookies(visit, entry.cookies)
  return visit.redirect(to, 303)
}

async function noteEntry(visit: Visit, cookies: Headers): Promise<void> {
  const { world, accounts } = visit.var
  const pairs = cookies.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
  const found = await accounts.sessionOf(new Headers({ cookie: pairs.join('; ') }))
  if (!found) return
  const { id } = found.member
  const by = { kind: 'member', id } as const
  const line = { action: 'member.sign-in', subject: { kind: 'member', id }, after: { from: placeOf(visit) } }
  await audit(world.db, { at: dateOf(world.clock.now()), by, ...line })
}

export function passCookies(visit: Visit, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) visit.header('Set-Cookie', cookie, { append: true })
}

/** Only a place of ours: an address that leads away is not followed. */
function wantedPlace(visit: Visit): string {
  const to = visit.req.query('to') ?? '/'
  // As a browser reads it: it passes over tabs and line ends, and takes \\ for /.
  const here = 'http://here'
  const place = URL.canParse(to, here) ? new URL(to, here) : null
  return place?.origin === here ? `${place.pathname}${place.search}${place.hash}` : '/'
}

function SignInPage({ view, to, email, isWrong, wrong }: SignInProps) {
  const text = accountText[view.language]
  const query = to === '/' ? '' : `?to=${encodeURIComponent(to)}`
  return (
    <Door view={view} title={text.signInTitle}>
      <Form view={view} action={`/sign-in${query}`}>
        <Head title={text.signInTitle} />
        <FormErrors view={view} wrong={wrong ?? (isWrong ? text.signInWrong : undefined)} />
        <TextField
          label={text.email}
          name="email"
          type="email"
          autocomplete="username"
          value={email}
          required
          autofocus
        />
        <TextField label={text.password} name="password" type="password" autocomplete="current-password" />
        <button class="button first block">{text.signIn}</button>
        <p class="soft small">{text.orLink}</p>
        <button class="button block" formaction={`/sign-in/link${query}`}>
          {text.askLink}
        </button>
      </Form>
    </Door>
  )
}

interface SignInProps {
  view: View
  to: string
  email?: string
  isWrong?: boolean
  wrong?: string
}

function FactorPage({ view, to, isWrong }: { view: View; to: string; isWrong?: boolean }) {
  const text = accountText[view.language]
  return (
    <Door view={view} title={text.factorTitle}>
      <Form view={view} action={`/sign-in/code?to=${encodeURIComponent(to)}`}>
        <Head title={text.factorTitle} lead={text.factorText} />
        <TextField
          label={text.factorCode}
          name="code"
          class="code-input"
          inputmode="numeric"
          autocomplete="one-time-code"
          wrong={isWrong ? text.factorWrong : undefined}
          required
          autofocus
        />
        <button class="button first block">{text.factorGo}</button>
      </Form>
    </Door>
  )
}
