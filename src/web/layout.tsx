import type { Child } from 'hono/jsx'
import { Act } from './components/form.tsx'
import { Icon, Mark, type IconName } from './components/icon.tsx'
import { frameText } from './text/frame.ts'
import type { Toast, View } from './view.ts'

/** A page of the team: shop front with navigation, content, and what was just done. */
export function Framed({ view, title, children }: PageProps) {
  const text = frameText[view.language]
  return (
    <Document view={view} title={title} class="framed">
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <header class="top front">
        <a class="sign" href="/">
          <Mark /> Maillon
        </a>
        <Finder view={view} />
      </header>
      <Rail view={view} />
      <main id="content">{children}</main>
      <Toasts view={view} />
    </Document>
  )
}

/** Leads to the list of clients, which has its own field. */
function Finder({ view }: { view: View }) {
  const text = frameText[view.language]
  return (
    <form action="/clients" role="search" aria-label={text.searchLabel}>
      <label class="finder">
        <Icon name="search" />
        <span class="sr">{text.searchLabel}</span>
        <input type="search" name="q" placeholder={text.search} autocomplete="off" />
      </label>
    </form>
  )
}

/** A page before one is in: first run, sign-in, invitation. */
export function Door({ view, title, broad, firm, children }: PageProps & { broad?: boolean; firm?: string }) {
  return (
    <Document view={view} title={title} class="door" firm={firm}>
      <header class="above front">
        <span class="sign">
          {firm ?? (
            <>
              <Mark /> Maillon
            </>
          )}
        </span>
      </header>
      <main id="content" class={broad ? 'doorway broad' : 'doorway'}>
        {children}
      </main>
      {firm === undefined ? <Toasts view={view} /> : null}
    </Document>
  )
}

function Toasts({ view }: { view: View }) {
  return (
    <div id="toasts" class="toasts" role="status" aria-live="polite">
      {view.toast ? <ToastLine view={view} toast={view.toast} /> : null}
    </div>
  )
}

interface PageProps {
  view: View
  title: string
  children?: Child
}

function Document({
  view,
  title,
  class: className,
  firm,
  children
}: PageProps & { class: string; firm?: string | undefined }) {
  return (
    <html lang={view.language} data-theme={view.theme ?? undefined}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · ${firm === undefined ? 'Maillon' : firm}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#0b3b2c" />
        <link rel="icon" href="/static/mark.svg" type="image/svg+xml" />
        <link rel="preload" href="/static/letters.woff2" as="font" type="font/woff2" crossorigin="anonymous" />
        <link rel="stylesheet" href="/static/style.css" />
        {firm === undefined ? null : <link rel="stylesheet" href="/firm/style.css" />}
        <meta name="htmx-config" content={HTMX_SETTINGS} />
        <script src="/static/htmx.js" defer></script>
        <script src="/static/page.js" defer></script>
      </head>
      <body class={className}>{children}</body>
    </html>
  )
}

/**
 * No styles or scripts are put into the page by htmx: the content security policy would refuse them. It may write addresses,
 * and keeps no page: going back asks for the address that was left.
 */
const HTMX_SETTINGS = JSON.stringify({ includeIndicatorCSS: false, defaultTimeout: 30_000 })

interface Place {
  href: string
  icon: IconName
  name: 'today' | 'clients' | 'threads' | 'suggestions' | 'campaigns' | 'counter' | 'insights' | 'settings'
  /** Other beginnings of addresses that belong to it. */
  also?: string[]
  /** Not in the bar of the phone, but behind "more". */
  second?: boolean
}

const PLACES: Place[] = [
  { href: '/', icon: 'sun', name: 'today' },
  { href: '/clients', icon: 'people', name: 'clients', also: ['/segments'] },
  { href: '/threads', icon: 'letters', name: 'threads' },
  { href: '/suggestions', icon: 'hand', name: 'suggestions', second: true },
  { href: '/campaigns', icon: 'megaphone', name: 'campaigns', also: ['/new-campaign', '/letters'] },
  { href: '/counter', icon: 'till', name: 'counter', also: ['/coupons'], second: true },
  { href: '/insights', icon: 'chart', name: 'insights', second: true },
  { href: '/settings', icon: 'sliders', name: 'settings', second: true }
]

function Rail({ view }: { view: View }) {
  const text = frameText[view.language]
  return (
    <nav class="rail" aria-label={text.nav}>
      <ul>
        {PLACES.map((place) => (
          <li class={place.second ? 'second' : undefined}>
            <PlaceLink view={view} place={place} />
          </li>
        ))}
        <li class="only-small">
          <button class="more" type="button" popovertarget="more">
            <Icon name="dots" />
            {text.more}
          </button>
        </li>
      </ul>
      <div class="me">
        <Me view={view} />
      </div>
      <div id="more" class="menu" popover="auto">
        <ul>
          {PLACES.filter((place) => place.second).map((place) => (
            <li>
              <PlaceLink view={view} place={place} />
            </li>
          ))}
        </ul>
        <hr />
        <Me view={view} />
      </div>
    </nav>
  )
}

function PlaceLink({ view, place }: { view: View; place: Place }) {
  const text = frameText[view.language]
  const beginnings = [place.href, ...(place.also ?? [])]
  const isHere = place.href === '/' ? view.path === '/' : beginnings.some((each) => view.path.startsWith(each))
  const waiting = place.name === 'today' ? view.waiting : 0
  return (
    <a href={place.href} aria-current={isHere ? 'page' : undefined}>
      <Icon name={place.icon} />
      {text[place.name]}
      {waiting > 0 ? (
        <span class="count">
          {waiting > 99 ? '99+' : waiting}
          <span class="sr"> {text.waiting(waiting)}</span>
        </span>
      ) : null}
    </a>
  )
}

function Me({ view }: { view: View }) {
  return (
    <a href="/account">
      <Icon name="person" />
      {view.member?.name ?? frameText[view.language].account}
    </a>
  )
}

/** What was just done, with the way back. */
export function ToastLine({ view, toast, children }: { view: View; toast: Toast; children?: Child }) {
  return (
    <div class={toast.tone === 'wrong' ? 'toast wrong' : 'toast'}>
      <Icon name={toast.tone === 'wrong' ? 'warning' : 'check'} />
      <span>{toast.text}</span>
      {toast.undo ? <Act view={view} action={toast.undo} label={frameText[view.language].undo} class="link" /> : null}
      {children}
    </div>
  )
}
