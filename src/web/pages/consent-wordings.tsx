import { Sheet } from '#src/web/components/sheet.tsx'
import { day, quoted } from '#src/web/format.ts'
import type { WordingOnce } from '#src/web/reading/consent-wording-store.ts'
import { consentText } from '#src/web/text/consent.ts'
import type { View } from '#src/web/view.ts'

/** The wordings that were in force, the latest first: whoever agreed did so to one of them. */
export function Wordings({ view, wordings }: { view: View; wordings: WordingOnce[] }) {
  const text = consentText[view.language]
  return (
    <Sheet title={text.wordingsTitle} id="wordings" aside={text.wordingsAside} flush>
      <ul class="rows">
        {wordings.map((wording) => (
          <li class="row plain">
            <div class="what">
              <p class="serif">{wording.text === '' ? text.wordingUsual : quoted(view, wording.text)}</p>
              <p class="meta">
                <span>{text.languages[wording.language]}</span>
                <span>{text.wordingSince(wording.version, day(view, wording.since))}</span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
