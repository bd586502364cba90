import type { MiddlewareHandler } from 'hono'
import { isLive, page } from '#src/web/answer.tsx'
import { TextArea } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { pageBefore, wantsJson } from '#src/web/error-page.tsx'
import { Door } from '#src/web/layout.tsx'
import { accountText } from '#src/web/text/account.ts'
import { leaveToast } from '#src/web/toast.ts'
import type { View } from '#src/web/view.ts'
import type { Env, Visit } from '#src/web/world.ts'
import { PROOF_FIELD, startsHere } from './proof.ts'

type Fields = [name: string, value: string][]

/**
 * A form that is sent after the session ended is not lost: it is shown again, to be sent once one has signed in in another
 * tab. Its proof goes along as it came, so only a form of ours passes then (guard/proof.ts). Words that another site sends are not
 * shown as if they were somebody's own. What cannot be kept, files and passwords, leads to sign-in, which says so.
 * @param pageOf the page that holds the form
 */
export function keepWhatWasSent(pageOf: (pathname: string) => string): MiddlewareHandler<Env> {
  return async (visit, next) => {
    const isPageOfStranger = visit.var.view.member === null && !isLive(visit) && !wantsJson(visit)
    // Whoever wants to leave has left.
    if (!isPageOfStranger || !startsHere(visit) || visit.req.path === '/sign-out') return next()
    const { view } = visit.var
    const back = pageBefore(visit) ?? pageOf(new URL(visit.req.url).pathname)
    const fields = await fieldsOf(visit)
    const signIn = back === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`
    if (fields !== null) return page(visit, <EndedPage {...{ view, fields, signIn }} action={visit.req.path} />, 401)
    leaveToast(visit, { text: accountText[view.language].endedLost, tone: 'wrong' })
    return visit.redirect(signIn, 303)
  }
}

const SECRETS = new Set(['password', 'now', 'next'])

/** Null where this is no form of ours, or one that is not to be shown again. */
async function fieldsOf(visit: Visit): Promise<Fields | null> {
  const isPlain = visit.req.header('Content-Type')?.startsWith('application/x-www-form-urlencoded') ?? false
  if (!isPlain) return null
  const fields = [...new URLSearchParams(await visit.req.text())]
  const names = fields.map(([name]) => name)
  return names.includes(PROOF_FIELD) && !names.some((name) => SECRETS.has(name)) ? fields : null
}

function EndedPage({ view, fields, action, signIn }: EndedProps) {
  const text = accountText[view.language]
  return (
    <Door view={view} title={text.endedTitle}>
      <Head title={text.endedTitle} lead={text.endedText} />
      <p>
        <a class="button first block" href={signIn} target="_blank">
          {text.endedSignIn}
        </a>
      </p>
      <form class="form" method="post" action={action}>
        {fields.map(([name, value]) =>
          isProse(value) ? (
            <TextArea label={text.endedWritten} name={name} value={value} rows="4" />
          ) : (
            <input type="hidden" name={name} value={value} />
          )
        )}
        <button class="button block">{text.endedSend}</button>
      </form>
    </Door>
  )
}

/** Written by hand, and so to be seen again. */
function isProse(value: string): boolean {
  return /\s/.test(value.trim())
}

interface EndedProps {
  view: View
  fields: Fields
  action: string
  signIn: string
}
