import { PURCHASE_TITLES } from '#src/purchases/import/columns.ts'
import type { Columns, ColumnTitles } from '#src/platform/csv/columns.ts'

/** What a file of orders, invoices, deliveries or repairs may hold; ids, clients and days go by the titles of purchases. */
export const STATE_TITLES = {
  id: [
    ...PURCHASE_TITLES.id,
    'n° bl',
    'n° bon de livraison',
    'n° réparation',
    'n° dossier',
    'dossier',
    'ticket sav',
    'n° sav',
    'repair id',
    'delivery id',
    'tracking number',
    'n° de suivi'
  ],
  client: PURCHASE_TITLES.client,
  client_email: PURCHASE_TITLES.client_email,
  client_name: PURCHASE_TITLES.client_name,
  type: ['type', 'kind', 'genre', 'objet', ...PURCHASE_TITLES.document],
  state: [
    'state',
    'état',
    'statut',
    'status',
    'étape',
    'avancement',
    'situation',
    'order status',
    'repair status',
    'delivery status'
  ],
  date: [
    'date',
    'date de l’état',
    'date état',
    'date statut',
    'state date',
    'status date',
    'updated at',
    'date de mise à jour',
    'modifié le',
    ...PURCHASE_TITLES.date.slice(1),
    'date de livraison',
    'delivery date',
    'date de réparation'
  ],
  title: ['title', 'titre', ...PURCHASE_TITLES.product, 'appareil', 'panne', 'motif', 'sujet', 'subject'],
  note: [
    'note',
    'notes',
    'remarque',
    'remarques',
    'commentaire',
    'commentaires',
    'comment',
    'comments',
    'détail',
    'details'
  ]
} as const satisfies ColumnTitles<string>

export type StateField = keyof typeof STATE_TITLES
export type StateColumns = Columns<StateField>
