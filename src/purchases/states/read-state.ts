import type { Temporal } from 'temporal-polyfill'
import { refuseRow, rowFaults, type RefusedRow } from '#src/clients/import/rows.ts'
import { cellValue } from '#src/platform/csv/cell.ts'
import type { TableRow } from '#src/platform/csv/cells.ts'
import { readDay, type DayOrder } from '#src/platform/csv/days.ts'
import { comparable } from '#src/platform/csv/words.ts'
import type { StateColumns, StateField } from './columns.ts'

/** What has states on a timeline (M5, S3). */
export const STATE_KINDS = ['order', 'invoice', 'delivery', 'repair'] as const
export type StateKind = (typeof STATE_KINDS)[number]

/** One state that something of a client came into on a day. */
export interface GivenState {
  line: number
  id: string
  client: string
  clientEmail: string
  clientName: string
  kind: StateKind
  /** In the firm's own words: expédiée, payée, en attente de pièces … */
  state: string
  /** `YYYY-MM-DD` */
  on: string
  title: string | null
  note: string | null
}

export interface StateFormat {
  days: DayOrder
  today: Temporal.PlainDate
  header: string[]
  /** Of files that hold one kind and do not say so. */
  kind: StateKind | null
}

/** Reads one row; what cannot be read refuses it with every reason at once. A state may lie ahead: a delivery that is planned. */
export function readStateRow(row: TableRow, columns: StateColumns, format: StateFormat): GivenState | RefusedRow {
  const { line, cells } = row
  const complaints = rowFaults(row, format.header)
  if (complaints.length > 0) return refuseRow(line, complaints)
  const cell = (field: StateField) => cellValue(cells, columns[field])
  const client = cell('client') || cell('client_email') || cell('client_name')
  const kind = cell('type') === '' ? format.kind : kindOf(cell('type'))
  const day = readDay(cell('date'), format.days, format.today.year + 1)
  if (cell('id') === '')
    complaints.push({
      fr: 'elle n’a pas de numéro\u00a0: chaque commande, facture, livraison ou réparation a le sien',
      en: 'it has no number: each order, invoice, delivery or repair needs its own'
    })
  if (client === '')
    complaints.push({
      fr: 'elle ne nomme aucun client\u00a0: répétez le client sur chaque ligne',
      en: 'it names no client: repeat the client on every row'
    })
  if (kind === null)
    complaints.push({
      fr: `type «\u00a0${cell('type')}\u00a0»\u00a0: il faut commande, facture, livraison ou réparation`,
      en: `type "${cell('type')}" is not order, invoice, delivery or repair: add such a column, or --type order`
    })
  if (cell('state') === '') complaints.push({ fr: 'elle n’a pas d’état', en: 'it has no state' })
  if (day === null)
    complaints.push({
      fr: `date «\u00a0${cell('date')}\u00a0»\u00a0: il faut un jour comme 31/01/2026`,
      en: `date "${cell('date')}" is not a day such as 2026-01-31`
    })
  const longest = Math.max(cell('id').length, client.length, cell('state').length)
  if (longest > TEXT_MAX)
    complaints.push({
      fr: `une case dépasse ${TEXT_MAX} lettres\u00a0: une colonne est-elle décalée\u00a0?`,
      en: `a cell is longer than ${TEXT_MAX} letters: is a column shifted?`
    })
  if (complaints.length > 0 || kind === null || day === null) return refuseRow(line, complaints)
  return {
    line,
    kind,
    client,
    id: cell('id'),
    clientEmail: cell('client_email'),
    clientName: cell('client_name'),
    state: cell('state'),
    on: day.toString(),
    title: cell('title') || null,
    note: cell('note') || null
  }
}

const TEXT_MAX = 200

const KIND_WORDS: Record<StateKind, RegExp> = {
  delivery: /livraison|delivery|expedition|shipment|^bl$/,
  repair: /repar|sav|apresvente|aftersales|service|retour|repair|rma/,
  invoice: /factur|invoice|bill/,
  order: /commande|order|^bc$/
}

function kindOf(written: string): StateKind | null {
  const word = comparable(written)
  return STATE_KINDS.toReversed().find((kind) => KIND_WORDS[kind].test(word)) ?? null
}
