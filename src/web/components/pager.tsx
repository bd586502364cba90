import { frameText } from '#src/web/text/frame.ts'
import type { View } from '#src/web/view.ts'
import { Icon } from './icon.tsx'

/** Earlier and later parts of a list by cursor: the hundredth part costs as much as the first. */
export function Pager({ view, previous, next }: { view: View; previous?: string | null; next?: string | null }) {
  if (!previous && !next) return null
  const text = frameText[view.language]
  return (
    <nav class="pager line apart" aria-label={text.pages}>
      {previous ? (
        <a class="button" href={previous} rel="prev">
          <Icon name="back" /> {text.previous}
        </a>
      ) : (
        <span />
      )}
      {next ? (
        <a class="button" href={next} rel="next">
          {text.next} <Icon name="next" />
        </a>
      ) : null}
    </nav>
  )
}
