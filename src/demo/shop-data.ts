import { PRODUCTS } from './letters.ts'
import { CLIENTS } from './people.ts'
import { seededRandom } from '#src/platform/random.ts'

const DAY_MS = 86_400_000
const YEARS = 3

/** The shop's client file, as its till would export it: CSV with the columns of `import clients`. */
export function clientFile(today: number): string {
  const random = seededRandom(19_800_514)
  const rows = CLIENTS.map(({ name, address, company, language }, index) => {
    const since = dayText(today - (200 + random.below(900)) * DAY_MS)
    const hasBirthday = index % 5 !== 4
    const birthday = hasBirthday ? birthdayNear(today, index, random.below(365)) : ''
    const consent = index % 7 === 6 ? ['', '', ''] : ['yes', since, 'formulaire en boutique']
    return [
      `C${1000 + index}`,
      name,
      address,
      '',
      company ?? '',
      birthday,
      language,
      'Europe/Paris',
      since,
      tagOf(index),
      ...consent
    ]
  })
  const header =
    'id,name,email,phone,company,birthday,language,zone,customer_since,tags,consent_marketing,consent_at,consent_source'
  return [header, ...rows.map((row) => row.map(quoted).join(','))].join('\n')
}

/** Three years of purchases: CSV with the columns of `import purchases`. */
export function purchaseFile(today: number): string {
  const random = seededRandom(20_240_229)
  const rows: string[][] = []
  for (const [index] of CLIENTS.entries()) {
    const everyDays = 25 + random.below(220)
    const first = today - (60 + random.below(YEARS * 365 - 60)) * DAY_MS
    for (let at = first; at < today; at += (everyDays / 2 + random.below(everyDays)) * DAY_MS) {
      const product = PRODUCTS[random.below(PRODUCTS.length)]
      if (!product) continue
      const quantity = product.type === 'ampoule' ? 1 + random.below(3) : 1
      const discount = random.below(6) === 0 ? Math.round((product.cents * quantity) / 10) : 0
      const money = (cents: number) => (cents / 100).toFixed(2)
      rows.push([
        `F${10_000 + rows.length}`,
        `C${1000 + index}`,
        dayText(at),
        money(product.cents * quantity),
        money(discount),
        money(product.costCents * quantity),
        'EUR',
        product.name,
        product.type,
        product.brand,
        String(quantity)
      ])
    }
  }
  const header = 'id,client,date,amount,discount,cost,currency,product,type,brand,quantity'
  return [header, ...rows.map((row) => row.map(quoted).join(','))].join('\n')
}

/** Some have their birthday today or this week, so that the campaign has something to show. */
function birthdayNear(today: number, index: number, drawn: number): string {
  const inDays = index < 3 ? 0 : index < 9 ? index - 2 : drawn
  const monthAndDay = dayText(today + inDays * DAY_MS).slice(4)
  return index % 3 === 0
    ? `-${monthAndDay}`
    : `${1950 + ((index * 7) % 50)}${monthAndDay === '-02-29' ? '-02-28' : monthAndDay}`
}

function tagOf(index: number): string {
  if (index % 11 === 0) return 'vip'
  return index < 12 ? 'professionnel' : ''
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function quoted(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
