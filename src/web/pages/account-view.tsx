import { raw } from 'hono/html'
import { LANGUAGES } from '#src/platform/i18n.ts'
import type { sessionsOf } from '#src/web/accounts/store.ts'
import { Act, Form, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { Framed } from '#src/web/layout.tsx'
import { accountText } from '#src/web/text/account.ts'
import { calendarText } from '#src/web/text/calendar.ts'
import { frameText } from '#src/web/text/frame.ts'
import type { View } from '#src/web/view.ts'

/** What the last action came to, where the page has to say more than a toast. */
export interface Shown {
  wrong?: Record<string, string>
  factor?: { uri: string; backupCodes: string[]; square: string; isWrong?: boolean }
}

export function AccountPage({ view, devices, hasFactor, shown, sessionId }: AccountProps) {
  const text = accountText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead}>
        <Act view={view} action="/sign-out" label={text.signOut} icon="out" class="button" />
      </Head>
      <div class="grid broad">
        <Appearance view={view} />
        <Password view={view} wrong={shown.wrong ?? {}} />
        <Factor view={view} hasFactor={hasFactor} shown={shown} />
        <Sheet title={calendarText[view.language].title}>
          <div class="stack">
            <p>{calendarText[view.language].lead}</p>
            <p>
              <a class="button" href="/account/calendar">
                <Icon name="calendar" /> {text.calendarGo}
              </a>
            </p>
          </div>
        </Sheet>
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
              <p class="title">{deviceName(device.userAgent) || text.unknownDevice}</p>
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

/** "Firefox · Windows" is enough to know one's own device by; empty where it says neither. */
function deviceName(userAgent: string | null): string {
  const browsers = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari']
  const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux']
  const find = (names: string[]) => names.find((name) => userAgent?.includes(name))
  const browser = { Edg: 'Edge', OPR: 'Opera' }[find(browsers) ?? ''] ?? find(browsers)
  return [browser, find(systems)].filter(Boolean).join(' · ')
}
