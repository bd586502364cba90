import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import { Note } from './sheet.tsx'

/** A secret that is shown this once: only its hash, or its sealed form, is stored. */
export function ShownOnce({ view, title, text, value }: { view: View; title: string; text: string; value: string }) {
  const say = settingsText[view.language]
  const copy = (
    <button type="button" class="button slim" data-copies="#shown-once" data-copied={say.copied}>
      {say.copy}
    </button>
  )
  return (
    <Note tone="post" icon="key" acts={copy}>
      <p>
        <strong>{title}</strong>
      </p>
      <p>{text}</p>
      <p>
        <code id="shown-once">{value}</code>
      </p>
    </Note>
  )
}
