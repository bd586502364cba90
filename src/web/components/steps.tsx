import { accountText } from '#src/web/text/account.ts'
import type { View } from '#src/web/view.ts'

/** Where the owner stands on the way of the first run. */
export function Steps({ view, at }: { view: View; at: 0 | 1 | 2 }) {
  const text = accountText[view.language]
  return <StepList label={text.stepsLabel} steps={[text.stepAccount, text.stepMailbox, text.stepReading]} at={at} />
}

/** Steps that are gone through one after the other, and which of them this is. */
export function StepList({ label, steps, at }: { label: string; steps: string[]; at: number }) {
  return (
    <ol class="steps" aria-label={label}>
      {steps.map((step, index) => (
        <li aria-current={index === at ? 'step' : undefined}>
          {index + 1}. {step}
        </li>
      ))}
    </ol>
  )
}
