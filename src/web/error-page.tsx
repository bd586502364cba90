import type { ErrorHandler } from 'hono'
import { Refusal } from '#src/platform/refusal.ts'
import { isLive, page, part } from './answer.tsx'
import { Head } from './components/head.tsx'
import { Door, Framed, ToastLine } from './layout.tsx'
import { statusOf } from './status.ts'
import { errorText } from './text/error.ts'
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
    const headers = { 'HX-Retarget': '#toasts', 'HX-Reswap': 'innerHTML' }
    for (const [name, value] of Object.entries(headers)) visit.header(name, value)
    return part(visit, <ToastLine view={view} toast={{ text: said.text, tone: 'wrong' }} />, status)
  }
  return page(visit, <ErrorPage view={view} said={said} reference={status >= 500 ? reference : null} />, status)
}

/** Sign-in comes first; then one is back where one wanted to go. */
function askToSignIn(visit: Visit): Response {
  const isReading = visit.req.method === 'GET' && !isLive(visit)
  const url = new URL(visit.req.url)
  const wanted = isReading && url.pathname !== '/' ? `?to=${encodeURIComponent(url.pathname + url.search)}` : ''
  const to = `/sign-in${wanted}`
  return isLive(visit) ? visit.body(null, 401, { 'HX-Redirect': to }) : visit.redirect(to, 303)
}

function ErrorPage({ view, said, reference }: { view: View; said: Said; reference: string | null }) {
  const text = errorText[view.language]
  const Frame = view.member ? Framed : Door
  return (
    <Frame view={view} title={said.title}>
      <Head title={said.title} lead={said.text} />
      {reference ? <p class="soft small">{text.reference(reference)}</p> : null}
      <p>
        <a class="button first" href="/">
          {text.home}
        </a>
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

function wantsJson(visit: Visit): boolean {
  const accepts = visit.req.header('Accept') ?? ''
  return visit.req.path.startsWith('/api/') || (accepts.includes('json') && !accepts.includes('html'))
}

const PROBLEM_TYPE = { 'Content-Type': 'application/problem+json' }

/** RFC 9457. */
function problem(error: unknown, { status, reference }: { status: number; reference: string }) {
  if (error instanceof Refusal) return { type: `urn:maillon:${error.code}`, title: error.message, status }
  return { type: 'about:blank', title: 'Maillon failed to answer.', status, reference }
}
