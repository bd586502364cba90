/** Where one stands on a way of a few steps. */
export function Steps({ label, steps, at }: { label: string; steps: string[]; at: number }) {
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
