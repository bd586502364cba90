/** A row of bars, one per month, drawn on the server; `label` says in words what it shows. */
export function Bars({ values, label }: { values: number[]; label: string }) {
  const highest = Math.max(...values, 1)
  const step = 100 / Math.max(values.length, 1)
  return (
    <svg class="bars" viewBox="0 0 100 28" preserveAspectRatio="none" role="img" aria-label={label}>
      {values.map((value, index) => {
        const height = value <= 0 ? 0.6 : Math.max(2, (value / highest) * 27)
        return (
          <rect
            class={value > 0 ? undefined : 'none'}
            x={round(index * step + step * 0.14)}
            y={round(28 - height)}
            width={round(step * 0.72)}
            height={round(height)}
            rx="0.6"
          />
        )
      })}
    </svg>
  )
}

function round(value: number): string {
  return value.toFixed(2)
}
