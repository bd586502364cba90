import { readPointsTotals, type PointsTotals } from '#src/offers/points/ledger-store.ts'
import { readRules } from '#src/offers/points/rule-store.ts'
import { column, type Report, type Words } from './report.ts'

export const points: Report = {
  name: 'points',
  title: { fr: 'Points de fidélité', en: 'Points' },
  summary: {
    fr: 'points gagnés, échangés et expirés dans la période, et le solde de chaque client à la fin',
    en: 'points earned, exchanged and expired within the period, and what each client holds at its end'
  },
  segment: 'rows',
  parameters: [],
  async run({ db, scope, members }) {
    const rows = await readPointsTotals(db, scope)
    const shown = rows.filter((row) => !members || members.has(row.clientId))
    const totals = Object.fromEntries(NUMBERS.map((key) => [key, shown.reduce((sum, row) => sum + row[key], 0)]))
    return {
      json: () => ({ totals: { clients: shown.length, ...totals }, clients: shown }),
      columns: COLUMNS,
      rows: shown.map((row) => ({
        clientId: row.clientId,
        cells: [row.id, row.name, ...NUMBERS.map((key) => row[key]), row.lastOn]
      })),
      ifNone: { fr: 'Personne n’a encore de points.', en: 'Nobody has points yet.' },
      notes: [EXPLANATION],
      warning: rows.length > 0 ? null : (await readRules(db)).length === 0 ? NO_RULES : NO_POINTS,
      charts: []
    }
  }
}

/** In the order of the columns. */
const NUMBERS = [
  'earned',
  'reversed',
  'redeemed',
  'expired',
  'adjusted',
  'balance'
] as const satisfies (keyof PointsTotals)[]

const COLUMNS = [
  column('text', 'Numéro', 'id'),
  column('text', 'Client', 'name'),
  column('count', 'Gagnés', 'earned'),
  column('count', 'Repris (remboursements)', 'reversed'),
  column('count', 'Échangés', 'redeemed'),
  column('count', 'Expirés', 'expired'),
  column('count', 'Ajustés', 'adjusted'),
  column('count', 'Solde', 'balance'),
  column('day', 'Dernier mouvement', 'last on')
]

const EXPLANATION: Words = {
  fr: 'Sur toute la durée\u00a0: solde = gagnés − repris − échangés − expirés + ajustés.',
  en: 'Over all time: balance = earned − reversed − redeemed − expired + adjusted.'
}
const NO_RULES: Words = {
  fr: 'Pas assez de données\u00a0: aucune règle ne donne encore de points.',
  en: 'Not enough data: no rule gives points yet.'
}
const NO_POINTS: Words = {
  fr: 'Pas assez de données\u00a0: personne n’a gagné de points jusqu’à ce jour.',
  en: 'Not enough data: nobody has earned points up to that day.'
}
