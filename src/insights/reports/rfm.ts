import { rfmReport } from '#src/insights/group-report.ts'
import { cellText, RFM_CLIENTS_MIN, SMALL_BASE } from '#src/insights/rfm.ts'
import { count } from '#src/platform/i18n.ts'
import { HAVE_BOUGHT } from './have-bought.ts'
import { column, type Report, type Words } from './report.ts'

export const rfm: Report = {
  name: 'rfm',
  title: { fr: 'Récence, fréquence, montant', en: 'Recency, frequency, money' },
  summary: {
    fr: 'groupes par récence, fréquence et montant\u00a0; la récence compte jusqu’au dernier jour de la période',
    en: 'groups by recency, frequency and money; recency counts to the last day of the period'
  },
  segment: 'rows',
  parameters: [],
  async run({ db, scope, members }) {
    const { groups, bounds, clients } = await rfmReport(db, scope)
    const shown = clients.filter((client) => !members || members.has(client.clientId))
    const cells = new Map<string, number>()
    for (const { cell } of shown) if (cell) cells.set(cellText(cell), (cells.get(cellText(cell)) ?? 0) + 1)
    return {
      json: () => ({
        groups,
        bounds: { recency: bounds.recency, frequency: bounds.frequency, monetary: bounds.money },
        cells: [...cells].sort(([a], [b]) => (a < b ? 1 : -1)).map(([cell, count]) => ({ cell, clients: count })),
        clients: shown.map((client) => ({
          id: client.id,
          clientId: client.clientId,
          name: client.name,
          email: client.email,
          recencyDays: client.recencyDays,
          purchases: client.purchases,
          amount: client.paid,
          recency: client.cell?.recency ?? null,
          frequency: client.cell?.frequency ?? null,
          monetary: client.cell?.money ?? null,
          cell: client.cell && cellText(client.cell)
        }))
      }),
      columns: COLUMNS,
      rows: shown.map((client) => ({
        clientId: client.clientId,
        cells: [
          client.cell && cellText(client.cell),
          client.id,
          client.name,
          client.recencyDays,
          client.purchases,
          client.paidMinor
        ]
      })),
      ifNone: { fr: 'Rien n’a été acheté pendant cette période.', en: 'Nothing was bought in this period.' },
      notes: groups === 0 ? [] : [groupsNote(groups)],
      warning: groups === 0 ? tooFew(clients.length) : null,
      charts: []
    }
  }
}

const COLUMNS = [
  column('text', 'Groupe', 'cell'),
  column('text', 'Numéro', 'id'),
  column('text', 'Client', 'name'),
  column('count', 'Jours depuis le dernier achat', 'days since last'),
  column('count', 'Achats', 'purchases'),
  column('money', 'Payé', 'paid')
]

function groupsNote(groups: number): Words {
  return {
    fr: `${groups} groupes chacun, ${groups} le meilleur\u00a0; en dessous de ${SMALL_BASE} clients il y en a 3.`,
    en: `${groups} groups each, ${groups} the best; a base below ${SMALL_BASE} clients has 3.`
  }
}

function tooFew(clients: number): Words {
  return {
    fr: `Pas assez de données pour des groupes\u00a0: ${count('fr', clients, HAVE_BOUGHT.fr)}, il en faut ${RFM_CLIENTS_MIN}.`,
    en: `Not enough data for groups: ${count('en', clients, HAVE_BOUGHT.en)}, ${RFM_CLIENTS_MIN} are needed.`
  }
}
