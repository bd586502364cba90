import { Temporal } from 'temporal-polyfill'
import { retentionReport, type RetentionReport } from '#src/insights/retention-report.ts'
import { formatDay, formatPercent, type Language } from '#src/platform/i18n.ts'
import { column, type Report, type Words } from './report.ts'
import { survivalChart } from './survival-chart.ts'
import { survivalNotes } from './survival-notes.ts'

export const retention: Report = {
  name: 'retention',
  title: { fr: 'Fidélité', en: 'Retention' },
  summary: {
    fr: 'taux de rétention, d’attrition et de fidélité sur la période (12 derniers mois par défaut), et deuxièmes achats',
    en: 'retention, attrition and loyalty over the period (the last 12 months unless told), and second purchases'
  },
  usualFrom: 'year',
  segment: 'purchases',
  parameters: [],
  async run({ db, scope }) {
    const from = scope.from ?? scope.to
    const report = await retentionReport(db, { ...scope, from })
    return {
      json: () => retentionJson(report),
      columns: COLUMNS,
      rows: [
        { cells: [EVERYONE, ...rates(report), report.won, report.retention, report.attrition] },
        { cells: [ACTIVE, ...rates(report.active), null, report.active.retention, report.active.attrition] }
      ],
      ifNone: { fr: '', en: '' },
      notes: [periodNote(from, scope.to), loyaltyNote(report.loyalty), ...survivalNotes(report.survival)],
      warning: report.atStart === 0 ? NOBODY_AT_START : null,
      charts: [survivalChart(report.survival)]
    }
  }
}

const EVERYONE: Words = { fr: 'tous ceux qui avaient déjà acheté', en: 'all who had bought before' }
const ACTIVE: Words = { fr: 'ceux de la période d’avant', en: 'bought in the period before' }

const NOBODY_AT_START: Words = {
  fr: 'Pas assez de données\u00a0: personne n’avait acheté avant cette période, il n’y a donc ni rétention ni attrition.',
  en: 'Not enough data: nobody had bought before this period, so there is neither retention nor attrition.'
}

const COLUMNS = [
  column('words', 'Clients', 'clients'),
  column('count', 'Au début', 'at start'),
  column('count', 'Gardés', 'kept'),
  column('count', 'Perdus', 'lost'),
  column('count', 'Gagnés', 'won'),
  column('percent', 'Rétention', 'retention'),
  column('percent', 'Attrition', 'attrition')
]

function rates({ atStart, kept, lost }: RetentionReport['active']): number[] {
  return [atStart, kept, lost]
}

function retentionJson(report: RetentionReport): Record<string, unknown> {
  const { active } = report
  return {
    clientsAtStart: report.atStart,
    kept: report.kept,
    lost: report.lost,
    won: report.won,
    retention: report.retention,
    attrition: report.attrition,
    loyalty: report.loyalty,
    activeBefore: {
      clientsAtStart: active.atStart,
      kept: active.kept,
      lost: active.lost,
      retention: active.retention,
      attrition: active.attrition
    },
    survival: report.survival
  }
}

function periodNote(from: string, to: string): Words {
  return {
    fr: `Gardés\u00a0: ont racheté du ${dayIn(from, 'fr')} au ${dayIn(to, 'fr')}. Les clients gagnés ne comptent dans aucun taux.`,
    en: `Kept: bought again from ${dayIn(from, 'en')} to ${dayIn(to, 'en')}. Won clients count in neither rate.`
  }
}

function dayIn(day: string, language: Language): string {
  return formatDay(Temporal.PlainDate.from(day), language)
}

function loyaltyNote(loyalty: number | null): Words {
  const share = (language: Language) => (loyalty === null ? '–' : formatPercent(loyalty / 100, language))
  return {
    fr: `Fidélité, la part des acheteurs de la période qui avaient déjà acheté\u00a0: ${share('fr')}`,
    en: `Loyalty, the share of the period’s buyers who had bought before: ${share('en')}`
  }
}
