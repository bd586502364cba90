import { formatMoney } from '#src/platform/money.ts'
import type { Fact, Period } from './condition.ts'
import type { Phrase } from './condition-words.ts'

/** A fact in English, after "clients who". */
export function inEnglish(fact: Fact): Phrase {
  switch (fact.kind) {
    case 'tag':
      return own(`the tag ${quoted(fact.is)}`)
    case 'language':
      return own(`as language ${or(fact.is.map((language) => LANGUAGES[language ?? 'none']))}`)
    case 'zone':
      return are(`in the time zone ${or(fact.is)}`)
    case 'state':
      return are(`in the state ${or(fact.is)}`)
    case 'company':
      return are(fact.is ? `with ${quoted(fact.is)}` : 'with a company')
    case 'city':
      return are(`in the city of ${or(fact.is)}`)
    case 'birthday-month':
      return own(`their birthday in ${or(fact.is.map(monthName))}`)
    case 'field':
      return own(fieldWords(fact))
    case 'consent':
      return consentPhrase(fact)
    case 'bought':
      return have(`bought ${bounds(fact, (count) => `${count} times`)}${purchaseWords(fact)}`)
    case 'spent':
      return have(`spent ${bounds(fact, moneyIn(fact.currency))}${purchaseWords(fact)}`)
    case 'first-purchase':
      return have(`made their first purchase ${when(fact.period)}`)
    case 'last-purchase':
      return have(`made their last purchase ${when(fact.period)}`)
    case 'tier':
      return are(`in tier ${or(fact.is)}`)
    case 'rfm':
      return are(rfmWords(fact))
    case 'late':
      return are('late against their own rhythm')
    case 'chance-alive':
      return own(`a chance of still being clients (${bounds(fact, percent)})`)
    case 'value':
      return own(`a forecast value (${bounds(fact, moneyIn(fact.currency))})`)
    default:
      return fact.direction === 'in'
        ? have(`written their last mail ${when(fact.period)}`)
        : have(`received our last mail ${when(fact.period)}`)
  }
}

const LANGUAGES = { fr: 'French', en: 'English', none: 'none stated' }

function own(what: string): Phrase {
  return { yes: `have ${what}`, no: `do not have ${what}` }
}

function have(what: string): Phrase {
  return { yes: `have ${what}`, no: `have not ${what}` }
}

function are(what: string): Phrase {
  return { yes: `are ${what}`, no: `are not ${what}` }
}

function consentPhrase({ purpose, is }: Fact & { kind: 'consent' }): Phrase {
  const what = purpose === 'marketing' ? 'to being sent offers' : `to “${purpose}”`
  if (is === 'given') return have(`consented ${what}`)
  if (is === 'withdrawn') return have(`withdrawn their consent ${what}`)
  return {
    yes: `have said nothing of their consent ${what}`,
    no: `have given or withdrawn their consent ${what}`
  }
}

function fieldWords({ key, is, atLeast, atMost }: Fact & { kind: 'field' }): string {
  const parts = [
    is && or(is.map((one) => (typeof one === 'boolean' ? (one ? 'yes' : 'no') : `“${one}”`))),
    atLeast !== undefined && `at least ${atLeast}`,
    atMost !== undefined && `at most ${atMost}`
  ].filter(Boolean)
  return parts.length > 0 ? `in the field “${key}” ${parts.join(' and ')}` : `the field “${key}” filled in`
}

function rfmWords({ recency, frequency, money }: Fact & { kind: 'rfm' }): string {
  const parts = [
    recency && `recency ${or(recency.map(String))}`,
    frequency && `frequency ${or(frequency.map(String))}`,
    money && `money ${or(money.map(String))}`
  ].filter(Boolean)
  return parts.length > 0 ? `in the RFM groups ${parts.join(', ')}` : 'in an RFM group'
}

function purchaseWords(fact: Fact & { kind: 'bought' | 'spent' }): string {
  const parts = [
    fact.products && `the product ${quoted(fact.products)}`,
    fact.types && `of the type ${quoted(fact.types)}`,
    fact.brands && `of the brand ${quoted(fact.brands)}`,
    fact.channels && `through ${quoted(fact.channels)}`,
    fact.paymentMeans && `paid by ${quoted(fact.paymentMeans)}`,
    fact.period && when(fact.period)
  ].filter(Boolean)
  return parts.map((part) => ` ${part}`).join('')
}

function when(period: Period): string {
  if ('withinDays' in period) return `within the last ${period.withinDays} days`
  if ('olderThanDays' in period) return `more than ${period.olderThanDays} days ago`
  if (period.from === undefined) return `up to ${dayName(period.to)}`
  if (period.to === undefined) return `from ${dayName(period.from)}`
  return `from ${dayName(period.from)} to ${dayName(period.to)}`
}

function bounds(
  { atLeast, atMost }: { atLeast?: number | undefined; atMost?: number | undefined },
  say: (bound: number) => string
): string {
  if (atLeast === undefined) return `at most ${say(atMost ?? 0)}`
  if (atMost === undefined) return `at least ${say(atLeast)}`
  return atLeast === atMost ? `exactly ${say(atLeast)}` : `${say(atLeast)} to ${say(atMost)}`
}

function moneyIn(currency: string) {
  return (minor: number) => formatMoney(BigInt(minor), currency, 'en')
}

function percent(share: number): string {
  return new Intl.NumberFormat('en', { style: 'percent' }).format(share)
}

function dayName(day = ''): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day))
}

function monthName(month: number): string {
  return new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month - 1))
}

function quoted(words: string[]): string {
  return or(words.map((word) => `“${word}”`))
}

function or(words: string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words)
}
