import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { importClientFile } from '#src/clients/import/import-client-file.ts'
import type { Imported } from '#src/clients/import/import-table.ts'
import { readClient } from '#src/clients/client-store.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { importPurchaseFile } from '#src/purchases/import/import-purchase-file.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import { testDatabase } from '#test/setup/database.ts'

const FOLDER = 'test/fixtures/tables'
const database = await testDatabase()
const { prisma } = database
const world = {
  database,
  clock: fixedClock('2026-06-01T10:00:00Z'),
  secrets: { hash: (text: string, purpose: string) => `${purpose} ${text}` },
  by: COMMAND_LINE
}
const usual = { map: [], dryRun: false, allOrNothing: false }
const seen = new Set<string>()

function path(file: string): string {
  seen.add(file)
  return join(FOLDER, file)
}

interface People {
  file: string
  map?: string[]
  created: number
  /** Reasons by line. */
  refused?: Record<number, RegExp>
  /** What is known by address. */
  known?: Record<string, object>
}

const day = (month: number, day: number, year: number | null = null) => ({ birthday: { month, day, year } })

const PEOPLE: People[] = [
  {
    file: '01-excel-france.csv',
    created: 2,
    known: {
      'helene@t01.example': {
        name: 'Hélène LEFÈVRE',
        phone: '+33612345678',
        fields: { city: 'Besançon' },
        ...day(5, 14, 1980)
      },
      'francois@t01.example': { name: 'François Désiré', fields: { city: 'Évian' }, ...day(2, 1, 1975) }
    }
  },
  {
    file: '02-excel-utf16.csv',
    created: 2,
    known: {
      'zoe@t02.example': { name: 'Zoé Girard', tags: ['salon', 'vip'], ...day(5, 14, 1980) },
      'noel@t02.example': { name: 'Noël Brûlé', ...day(2, 29) }
    }
  },
  {
    file: '03-bom-utf8.csv',
    created: 1,
    known: { 'ana@t03.example': { name: 'Ana Gómez', company: 'Gómez, Fils & Cie' } }
  },
  {
    file: '04-mac-cr.csv',
    created: 2,
    known: {
      'eloise@t04.example': { name: 'Éloïse Pâquet', fields: { city: 'Trois-Rivières' } },
      'gael@t04.example': { name: 'Gaël Lanctôt', fields: { city: 'Montréal' } }
    }
  },
  {
    file: '05-dos-cp850.csv',
    created: 2,
    known: {
      'jerome@t05.example': { name: 'Jérôme Prévôt', externalId: 'D1' },
      'maelle@t05.example': { fields: { city: 'Nîmes' } }
    }
  },
  { file: '06-encoded-twice.csv', created: 1, known: { 'francois@t06.example': { name: 'François Bénard' } } },
  {
    file: '07-two-encodings.csv',
    created: 2,
    known: { 'rene@t07.example': { name: 'René Côté' }, 'agnes@t07.example': { name: 'Agnès Forêt' } }
  },
  {
    file: '08-preamble-and-end.csv',
    created: 2,
    refused: { 7: /line of totals/, 8: /remark/ },
    known: { 'marie@t08.example': { name: 'Dupont Marie', externalId: '411DUP', phone: '+33611223344' } }
  },
  {
    file: '09-two-header-lines.csv',
    created: 2,
    known: { 'ines@t09.example': { name: 'Inès Roy', externalId: 'R1' } }
  },
  {
    file: '10-duplicate-headers.csv',
    map: ['email=#2', 'email_2=#3'],
    created: 2,
    known: { 'lou@t10.example': { name: 'Lou Petit', addresses: ['lou@t10.example', 'lou.pro@t10.example'] } }
  },
  { file: '11-duplicate-empty-header.csv', created: 2, known: { 'max@t11.example': { name: 'Max Grand' } } },
  {
    file: '12-phones-eaten.csv',
    created: 3,
    refused: { 2: /cut by a spreadsheet: make that column a text column/ },
    known: {
      'tom@t12.example': { phone: '+33612345678' },
      'lea@t12.example': { phone: '+33612345678' },
      'ugo@t12.example': { phone: '+33612345678' }
    }
  },
  {
    file: '13-birthdays.csv',
    created: 8,
    refused: { 8: /"31\/02\/1980" is not a day/ },
    known: {
      'a1@t13.example': day(5, 14),
      'a2@t13.example': day(2, 29),
      'a3@t13.example': day(5, 14, 1980),
      'a4@t13.example': day(11, 3, 1968),
      'a5@t13.example': day(6, 2, 1959),
      'a6@t13.example': { birthday: null },
      'a8@t13.example': day(8, 1, 1990),
      'a9@t13.example': day(5, 14, 1980)
    }
  },
  {
    file: '14-us-dates.csv',
    created: 2,
    known: { 'ann@t14.example': day(5, 14, 1980), 'bob@t14.example': day(2, 3, 1990) }
  },
  {
    file: '24-outlook.csv',
    created: 2,
    refused: { 4: /neither a name nor an address/ },
    known: {
      'anne@t24.example': {
        name: 'Anne Roy',
        addresses: ['anne@t24.example', 'anne.roy@t24.example'],
        ...day(5, 14, 1980)
      },
      'luc@t24.example': { name: 'Luc Petit', birthday: null }
    }
  },
  {
    file: '25-french-clients-1252.csv',
    created: 3,
    refused: { 5: /"31\/02\/1990" is not a day/, 6: /"pas une adresse" is not a mail address/ },
    known: {
      'helene@t25.example': { name: 'Hélène FORÊT', phone: '+33612345678', ...day(5, 14, 1980) },
      'noel@t25.example': { company: 'Verre SARL', language: 'en', ...day(5, 14) },
      'jean@t25.example': day(2, 29)
    }
  },
  {
    file: '26-google-contacts.csv',
    created: 2,
    known: {
      'anne@t26.example': { phone: '+33612345678', addresses: ['anne@t26.example', 'anne2@t26.example'] },
      'luc@t26.example': { addresses: ['luc@t26.example', 'luc2@t26.example'], ...day(5, 14) }
    }
  },
  {
    file: '27-utf16-big-endian.csv',
    created: 2,
    known: { C1: { name: 'Anne Roy', company: 'Verre SA', phone: '0611', fields: { city: 'Lyon' } } }
  },
  {
    file: '15-both-date-orders.csv',
    created: 3,
    refused: { 4: /"02\/03\/1990" is not a day such as 1980-05-14/ },
    known: {
      'ann@t15.example': day(5, 14, 1980),
      'bob@t15.example': day(5, 14, 1980),
      'dan@t15.example': day(3, 2, 1990)
    }
  },
  {
    file: '16-broken-quotes.csv',
    created: 4,
    refused: { 6: /quotation mark is opened and never closed: close it/ },
    known: {
      'jean@t16.example': { name: 'Jean Petit', fields: { city: 'Lyon' } },
      'paul@t16.example': { name: 'Paul "le grand" Roux' },
      'anne@t16.example': { name: 'Anne Marie Blanc', fields: { city: 'Aix; en Provence' } },
      'eva@t16.example': { name: 'Eva Noir' }
    }
  },
  { file: '17-trailing-and-empty.csv', created: 2, known: { 'kim@t17.example': { name: 'Kim Bleu' } } },
  { file: '18-pipes.csv', created: 2, known: { 'scarlett@t18.example': { name: "Scarlett O'Hara" } } },
  { file: '19-titles-again.csv', created: 2, refused: { 3: /the titles again/ } },
  {
    file: '21-shopify-customers.csv',
    created: 2,
    known: {
      'mia@t21.example': {
        name: 'Mia Tremblay',
        externalId: '6789012345678',
        company: 'Atelier Mia',
        tags: ['laine', 'vip'],
        fields: { address: '12 rue des Pins', city: 'Québec', postal_code: 'G1R 2B5', country: 'CA' }
      }
    }
  },
  {
    file: '22-prestashop-clients.csv',
    created: 2,
    known: { 'yves@t22.example': { name: 'Yves Caron', customerSince: new Date('2021-03-04') } }
  },
  {
    file: '23-square-customers.csv',
    created: 2,
    known: { 'liz@t23.example': { name: 'Liz Stone', externalId: 'ABC123XYZ', ...day(7, 9, 1988) } }
  }
]

describe('a messy table of clients is imported right, or refused with what to do', () => {
  it.each(PEOPLE)('$file', async ({ file, map = [], created, refused = {}, known = {} }) => {
    const imported = await importClientFile(world, path(file), { ...usual, map })
    expect(reasonsOf(imported)).toEqual(matching(refused))
    expect(imported).toMatchObject({ created, updated: 0, unchanged: 0 })
    for (const [address, said] of Object.entries(known)) expect(await readClient(prisma, address)).toMatchObject(said)
    const again = await importClientFile(world, path(file), { ...usual, map })
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: created })
  })

  it.each([
    [
      '10-duplicate-headers.csv',
      /Columns 2 \("Email"\) and 3 \("Email"\) both look like email: say which counts with --map email=#2/
    ],
    [
      '20-no-titles.csv',
      /has no line of titles\. Put one above it, or say which column holds a name or an email by its place/
    ],
    ['49-a-workbook.csv', /is a workbook .* save it as "CSV UTF-8"/],
    ['50-a-web-page.csv', /is a web page, not CSV: open it in a spreadsheet/]
  ])('%s is refused as a whole', async (file, sentence) => {
    await expect(importClientFile(world, path(file), usual)).rejects.toThrow(sentence)
  })

  it('the words of mail programs for consent are read, and silence is none', async () => {
    const states = async (address: string) => {
      const { id } = await readClient(prisma, address)
      return (await prisma.consentEntry.findMany({ where: { clientId: id } })).map(({ state }) => state)
    }
    expect(await states('liz@t23.example')).toEqual(['given'])
    expect(await states('guy@t23.example')).toEqual([])
    expect(await states('helene@t25.example')).toEqual(['given'])
    expect(await states('noel@t25.example')).toEqual(['withdrawn'])
    expect(await states('lise@t22.example')).toEqual(['withdrawn'])
    expect(await states('scarlett@t18.example')).toEqual(['given'])
  })
})

/** id, day, amount, discount, cost of a purchase; sums in minor units. */
type Sale = [id: string, on: string, amount: bigint, discount: bigint, cost: bigint | null]

interface Sales {
  file: string
  map?: string[]
  refused?: Record<number, RegExp>
  /** `row` for an id that the import makes. */
  sales: Sale[]
  currency?: string
}

const SALES: Sales[] = [
  {
    file: '31-excel-france-purchases.csv',
    refused: { 6: /line of totals/ },
    sales: [
      ['FA1', '2026-03-14', 123450n, 12345n, null],
      ['FA2', '2026-03-15', 8000n, 500n, null],
      ['FA3', '2026-03-16', -111105n, 0n, null]
    ]
  },
  {
    file: '32-narrow-spaces.csv',
    refused: { 8: /amount "gratuit" is not a sum/ },
    sales: [
      ['1', '2026-01-02', 1234567n, 0n, 100000n],
      ['2', '2026-01-03', 100050n, 0n, 1200n],
      ['3', '2026-01-04', -4500n, 0n, null],
      ['4', '2026-01-05', -4500n, 0n, null],
      ['5', '2026-01-06', -4500n, 0n, null],
      ['6', '2026-01-07', 1250n, 0n, null]
    ]
  },
  {
    file: '33-comma-cut.csv',
    refused: { 2: /5 cells under 4 titles: put texts and sums that hold the separator in quotation marks/ },
    sales: [
      ['2', '2026-01-03', 1250n, 0n, null],
      ['3', '2026-01-04', 1250n, 0n, null]
    ]
  },
  {
    file: '34-percent-column.csv',
    refused: { 5: /discount "120" is not a share such as 10%: write a sum, or a number from 0 to 100/ },
    sales: [
      ['1', '2026-01-02', 30000n, 3000n, null],
      ['2', '2026-01-03', 27500n, 5500n, null],
      ['3', '2026-01-04', 25000n, 0n, null]
    ]
  },
  {
    file: '35-unit-prices.csv',
    sales: [
      ['row', '2026-01-02', 3870n, 0n, null],
      ['row', '2026-01-03', 1200n, 600n, null]
    ]
  },
  {
    file: '36-price-of-what.csv',
    map: ['unit_price=Prix'],
    sales: [
      ['row', '2026-01-02', 3870n, 0n, null],
      ['row', '2026-01-03', 1200n, 0n, null]
    ]
  },
  {
    file: '37-shopify-orders.csv',
    currency: 'CAD',
    refused: { 5: /its state is "voided"/ },
    sales: [
      ['#1001', '2026-01-05', 6594n, 500n, null],
      ['#1002', '2026-01-06', 3000n, 0n, null],
      ['#1002:refund', '2026-01-06', -1000n, 0n, null]
    ]
  },
  {
    file: '38-woocommerce-orders.csv',
    refused: { 3: /its state is "Cancelled"/ },
    sales: [['5012', '2026-02-01', 4490n, 390n, null]]
  },
  { file: '39-prestashop-orders.csv', refused: { 3: /"Annulé"/ }, sales: [['12', '2026-01-12', 125000n, 0n, null]] },
  {
    file: '40-square-items.csv',
    currency: 'CAD',
    sales: [
      ['TX1', '2026-03-02', 101200n, 1200n, null],
      ['TX2', '2026-03-03', -1200n, -120n, null]
    ]
  },
  { file: '41-lightspeed-sales.csv', sales: [['88001', '2026-01-02', 73000n, 6500n, 44400n]] },
  {
    file: '42-ebp-documents.csv',
    refused: { 2: /quote/, 3: /order, and the file holds its invoice too/, 4: /delivery, not a sale/ },
    sales: [
      ['AV001', '2026-01-06', -2400n, 0n, null],
      ['FA001', '2026-01-05', 12000n, 0n, null]
    ]
  },
  { file: '43-sage-lines.csv', sales: [['FC1001', '2026-01-05', 11000n, 0n, null]] },
  {
    file: '44-quickbooks-sales.csv',
    refused: { 6: /Anna Bell/, 9: /payment/, 10: /totals/, 11: /totals/, 12: /names no client/ },
    sales: [
      ['1045', '2026-01-14', 25000n, 0n, null],
      ['1046', '2026-01-20', -12500n, 0n, null]
    ]
  },
  {
    file: '45-merged-cells.csv',
    sales: [
      ['F1', '2026-01-05', 38000n, 0n, null],
      ['F2', '2026-01-06', 12000n, 0n, null]
    ]
  },
  {
    file: '46-six-decimals.csv',
    sales: [
      ['1', '2026-01-02', 1299n, 0n, 450n],
      ['2', '2026-01-03', 125n, 0n, 13n],
      ['3', '2026-01-04', 1n, 0n, null]
    ]
  },
  {
    file: '47-both-decimal-signs.csv',
    refused: { 4: /amount "1.234" is not a sum such as 1234.50, or could be two: write it without thousands/ },
    sales: [
      ['1', '2026-01-02', 1250n, 0n, null],
      ['2', '2026-01-03', 1250n, 0n, null]
    ]
  },
  {
    file: '48-split-purchase.csv',
    refused: { 5: /amount "dix" is not a sum/, 6: /purchase A3 is not whole without line 5/ },
    sales: [
      ['A1', '2026-01-02', 4000n, 0n, null],
      ['A2', '2026-01-02', 2000n, 0n, null]
    ]
  },
  {
    file: '51-online-retail.csv',
    refused: { 6: /names no client/ },
    sales: [
      ['536365', '2010-12-01', 3564n, 0n, null],
      ['536367', '2010-12-13', 5408n, 0n, null],
      ['C536379', '2010-12-14', -2750n, 0n, null]
    ]
  },
  {
    file: '52-french-shop-1252.csv',
    sales: [
      ['1201', '2026-01-31', 123456n, 1200n, null],
      ['1202', '2026-02-02', 8990n, 0n, null],
      ['1203', '2026-02-03', 108990n, 0n, null]
    ]
  },
  {
    file: '53-quebec-utf16.csv',
    currency: 'CAD',
    sales: [
      ['F-100', '2025-12-31', 141944n, 0n, null],
      ['F-101', '2026-01-05', 2300n, 0n, null]
    ]
  },
  {
    file: '54-subtotals.csv',
    refused: { 6: /line of totals/, 8: /line of totals/, 9: /line of totals/ },
    sales: [
      ['row', '2026-01-05', 12000n, 0n, null],
      ['row', '2026-01-06', 120000n, 0n, null],
      ['row', '2026-02-02', 3000n, 0n, null]
    ]
  },
  {
    file: '55-two-header-rows.csv',
    sales: [
      ['A1', '2026-03-02', 10000n, 500n, null],
      ['A2', '2026-03-05', 5000n, 0n, null]
    ]
  },
  {
    file: '56-dates-both-ways.csv',
    currency: 'CAD',
    sales: [
      ['A1', '2026-02-01', 10000n, 0n, null],
      ['A2', '2026-04-03', 105000n, 0n, null]
    ]
  },
  {
    file: '57-signs.csv',
    refused: { 7: /"32\/03\/26" is not a day/, 8: /"douze" is not a sum/, 9: /names no client/ },
    sales: [
      ['T1', '2026-03-02', 4500n, 0n, null],
      ['T2', '2026-03-03', -4500n, 0n, null],
      ['T3', '2026-03-04', -4500n, 0n, null],
      ['T4', '2026-03-05', -1250n, 0n, null],
      ['T5', '2026-03-06', 1250n, 0n, null]
    ]
  },
  {
    file: '58-instants.csv',
    currency: 'CAD',
    sales: [
      ['1', '2026-03-31', 10000n, 0n, null],
      ['2', '2026-04-01', 8050n, 805n, null]
    ]
  },
  {
    file: '59-quebec-comma.csv',
    currency: 'CAD',
    sales: [
      ['1', '2026-01-15', 123456n, 0n, 60000n],
      ['2', '2026-01-16', 1200n, 0n, 500n]
    ]
  },
  {
    file: '60-square-transactions.csv',
    currency: 'CAD',
    sales: [
      ['TX1', '2026-01-15', 120000n, 10000n, null],
      ['TX2', '2026-01-16', -5000n, 0n, null]
    ]
  },
  {
    file: '61-orders-of-a-study.csv',
    sales: [
      ['row', '2026-01-15', 3300n, 0n, null],
      ['row', '2026-02-15', 4400n, 0n, null],
      ['row', '2026-02-15', 5000n, 0n, null]
    ]
  },
  {
    file: '62-days-in-words.csv',
    sales: [
      ['F1', '2026-01-15', 1000n, 0n, null],
      ['F2', '2026-02-01', 2000n, 0n, null],
      ['F3', '2026-02-15', 3000n, 0n, null],
      ['F4', '2026-03-02', 4000n, 0n, null]
    ]
  },
  {
    file: '63-days-counted.csv',
    sales: [
      ['1', '2026-01-15', 1000n, 0n, null],
      ['2', '2026-01-16', 2000n, 0n, null]
    ]
  },
  {
    file: '64-aligned-without-titles.csv',
    map: ['client=#1', 'date=#3', 'quantity=#4', 'amount=#5'],
    sales: [
      ['row', '1997-01-01', 2933n, 0n, null],
      ['row', '1997-01-01', 6334n, 0n, null],
      ['row', '1997-01-01', 679n, 0n, null],
      ['row', '1997-01-13', 1177n, 0n, null],
      ['row', '1997-01-18', 2973n, 0n, null]
    ]
  },
  {
    file: '66-share-off-the-rows.csv',
    sales: [
      ['10', '2026-01-02', 5000n, 200n, null],
      ['11', '2026-01-03', 10000n, 2500n, null]
    ]
  },
  {
    file: '67-discount-and-tax.csv',
    currency: 'CAD',
    sales: [
      ['1001', '2026-01-31', 131000n, 5000n, null],
      ['1002', '2026-02-01', 2100n, 0n, null]
    ]
  },
  {
    file: '65-dates-in-both-orders.csv',
    refused: { 4: /the column writes days both ways, write them as 2026-01-31/ },
    sales: [
      ['A1', '2026-02-13', 10000n, 0n, null],
      ['A2', '2026-02-14', 5000n, 0n, null]
    ]
  }
]

describe('a messy table of purchases is imported right, or refused with what to do', () => {
  it.each(SALES)('$file', async ({ file, map = [], refused = {}, sales, currency = 'EUR' }) => {
    const options = { ...usual, map, source: file, createClients: true }
    const imported = await importPurchaseFile(world, path(file), options)
    expect(reasonsOf(imported)).toEqual(matching(refused))
    const rows = await prisma.purchase.findMany({
      where: { source: file },
      orderBy: [{ on: 'asc' }, { externalId: 'asc' }]
    })
    const stored = rows.map(({ externalId, on, amount, discount, cost }) => [
      externalId.replace(/^row:.*/, 'row'),
      on.toISOString().slice(0, 10),
      amount,
      discount,
      cost
    ])
    expect(stored.toSorted(byText)).toEqual(sales.toSorted(byText))
    expect(new Set(rows.map((row) => row.currency))).toEqual(new Set([currency]))
    const again = await importPurchaseFile(world, path(file), options)
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: sales.length })
  })

  it('a column that may be the price of one piece or of all is asked about', async () => {
    const options = { ...usual, source: 'x', createClients: true }
    await expect(importPurchaseFile(world, path('36-price-of-what.csv'), options)).rejects.toThrow(
      '"Prix" may be the price of one piece or of the whole row: say --map unit_price="Prix"'
    )
  })

  it('a table without titles is refused with its first row, so that columns can be named by their places', async () => {
    const options = { ...usual, source: 'x', createClients: true }
    await expect(importPurchaseFile(world, path('64-aligned-without-titles.csv'), options)).rejects.toThrow(
      /no line of titles\. .* --map client=#1\. The first row is: #1 00004, #2 00001, #3 19970101, #4 2, #5 29\.33/
    )
  })

  it('how days and sums were read is told, and whether a day of the file showed it', async () => {
    const told = async (file: string, dates?: 'month-first') => {
      const { dates: found, decimals } = await importPurchaseFile(world, path(file), {
        ...usual,
        dryRun: true,
        source: 'told',
        createClients: true,
        dates
      })
      return { found, decimals }
    }
    expect(await told('52-french-shop-1252.csv')).toEqual({
      found: { order: 'day-first', isShown: true },
      decimals: ','
    })
    expect(await told('53-quebec-utf16.csv')).toEqual({ found: { order: 'month-first', isShown: true }, decimals: '.' })
    expect(await told('56-dates-both-ways.csv')).toMatchObject({ found: { order: 'day-first', isShown: false } })
    expect(await told('56-dates-both-ways.csv', 'month-first')).toMatchObject({
      found: { order: 'month-first', isShown: false }
    })
    expect(await told('61-orders-of-a-study.csv')).toMatchObject({ found: null })
  })

  it('clients are made with the names and addresses that the file gives', async () => {
    expect(await readClient(prisma, 'mia@t37.example')).toMatchObject({ name: 'Mia Tremblay', externalId: null })
    expect(await readClient(prisma, 'SQ1')).toMatchObject({ name: 'Liz Stone' })
    expect(await readClient(prisma, '411DURAND')).toMatchObject({ name: 'Durand et Fils' })
  })
})

test('every file of the folder is walked', () => {
  expect([...seen].toSorted()).toEqual(readdirSync(FOLDER).toSorted())
})

function reasonsOf({ refused }: Pick<Imported, 'refused'>): Record<number, string> {
  return Object.fromEntries(refused.map(({ line, reason }) => [line, reason.en]))
}

function matching(patterns: Record<number, RegExp>): Record<number, unknown> {
  return Object.fromEntries(Object.entries(patterns).map(([line, pattern]) => [line, expect.stringMatching(pattern)]))
}

function byText(one: unknown[], other: unknown[]): number {
  return one.join(' ').localeCompare(other.join(' '))
}
