import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

/** A white sheet with a heading: the unit in which pages are read. Rows and tables lie in it edge to edge. */
export function Sheet({ title, id, aside, flush, footer, children }: SheetProps) {
  return (
    <section class="sheet" id={id} aria-labelledby={id ? `${id}-title` : undefined}>
      {title ? (
        <header>
          <h2 id={id ? `${id}-title` : undefined}>{title}</h2>
          {aside ? <p>{aside}</p> : null}
        </header>
      ) : null}
      {flush ? children : <div class="body">{children}</div>}
      {footer ? <footer>{footer}</footer> : null}
    </section>
  )
}

interface SheetProps {
  title?: Child
  /** Also names the sheet for screen readers, and lets a part of a page be replaced. */
  id?: string
  aside?: Child
  /** Children bring their own padding: rows and tables. */
  flush?: boolean
  footer?: Child
  children?: Child
}

/** What stands where there is nothing yet: what this place is for, and what to do next. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: Child }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** A sentence to the person, with a shape beside the colour. */
export function Note({ tone = 'blue', icon, children, acts }: NoteProps) {
  return (
    <div class={`note ${tone}`} role={tone === 'wax' ? 'alert' : undefined}>
      <Icon name={icon ?? NOTE_ICON[tone]} />
      <div class="grow">{children}</div>
      {acts ? <div class="acts">{acts}</div> : null}
    </div>
  )
}

type Tone = 'wax' | 'post' | 'green' | 'blue'

interface NoteProps {
  tone?: Tone
  icon?: IconName
  children?: Child
  acts?: Child
}

const NOTE_ICON: Record<Tone, IconName> = { wax: 'warning', post: 'gift', green: 'check', blue: 'letters' }

/** A short state in a pill. */
export function Badge({ tone, icon, children }: { tone?: Tone; icon?: IconName; children?: Child }) {
  return (
    <span class={tone ? `badge ${tone}` : 'badge'}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </span>
  )
}

/** One figure with its name and, where it has one, how it came to be. */
export function Figure({ label, why, children }: { label: Child; why?: Child; children?: Child }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>{children}</dd>
      {why ? <dd class="why">{why}</dd> : null}
    </div>
  )
}

/** Initials on a round seal; decoration, since the name stands beside it. */
export function Face({ name, large }: { name: string; large?: boolean }) {
  return (
    <span class={`face f${tintOf(name)}${large ? ' large' : ''}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}

function initialsOf(name: string): string {
  const parts = name.split(/[\s@.]+/u).filter((part) => /\p{L}/u.test(part))
  const chosen = parts.length > 1 ? [parts[0], parts.at(-1)] : parts
  const letters = chosen.map((part) => /\p{L}/u.exec(part ?? '')?.[0] ?? '')
  return letters.join('').toLocaleUpperCase() || '·'
}

/** The same person has the same tint everywhere. */
function tintOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return sum % 5
}
