import type { Survival } from '#src/insights/retention-report.ts'
import { formatPercent } from '#src/platform/i18n.ts'
import type { Words } from './report.ts'

/** How many bought a second time within a month, a quarter … where anybody was watched that long. */
export function survivalNotes({ within }: Survival): Words[] {
  return within.flatMap(({ days, boughtAgain }) =>
    boughtAgain === null
      ? []
      : [
          {
            fr: `Ont racheté dans les ${days} jours\u00a0: ${formatPercent(boughtAgain, 'fr')}`,
            en: `Bought a second time within ${days} days: ${formatPercent(boughtAgain, 'en')}`
          }
        ]
  )
}
