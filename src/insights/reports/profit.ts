import { actCosts } from '#src/insights/costs.ts'
import { profitReport, type ProfitRow } from '#src/insights/profit-report.ts'
import { formatNumber, type Language } from '#src/platform/i18n.ts'
import { decimalNumber, formatMoney } from '#src/platform/money.ts'
import { sumText } from './cells.ts'
import { nothingBought } from './empty.ts'
import { column, type Chart, type Report, type Row, type Words } from './report.ts'

export const profit: Report = {
  name: 'profit',
  title: { fr: 'Bénéfice par client', en: 'Profit per client' },
  summary: {
    fr: 'bénéfice par client\u00a0: achats, remises, marge brute, coût de sollicitation, bénéfice net',
    en: 'profit per client: purchases, discount, gross profit, solicitation, net profit'
  },
  segment: 'purchases',
  parameters: [],
  async run({ db, scope, settings }) {
    const { currency } = scope
    const options = { costs: actCosts(settings, currency), zone: settings['firm.zone'] }
    const { clients, totals, lossMaking } = await profitReport(db, scope, options)
    const unknown = clients.reduce((sum, client) => sum + client.costUnknown, 0)
    return {
      json: () => ({
        clients: clients.map((client) => clientJson(client, currency)),
        totals: { purchaseCount: totals.purchases, ...sums(totals, currency), explanation: totals.explanation },
        best: clients.slice(0, LISTED).map((client) => client.id),
        lossMaking: lossMaking.slice(0, LISTED).map((client) => client.id)
      }),
      columns: COLUMNS,
      rows: clients.map(clientRow),
      ifNone: {
        fr: 'Rien n’a été acheté et personne n’a été sollicité pendant cette période.',
        en: 'Nothing was bought, and nobody was solicited, in this period.'
      },
      notes: [totalNote(totals, currency), ...lossNotes(lossMaking.length), ...unknownCostNotes(unknown)],
      warning: nothingBought(totals.purchases),
      charts: [bestChart(clients.slice(0, LISTED), currency)]
    }
  }
}

/** Best and loss-making clients that are named apart. */
const LISTED = 10

const COLUMNS = [
  column('count', 'Rang', 'rank'),
  column('text', 'Numéro', 'id'),
  column('text', 'Client', 'name'),
  column('money', 'Achats', 'purchases'),
  column('money', 'Remises', 'discount'),
  column('money', 'Coût des marchandises', 'goods'),
  column('money', 'Marge brute', 'gross'),
  column('money', 'Sollicitation', 'solicitation'),
  column('money', 'Bénéfice net', 'net'),
  column('sum', 'Calcul', 'explanation')
]

function totalNote(
  totals: Pick<ProfitRow, 'amount' | 'discount' | 'goods' | 'solicitation' | 'net'>,
  currency: string
) {
  const { net, amount, discount, goods, solicitation } = totals
  const sum = { total: net, parts: [amount, -discount, -goods, -solicitation] }
  const inWords = (language: Language) => sumText(sum, (minor) => formatMoney(minor, currency, language))
  return {
    fr: `Bénéfice net = achats − remises − coût des marchandises − sollicitation\u00a0; au total ${inWords('fr')}.`,
    en: `Net profit = purchases − discounts − cost of goods − solicitation; all together ${inWords('en')}.`
  }
}

function clientRow(client: ProfitRow): Row {
  const { rank, id, name, amount, discount, goods, gross, solicitation, net } = client
  const explanation = { total: net, parts: [amount, -discount, -goods, -solicitation] }
  return {
    clientId: client.clientId,
    cells: [rank, id, name, amount, discount, goods, gross, solicitation, net, explanation]
  }
}

function clientJson(client: ProfitRow, currency: string): object {
  return {
    rank: client.rank,
    id: client.id,
    clientId: client.clientId,
    name: client.name,
    email: client.email,
    purchaseCount: client.purchases,
    ...sums(client, currency),
    acts: client.acts,
    explanation: client.explanation
  }
}

function sums(
  row: Pick<ProfitRow, 'amount' | 'discount' | 'goods' | 'gross' | 'solicitation' | 'net'>,
  currency: string
): object {
  const units = (minor: bigint) => decimalNumber(minor, currency)
  return {
    purchases: units(row.amount),
    discount: units(row.discount),
    discountPercent: row.amount > 0n ? (Number(row.discount) * 100) / Number(row.amount) : 0,
    costOfGoods: units(row.goods),
    grossProfit: units(row.gross),
    solicitation: units(row.solicitation),
    netProfit: units(row.net)
  }
}

function lossNotes(count: number): Words[] {
  if (count === 0) return []
  return [
    {
      fr:
        count === 1
          ? 'Un client a coûté plus qu’il n’a rapporté.'
          : `${formatNumber(count, 'fr')} clients ont coûté plus qu’ils n’ont rapporté.`,
      en:
        count === 1
          ? '1 client cost more than they brought.'
          : `${formatNumber(count, 'en')} clients cost more than they brought.`
    }
  ]
}

function unknownCostNotes(purchases: number): Words[] {
  if (purchases === 0) return []
  return [
    {
      fr: `Le coût des marchandises de ${purchases} achats n’est pas connu\u00a0: leur marge brute est ce qui a été payé.`,
      en: `The cost of goods of ${purchases} purchases is not known: their gross profit is what was paid.`
    }
  ]
}

function bestChart(best: ProfitRow[], currency: string): Chart {
  return {
    kind: 'bars',
    title: { fr: 'Les meilleurs clients', en: 'The best clients' },
    unit: 'money',
    labels: best.map((client) => client.name),
    series: [
      {
        name: { fr: 'Bénéfice net', en: 'Net profit' },
        values: best.map((client) => decimalNumber(client.net, currency))
      }
    ]
  }
}
