import type { KnownProgram } from '#src/clients/import/import-table.ts'
import type { PurchaseField } from './columns.ts'

/** Files whose titles would say something else by themselves. */
export const PURCHASE_PROGRAMS: KnownProgram<PurchaseField>[] = [
  {
    name: 'Shopify',
    has: ['Lineitem name', 'Lineitem price', 'Financial Status'],
    map: {
      id: 'Name',
      client: '',
      client_email: 'Email',
      client_name: 'Billing Name',
      date: 'Created at',
      order_total: 'Total',
      order_discount: 'Discount Amount',
      amount: '',
      discount: '',
      unit_price: 'Lineitem price',
      brand: 'Vendor',
      channel: 'Source'
    }
  },
  {
    name: 'WooCommerce',
    has: ['Order Number', 'Order Total Amount', 'Item Name', 'Item Cost'],
    map: {
      order_total: 'Order Total Amount',
      order_discount: 'Cart Discount Amount',
      amount: '',
      discount: '',
      unit_price: 'Item Cost',
      quantity: 'Quantity',
      client_email: 'Email (Billing)'
    }
  },
  {
    name: 'Square',
    has: ['Gross Sales', 'Net Sales', 'Transaction ID'],
    map: { paid: '', product: 'Item', type: 'Category', channel: 'Location' }
  },
  {
    name: 'QuickBooks',
    has: ['Transaction Type', 'Num', 'Memo/Description'],
    map: { client: '', client_name: 'Name', id: 'Num', unit_price: 'Sales Price', amount: 'Amount' }
  }
]
