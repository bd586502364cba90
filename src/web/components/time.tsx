import { elapsed, moment, near } from '#src/web/format.ts'
import type { View } from '#src/web/view.ts'

/** An instant, short to read; pointing at it shows it whole. */
export function Near({ view, at }: { view: View; at: Date }) {
  return (
    <time datetime={at.toISOString()} title={moment(view, at)}>
      {near(view, at)}
    </time>
  )
}

/** How long something has lasted: "3 jours". */
export function Elapsed({ view, since }: { view: View; since: Date }) {
  return (
    <time datetime={since.toISOString()} title={moment(view, since)}>
      {elapsed(view, since)}
    </time>
  )
}
