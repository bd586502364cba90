import { expect, test } from 'vitest'
import { CLIENT_TITLES } from '#src/clients/import/columns.ts'
import { fieldOfTitle, knownTitles } from '#src/platform/csv/columns.ts'
import { PURCHASE_TITLES } from '#src/purchases/import/columns.ts'

const purchases = knownTitles(PURCHASE_TITLES)
const clients = knownTitles(CLIENT_TITLES)
const fields = (titles: string[]) => titles.map((title) => fieldOfTitle(purchases, title)?.field ?? null)

test('how many there are is no number of a sale or client', () => {
  expect(fields(['Nbr', 'Nbre', 'Nombre', 'Nb'])).toEqual(['quantity', 'quantity', 'quantity', 'quantity'])
  expect(
    fields(['Nbr ventes', 'Nbr ticket', 'Nbr factures', 'Number of sales', 'No. of sales', 'number_of_sales'])
  ).toEqual(Array.from({ length: 6 }, () => null))
  expect(fieldOfTitle(purchases, 'Nbr clients')).toBeNull()
  expect(fieldOfTitle(clients, 'Number of clients')).toBeNull()
  expect(fields(['Numéro de vente', 'N° ticket', 'Sales No.'])).toEqual(['id', 'id', 'id'])
})

test('what is left after a discount is not the discount, though only an accent tells them apart', () => {
  expect(fields(['Prix remisé', 'Montant remisé', 'Discounted price', 'montant remise\u0301'])).toEqual(
    Array.from({ length: 4 }, () => 'paid')
  )
  expect(fields(['Montant remise', 'Remise', 'Discount amount'])).toEqual(['discount', 'discount', 'discount'])
  expect(fields(['Price discount', 'Remise prix'])).not.toContain('paid')
})

test('a word that alone may be a number or a sum is left to the owner', () => {
  expect(fields(['Vente', 'Sale', 'Reçu'])).toEqual([null, null, null])
  expect(fields(['Ventes', 'Sales', 'Receipt', 'N° de reçu', 'Date de vente'])).toEqual([
    'amount',
    'amount',
    'id',
    'id',
    'date'
  ])
})

test('the total of an order is not that of each of its rows, whatever the order of the words', () => {
  expect(fields(['Order total', 'Total de commande', 'Total order', 'Total de la commande'])).toEqual(
    Array.from({ length: 4 }, () => 'order_total')
  )
})
