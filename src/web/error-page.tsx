import type { ErrorHandler } from 'hono'
import { Refusal } from '#src/platform/refusal.ts'
import { isLive, page, part } from './answer.tsx'
import { Head } from './components/head.tsx'
import { Door, Framed, ToastLine } from './layout.tsx'
import { statusOf } from './status.ts'
import { accountText } from './text/account.ts'
import { errorText } from './text/error.ts'
import { frameText } from './text/frame.ts'
import type { View } from './view.ts'
import type { Env, Visit } from './world.ts'

/** Turns whatever was thrown into an answer: a kind page for people, a toast for htmx, problem+json for programs. */
export const answerError: ErrorHandler<Env> = (error, visit) => {
  const status = statusOf(error)
  const { world } = visit.var
  const reference = world.random.token(6)
  if (status >= 500) world.log.error({ err: error, reference, path: visit.req.path }, 'a page failed')
  if (wantsJson(visit)) return visit.json(problem(error, { status, reference }), status, PROBLEM_TYPE)
  const view: View | undefined = visit.get('view')
  if (!view) return visit.text('Maillon cannot answer now.', status)
  const mustSignIn = error instanceof Refusal && error.code === 'not-signed-in'
  if (mustSignIn) return askToSignIn(visit)
  const said = wordsFor(error, view)
  if (isLive(visit)) {
    return part(inToasts(visit), <ToastLine view={view} toast={{ text: said.text, tone: 'wrong' }} />, status)
  }
  const shown = { view, said, reference: status >= 500 ? reference : null }
  if (isForClients(visit)) return page(visit, <ClientErrorPage {...shown} />, status)
  return page(visit, <ErrorPage {...shown} ways={waysBack(visit, view)} />, status)
}

/** Pages that clients see are the firm's, also where they refuse: nothing of the program, no way in. */
function isForClients({ req }: Visit): boolean {
  return /^\/(?:contact(?:\/|$)|[opu]\/)/.test(req.path)
}

function ClientErrorPage({ view, said, reference }: ErrorProps) {
  return (
    <Door view={{ ...view, member: null }} title={said.title} firm={view.firmName}>
      <Head title={said.title} lead={said.text} />
      {reference ? <p class="soft small">{errorText[view.language].reference(reference)}</p> : null}
    </Door>
  )
}

interface Way {
  href: string
  label: string
}

/** Lists to which the pages below an address belong. */
const LISTS = ['clients', 'threads', 'suggestions', 'campaigns', 'counter', 'insights', 'settings'] as const

/** Where one goes on from here: the page one came from, the list that this belongs to, the first page. */
function waysBack(visit: Visit, view: View): Way[] {
  const text = errorText[view.language]
  const home = { href: '/', label: text.home }
  if (!view.member) return [home]
  const from = pageBefore(visit)
  const list = LISTS.find((name) => visit.req.path.startsWith(`/${name}/`))
  return [
    ...(from === null ? [] : [{ href: from, label: text.back }]),
    ...(list === undefined ? [] : [{ href: `/${list}`, label: text.list(frameText[view.language][list]) }]),
    home
  ]
}

/** The page of ours that led here; null where it is another's, or this very one. */
export function pageBefore({ req, var: { world } }: Visit): string | null {
  const from = req.header('Referer') ?? ''
  if (!URL.canParse(from)) return null
  const { origin, host, pathname, search } = new URL(from)
  const isOurs = origin === new URL(world.publicUrl).origin || host === req.header('Host')
  const isPage = /^\/(?![/\\])/.test(pathname) && pathname !== '/' && pathname !== req.path
  return isOurs && isPage ? pathname + search : null
}

/** Sign-in comes first; then one is back where one wanted to go. A form in a page stays as it is, to be sent again then. */
function askToSignIn(visit: Visit): Response | Promise<Response> {
  const shown = visit.req.header('HX-Current-URL') ?? ''
  const { pathname, search } = new URL(URL.canParse(shown) ? shown : visit.req.url)
  const to = pathname === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(pathname + search)}`
  if (!isLive(visit)) return visit.redirect(to, 303)
  if (visit.req.method === 'GET') return visit.body(null, 401, { 'HX-Redirect': to })
  return part(inToasts(visit), <SignInToast view={visit.var.view} to={to} />, 401)
}

interface ErrorProps {
  view: View
  said: Said
  /** By which the fault is found in the log. */
  reference: string | null
}

function SignInToast({ view, to }: { view: View; to: string }) {
  const text = accountText[view.language]
  return (
    <ToastLine view={view} toast={{ text: text.endedLive, tone: 'wrong' }}>
      <a href={to} target="_blank">
        {text.signIn}
      </a>
    </ToastLine>
  )
}

/** Whatever part of the page was asked for, the answer stands among the toasts. */
function inToasts(visit: Visit): Visit {
  visit.header('HX-Retarget', '#toasts')
  visit.header('HX-Reswap', 'innerHTML')
  return visit
}

function ErrorPage({ view, said, reference, ways }: ErrorProps & { ways: Way[] }) {
  const text = errorText[view.language]
  const Frame = view.member ? Framed : Door
  return (
    <Frame view={view} title={said.title}>
      <Head title={said.title} lead={said.text} />
      {reference ? <p class="soft small">{text.reference(reference)}</p> : null}
      <p class="line">
        {ways.map(({ href, label }, index) => (
          <a class={index === 0 ? 'button first' : 'button'} href={href}>
            {label}
          </a>
        ))}
      </p>
    </Frame>
  )
}

interface Said {
  title: string
  text: string
}

/** A refusal is said in the person's language where we have the words, else as it is. */
function wordsFor(error: unknown, view: View): Said {
  const text = errorText[view.language]
  if (!(error instanceof Refusal)) return text.fault
  const known: Said | undefined = text.byCode[error.code]
  return known ?? { title: text.refused, text: error.message }
}

export function wantsJson(visit: Visit): boolean {
  const accepts = visit.req.header('Accept') ?? ''
  return visit.req.path.startsWith('/api/') || (accepts.includes('json') && !accepts.includes('html'))
}

const PROBLEM_TYPE = { 'Content-Type': 'application/problem+json' }

/** RFC 9457. */
function problem(error: unknown, { status, reference }: { status: number; reference: string }) {
  if (error instanceof Refusal) return { type: `urn:maillon:${error.code}`, title: error.message, status }
  return { type: 'about:blank', title: 'Maillon failed to answer.', status, reference }
}
