import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr } from './words.ts'

/** Results: revenue by month, tiers, clients whose purchases changed. */
export const insightsText = catalogue(
  {
    title: 'Résultats',
    lead: 'Vos ventes, mois par mois. Importez vos achats pour des chiffres complets.',
    months: 'Ventes par mois',
    monthsAside: 'les 24 derniers mois, remises et remboursements déduits',
    month: 'Mois',
    paid: 'Ventes',
    purchases: 'Achats',
    clients: 'Clients',
    csv: 'Télécharger (CSV)',
    total: '12 derniers mois',
    before: '12 mois d’avant',
    change: 'Évolution',
    basket: 'Achat moyen',
    tiers: 'Vos clients par catégorie',
    tier: (tier: string) => `Catégorie ${tier}`,
    ofClients: (n: number) => countFr(n, 'client', 'clients'),
    noneTitle: 'Pas encore de ventes',
    noneText: 'Importez un fichier d’achats : maillon import purchases FICHIER.csv. Les résultats apparaîtront ici.',
    partial: 'en cours'
  },
  {
    title: 'Results',
    lead: 'Your sales, month by month. Import your purchases for complete figures.',
    months: 'Sales per month',
    monthsAside: 'the last 24 months, discounts and refunds taken off',
    month: 'Month',
    paid: 'Sales',
    purchases: 'Purchases',
    clients: 'Clients',
    csv: 'Download (CSV)',
    total: 'Last 12 months',
    before: '12 months before',
    change: 'Change',
    basket: 'Average purchase',
    tiers: 'Your clients by tier',
    tier: (tier) => `Tier ${tier}`,
    ofClients: (n) => countEn(n, 'client', 'clients'),
    noneTitle: 'No sales yet',
    noneText: 'Import a file of purchases: maillon import purchases FILE.csv. The results will appear here.',
    partial: 'under way'
  }
)
