import { cellText } from '#src/platform/csv/cell.ts'
import { fieldOfTitle, findColumns, knownTitles, titles } from '#src/platform/csv/columns.ts'
import { openTable } from '#src/platform/csv/table.ts'
import { Refusal } from '#src/platform/refusal.ts'

/** One line of a table of used coupons; what it lacks is empty. */
export interface UsedCoupon {
  line: number
  code: string
  order: string
  amount: string
}

const FIELDS = ['code', 'order', 'amount'] as const

const KNOWN = knownTitles<(typeof FIELDS)[number]>({
  code: titles('code | coupon | coupon code | voucher | bon | code du bon | code promo | bon de réduction'),
  order: titles('order | order id | order number | commande | numéro de commande | n° commande | ticket | facture'),
  amount: titles('amount | total | order amount | price | montant | montant de la commande | prix | total ttc')
})

/**
 * The coupons that a till or a shop says were used, from a table of any program.
 * @throws Refusal where the file is no table, or one of the three columns is not there
 */
export async function* usedCoupons(path: string): AsyncGenerator<UsedCoupon> {
  const table = await openTable(path, (title) => fieldOfTitle(KNOWN, title) !== null)
  const { columns, doubts } = findColumns(table.header, KNOWN, {
    mapped: new Map(),
    fields: FIELDS,
    sample: table.sample
  })
  if (doubts[0]) throw doubts[0].refusal
  const missing = FIELDS.find((field) => columns[field] === undefined)
  if (missing !== undefined)
    throw new Refusal(
      'no-column',
      `${path} has no column "${missing}": its first line must name code, order and amount; it says ${table.header.join(', ')}.`
    )
  for await (const { rows } of table.parts())
    for (const { line, cells } of rows) {
      const text = (field: (typeof FIELDS)[number]): string => cellText(cells, columns[field])
      const used = { line, code: text('code'), order: text('order'), amount: text('amount') }
      const isEmpty = used.code === '' && used.order === '' && used.amount === ''
      if (!isEmpty) yield used
    }
}
