import { accountText } from '#src/web/text/account.ts'
import type { View } from '#src/web/view.ts'

/** Where the owner stands on the way of the first run. */
export function Steps({ view, at }: { view: View; at: 0 | 1 | 2 }) {
  const text = accountText[view.language]
  return (
    <ol class="steps" aria-label={text.stepsLabel}>
      {[text.stepAccount, text.stepMailbox, text.stepReading].map((step, index) => (
        <li aria-current={index === at ? 'step' : undefined}>
          {index + 1}. {step}
        </li>
      ))}
    </ol>
  )
}
