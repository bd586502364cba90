import { KEYWORDS } from '#src/keywords/table.ts'
import { Sheet } from '#src/web/components/sheet.tsx'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'

/** Every keyword there is, as one writes it, and what it does. */
export function KeywordList({ view }: { view: View }) {
  const text = settingsText[view.language]
  return (
    <Sheet title={text.keywordsTitle} id="keywords" aside={text.keywordsAside}>
      <dl class="facts broad">
        {KEYWORDS.map(({ example, about }) => (
          <div>
            <dt>
              <code>{example[view.language]}</code>
            </dt>
            <dd>{about[view.language]}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}
