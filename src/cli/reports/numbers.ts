/** A share in per cent for tables: `+12.5 %`, or a dash where there is none. */
export function percentText(percent: number | null, { signed = true } = {}): string {
  if (percent === null) return '–'
  return `${signed && percent > 0 ? '+' : ''}${percent.toFixed(1)} %`
}
