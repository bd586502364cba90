import { tierLimits } from '#src/insights/costs.ts'
import { tierReport, type TierReport } from '#src/insights/group-report.ts'
import { count, formatPercent } from '#src/platform/i18n.ts'
import { decimalNumber, formatMoney } from '#src/platform/money.ts'
import { nothingBought } from './empty.ts'
import { column, type Report, type Words } from './report.ts'

export const tiers: Report = {
  name: 'tiers',
  title: { fr: 'Catégories A, B, C', en: 'Tiers A, B, C' },
  summary: {
    fr: 'catégories A, B et C selon ce que les clients ont payé dans la période, les 12 derniers mois par défaut',
    en: 'groups A, B and C by what clients paid in the period, the last 12 months unless told'
  },
  usualFrom: 'year',
  segment: 'rows',
  parameters: [],
  async run({ db, scope, settings, members }) {
    const { currency } = scope
    const { limits, summary, clients } = await tierReport(db, scope, tierLimits(settings, currency))
    const shown = clients.filter((client) => !members || members.has(client.clientId))
    return {
      json: () => ({
        limits: { A: decimalNumber(limits.a, currency), B: decimalNumber(limits.b, currency) },
        tiers: summary.map((row) => ({ ...row, paid: decimalNumber(row.paid, currency) })),
        clients: shown.map((client) => ({
          id: client.id,
          clientId: client.clientId,
          name: client.name,
          email: client.email,
          paid: decimalNumber(client.paid, currency),
          tier: client.tier
        }))
      }),
      columns: [
        column('text', 'Catégorie', 'tier'),
        column('text', 'Numéro', 'id'),
        column('text', 'Client', 'name'),
        column('money', 'Payé', 'paid')
      ],
      rows: shown.map(({ clientId, tier, id, name, paid }) => ({ clientId, cells: [tier, id, name, paid] })),
      ifNone: { fr: 'Rien n’a été acheté pendant cette période.', en: 'Nothing was bought in this period.' },
      notes: summary.filter((row) => row.clients > 0).map((row) => tierNote(row, currency)),
      warning: nothingBought(clients.length),
      charts: [
        {
          kind: 'bars',
          title: { fr: 'Part de chaque catégorie', en: 'Share of each tier' },
          unit: 'percent',
          labels: ['A', 'B', 'C'],
          series: [
            { name: { fr: 'Des ventes', en: 'Of the volume' }, values: shares(summary, (row) => row.sharePercent) },
            {
              name: { fr: 'Des clients', en: 'Of the clients' },
              values: shares(summary, (row) => (row.clients * 100) / Math.max(clients.length, 1))
            }
          ]
        }
      ]
    }
  }
}

const CLIENTS = { fr: { one: 'client', other: 'clients' }, en: { one: 'client', other: 'clients' } }

type Summary = TierReport['summary']

function shares(summary: Summary, of: (row: Summary[number]) => number): number[] {
  return summary.filter((row) => row.tier !== null).map(of)
}

function tierNote({ tier, clients, paid, sharePercent }: Summary[number], currency: string): Words {
  const share = sharePercent / 100
  return {
    fr:
      `${tier ? `Catégorie ${tier}` : 'Sans catégorie'}\u00a0: ${count('fr', clients, CLIENTS.fr)}, ${formatMoney(paid, currency, 'fr')}, ` +
      `${formatPercent(share, 'fr')} des ventes`,
    en:
      `${tier ? `Tier ${tier}` : 'No tier'}: ${count('en', clients, CLIENTS.en)}, ${formatMoney(paid, currency, 'en')}, ` +
      `${formatPercent(share, 'en')} of the volume`
  }
}
