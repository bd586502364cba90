import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

/** The head of a page: its name, one sentence that says the one thing to do, and the button that does it. */
export function Head({ title, lead, back, children }: HeadProps) {
  return (
    <header class="head">
      <div class="grow">
        {back ? (
          <p class="crumbs">
            <a href={back.href}>
              <Icon name="back" /> {back.label}
            </a>
          </p>
        ) : null}
        <h1>{title}</h1>
        {lead ? <p class="lead">{lead}</p> : null}
      </div>
      {children ? <div class="line acts">{children}</div> : null}
    </header>
  )
}

interface HeadProps {
  title: Child
  lead?: Child
  back?: { href: string; label: string }
  children?: Child
}
