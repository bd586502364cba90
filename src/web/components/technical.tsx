import { frameText } from '#src/web/text/frame.ts'
import type { View } from '#src/web/view.ts'

/** What a server or a program said, in its own words and language: for whoever is asked for help, folded. */
export function Technical({ view, detail }: { view: View; detail: string }) {
  return (
    <details class="opens small">
      <summary>{frameText[view.language].technical}</summary>
      <p class="soft" lang="">
        {detail}
      </p>
    </details>
  )
}
