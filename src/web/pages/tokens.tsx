import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { API_PATH } from '#src/web/api/path.ts'
import { SCOPES } from '#src/web/api/scope.ts'
import { issueToken } from '#src/web/api/token.ts'
import { listTokens, revokeTokens, type ApiToken } from '#src/web/api/token-store.ts'
import { askedId } from '#src/web/asked-id.ts'
import { Act, Check, Form, FormErrors, TextField, Wrong } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Badge, Empty, Sheet } from '#src/web/components/sheet.tsx'
import { ShownOnce } from '#src/web/components/shown-once.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readForm } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import { settingsText } from '#src/web/text/settings.ts'
import { tokenText } from '#src/web/text/token.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** What other programs may do here: making a token, shown once, and revoking it. */
export const tokensPages: Route[] = [
  get('/settings/tokens', 'owner', (visit) => show(visit, {})),
  post('/settings/tokens', 'owner', make),
  post('/settings/tokens/:id/revocation', 'owner', revoke)
]

const tokenForm = z.object({
  name: z.string('name').min(1, 'name').max(100, 'nameTooLong'),
  scopes: z.preprocess(
    (given) => (typeof given === 'string' ? [given] : given),
    z.array(z.enum(SCOPES, 'scopes'), 'scopes').min(1, 'scopes')
  )
})

interface Shown {
  /** Shown once, right after it was made. */
  made?: string
  given?: Record<string, string>
  wrong?: Record<string, string>
}

async function show(visit: Visit, shown: Shown) {
  const { view, world } = visit.var
  const tokens = await listTokens(world.db)
  return page(visit, <TokensPage {...{ view, tokens, shown }} />, shown.wrong ? 422 : 200)
}

async function make(visit: Visit) {
  const { world } = visit.var
  const form = await readForm(visit, tokenForm)
  if (form.kind === 'wrong') return show(visit, form)
  const { name, scopes } = form.value
  const made = { token: '' }
  await act(visit, async (tx, { at }) => {
    const issued = await issueToken(tx, { name, scopes, at }, world.random)
    made.token = issued.token
    return { action: 'token.add', subject: { kind: 'token', id: issued.id }, after: { name, scopes: issued.scopes } }
  })
  return show(visit, { made: made.token })
}

async function revoke(visit: Visit) {
  const { view } = visit.var
  const id = askedId(visit)
  const ended = { name: '' }
  const line = await act(visit, async (tx, { at }) => {
    const [token] = await revokeTokens(tx, id, at)
    if (!token) throw new Refusal('not-found', 'There is no such token in force.')
    ended.name = token.name
    return { action: 'token.revoke', subject: { kind: 'token', id: token.id }, before: { name: token.name } }
  })
  const text = tokenText[view.language].revokedNow(ended.name)
  return done(visit, { to: '/settings/tokens', toast: { text, ...undoOf(line) } })
}

function TokensPage({ view, tokens, shown }: { view: View; tokens: ApiToken[]; shown: Shown }) {
  const text = tokenText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead} back={{ href: '/settings', label: settingsText[view.language].title }}>
        <a class="button" href={`${API_PATH}/docs`}>
          {text.docs}
        </a>
      </Head>
      {shown.made ? <ShownOnce view={view} title={text.shownTitle} text={text.shownText} value={shown.made} /> : null}
      <Sheet flush>
        {tokens.length === 0 ? (
          <Empty icon="key" title={text.none}>
            <p>{text.noneText}</p>
          </Empty>
        ) : (
          <ul class="rows">
            {tokens.map((token) => (
              <TokenRow view={view} token={token} />
            ))}
          </ul>
        )}
      </Sheet>
      <MakeSheet view={view} shown={shown} />
    </Framed>
  )
}

function TokenRow({ view, token }: { view: View; token: ApiToken }) {
  const text = tokenText[view.language]
  const isOver = token.revokedAt !== null
  return (
    <li class={isOver ? 'row plain done' : 'row plain'}>
      <div class="what">
        <p class="title line">
          {token.name}
          {isOver ? <Badge>{text.revoked}</Badge> : null}
        </p>
        <p class="soft small">{token.scopes.map((scope) => text.scopeNames[scope] ?? scope).join(', ')}</p>
        <p class="meta">
          <span>
            {text.created} <Near view={view} at={token.createdAt} />
          </span>
          {token.lastUsedAt ? (
            <span>
              {text.used} <Near view={view} at={token.lastUsedAt} />
            </span>
          ) : (
            <span>{text.neverUsed}</span>
          )}
        </p>
      </div>
      {isOver ? null : (
        <div class="acts">
          <Act
            view={view}
            action={`/settings/tokens/${token.id}/revocation`}
            label={text.revoke}
            describe={token.name}
            class="button slim danger"
          />
        </div>
      )}
    </li>
  )
}

function MakeSheet({ view, shown: { given, wrong = {} } }: { view: View; shown: Shown }) {
  const text = tokenText[view.language]
  const say = (field: string) => (wrong[field] ? text.wrong[wrong[field]] : undefined)
  return (
    <Sheet title={text.add} id="make">
      <Form view={view} action="/settings/tokens">
        <FormErrors view={view} wrong={Object.keys(wrong).length > 0} />
        <TextField label={text.name} name="name" value={given?.['name']} wrong={say('name')} maxlength={100} required />
        <fieldset class="choices">
          <legend>{text.scopes}</legend>
          {say('scopes') ? <Wrong>{say('scopes')}</Wrong> : null}
          {SCOPES.map((scope) => (
            <Check
              name="scopes"
              value={scope}
              label={
                <>
                  {text.scopeNames[scope] ?? scope} <code class="tiny">{scope}</code>
                </>
              }
            />
          ))}
        </fieldset>
        <button class="button first">{text.addGo}</button>
      </Form>
    </Sheet>
  )
}
