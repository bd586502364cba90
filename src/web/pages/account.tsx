import { setCookie } from 'hono/cookie'
import { toString as drawQr } from 'qrcode'
import { raw } from 'hono/html'
import { z } from 'zod'
import { SHORTEST_PASSWORD } from '#src/web/accounts/accounts.ts'
import { setMemberLanguage } from '#src/web/accounts/member-store.ts'
import { endSessions, sessionsOf } from '#src/web/accounts/store.ts'
import { done, page } from '#src/web/answer.tsx'
import { Act, Form, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readForm } from '#src/web/form-data.ts'
import { limit } from '#src/web/guard/limit.ts'
import { cookieOptions } from '#src/web/guard/visitor.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, post, type Route } from '#src/web/route.ts'
import { accountText } from '#src/web/text/account.ts'
import { frameText } from '#src/web/text/frame.ts'
import { LANGUAGES } from '#src/platform/i18n.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
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

interface Shown {
  wrong?: Record<string, string>
  factor?: { uri: string; backupCodes: string[]; square: string; isWrong?: boolean }
}

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
  return done(visit, { to: '/account', toast: { text: accountText[view.language].factorDone } })
}

async function endFactor(visit: Visit) {
  const { view, world, accounts } = visit.var
  await limit(world, 'sign-in-account', memberOf(visit).email)
  const form = await readForm(visit, oneSecret)
  const ended = form.kind === 'right' && (await accounts.endFactor(form.value.password, visit.req.raw.headers))
  if (!ended) return showAccount(visit, { wrong: { password: 'now' } })
  return done(visit, { to: '/account', toast: { text: accountText[view.language].factorEnded } })
}

async function endOtherDevices(visit: Visit) {
  const { view, world, session } = visit.var
  await endSessions(world.db, memberOf(visit).id, session?.id)
  return done(visit, { to: '/account', toast: { text: accountText[view.language].othersEnded } })
}

/** The square for code apps, drawn dark on white in both appearances: cameras need it so. */
async function squareOf(uri: string): Promise<string> {
  return drawQr(uri, { type: 'svg', margin: 2, color: { dark: '#16201b', light: '#ffffff' } })
}

function AccountPage({ view, devices, hasFactor, shown, sessionId }: AccountProps) {
  const text = accountText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead}>
        <Act view={view} action="/sign-out" label={text.signOut} icon="out" class="button" />
      </Head>
      <div class="grid">
        <Appearance view={view} />
        <Password view={view} wrong={shown.wrong ?? {}} />
        <Factor view={view} hasFactor={hasFactor} shown={shown} />
      </div>
      <Devices view={view} devices={devices} sessionId={sessionId} />
    </Framed>
  )
}

interface AccountProps {
  view: View
  devices: Device[]
  hasFactor: boolean
  shown: Shown
  sessionId: string
}

type Device = Awaited<ReturnType<typeof sessionsOf>>[number]

function Appearance({ view }: { view: View }) {
  const text = accountText[view.language]
  return (
    <Sheet title={text.languageTitle}>
      <Form view={view} action="/account/appearance">
        <SelectField
          label={text.language}
          name="language"
          value={view.language}
          options={LANGUAGES.map((language) => ({ value: language, label: text.languages[language] }))}
        />
        <SelectField
          label={text.theme}
          name="theme"
          value={view.theme ?? 'auto'}
          options={[
            { value: 'auto', label: text.themes.auto },
            { value: 'light', label: text.themes.light },
            { value: 'dark', label: text.themes.dark }
          ]}
        />
        <button class="button">{frameText[view.language].save}</button>
      </Form>
    </Sheet>
  )
}

function Password({ view, wrong }: { view: View; wrong: Record<string, string> }) {
  const text = accountText[view.language]
  return (
    <Sheet title={text.passwordTitle}>
      <Form view={view} action="/account/password">
        <TextField
          label={text.passwordNow}
          name="now"
          type="password"
          autocomplete="current-password"
          wrong={wrong['now'] ? text.passwordNowWrong : undefined}
          required
        />
        <TextField
          label={text.passwordNext}
          name="next"
          type="password"
          autocomplete="new-password"
          hint={text.passwordHint}
          wrong={wrong['next'] ? text.wrong[wrong['next']] : undefined}
          required
        />
        <button class="button">{text.passwordChange}</button>
      </Form>
    </Sheet>
  )
}

function Factor({ view, hasFactor, shown }: { view: View; hasFactor: boolean; shown: Shown }) {
  const text = accountText[view.language]
  const wrong = shown.wrong?.['password'] ? text.passwordNowWrong : undefined
  if (shown.factor) return <FactorBegun view={view} factor={shown.factor} />
  return (
    <Sheet title={text.factorSectionTitle}>
      <Form view={view} action={hasFactor ? '/account/second-factor/end' : '/account/second-factor'}>
        <p>{hasFactor ? text.factorOn : text.factorOff}</p>
        <FormErrors view={view} wrong={shown.wrong?.['code'] ? text.factorWrong : undefined} />
        <TextField
          label={text.password}
          name="password"
          type="password"
          autocomplete="current-password"
          wrong={wrong}
          required
        />
        <button class="button">{hasFactor ? text.factorEnd : text.factorBegin}</button>
      </Form>
    </Sheet>
  )
}

function FactorBegun({ view, factor }: { view: View; factor: NonNullable<Shown['factor']> }) {
  const text = accountText[view.language]
  return (
    <Sheet title={text.factorSectionTitle}>
      <Form view={view} action="/account/second-factor/proof">
        <p>{text.factorScan}</p>
        <div class="square">{raw(factor.square)}</div>
        <p class="small">
          {text.factorByHand} <code>{new URL(factor.uri).searchParams.get('secret')}</code>
        </p>
        <TextField
          label={text.factorCode}
          name="code"
          class="code-input"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
        />
        <p class="small">{text.factorBackup}</p>
        <p class="small">
          <code>{factor.backupCodes.join('  ')}</code>
        </p>
        <button class="button first">{text.factorConfirm}</button>
      </Form>
    </Sheet>
  )
}

function Devices({ view, devices, sessionId }: Pick<AccountProps, 'view' | 'devices' | 'sessionId'>) {
  const text = accountText[view.language]
  const hasOthers = devices.length > 1
  return (
    <Sheet title={text.devicesTitle} id="devices" flush>
      <ul class="rows">
        {devices.map((device) => (
          <li class="row plain">
            <div class="what">
              <p class="title">{deviceName(device.userAgent)}</p>
              <p class="meta">
                <span>{device.ipAddress}</span>
                <span>
                  {text.deviceSeen} <Near view={view} at={device.updatedAt} />
                </span>
                {device.id === sessionId ? <span class="badge green">{text.thisDevice}</span> : null}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {hasOthers ? (
        <div class="body">
          <Act view={view} action="/account/devices/end" label={text.endOthers} class="button danger" />
        </div>
      ) : null}
    </Sheet>
  )
}

/** "Firefox · Windows" is enough to know one's own device by. */
function deviceName(userAgent: string | null): string {
  const browsers = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari']
  const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux']
  const find = (names: string[]) => names.find((name) => userAgent?.includes(name))
  const browser = { Edg: 'Edge', OPR: 'Opera' }[find(browsers) ?? ''] ?? find(browsers)
  return [browser, find(systems)].filter(Boolean).join(' · ') || 'Navigateur'
}
