import { z } from 'zod'
import { cohortReport } from '#src/insights/retention-report.ts'
import { decimalNumber } from '#src/platform/money.ts'
import { nothingBought } from './empty.ts'
import { column, type Report, type Words } from './report.ts'

const figuresSchema = z.object({ by: z.enum(['month', 'quarter', 'year']) })

export const cohorts: Report = {
  name: 'cohorts',
  title: { fr: 'Cohortes', en: 'Cohorts' },
  summary: {
    fr: 'clients par mois de premier achat, et la part qui a racheté à chaque période suivante',
    en: 'clients by the month of their first purchase, and the share that bought in each later one'
  },
  segment: 'purchases',
  parameters: [
    {
      name: 'by',
      takes: { kind: 'choice', among: ['month', 'quarter', 'year'] },
      usual: 'month',
      about: { fr: 'durée d’une période\u00a0: mois, trimestre, année', en: 'length of a period' }
    }
  ],
  async run({ db, scope, figures }) {
    const { by } = figuresSchema.parse(figures)
    const found = await cohortReport(db, scope, by)
    const ages = Math.max(0, ...found.map((cohort) => cohort.ages.length))
    return {
      json: () => ({
        by,
        cohorts: found.map((cohort) => ({
          cohort: cohort.start,
          size: cohort.size,
          ages: cohort.ages.map((one) => ({ ...one, paid: decimalNumber(one.paid, scope.currency) }))
        }))
      }),
      columns: [
        column('period', 'Cohorte', 'cohort'),
        column('count', 'Clients', 'clients'),
        ...Array.from({ length: ages }, (_, age) => column('percent', `+${age}`, `+${age}`))
      ],
      rows: found.map((cohort) => ({
        cells: [
          cohort.start.slice(0, by === 'year' ? 4 : 7),
          cohort.size,
          ...Array.from({ length: ages }, (_, age) => cohort.ages[age]?.sharePercent ?? null)
        ]
      })),
      ifNone: {
        fr: 'Personne n’a acheté pour la première fois pendant cette période.',
        en: 'Nobody bought for the first time in this period.'
      },
      notes: [NOTES[by]],
      warning: nothingBought(found.length),
      charts: []
    }
  }
}

const NOTES: Record<z.infer<typeof figuresSchema>['by'], Words> = {
  month: {
    fr: 'Part de la cohorte qui a racheté, par mois depuis le premier achat.',
    en: 'Per cent of the cohort that bought again, by months since the first purchase.'
  },
  quarter: {
    fr: 'Part de la cohorte qui a racheté, par trimestre depuis le premier achat.',
    en: 'Per cent of the cohort that bought again, by quarters since the first purchase.'
  },
  year: {
    fr: 'Part de la cohorte qui a racheté, par année depuis le premier achat.',
    en: 'Per cent of the cohort that bought again, by years since the first purchase.'
  }
}
