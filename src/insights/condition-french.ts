import { formatMoney } from '#src/platform/money.ts'
import type { Fact, Period } from './condition.ts'
import type { Phrase } from './condition-words.ts'

/** A fact in French, after « clients qui ». */
export function inFrench(fact: Fact): Phrase {
  switch (fact.kind) {
    case 'tag':
      return phrase('portent', `l’étiquette ${quoted(fact.is)}`)
    case 'language':
      return phrase('ont', `pour langue ${or(fact.is.map((language) => LANGUAGES[language ?? 'none']))}`)
    case 'zone':
      return phrase('vivent', `au fuseau horaire ${or(fact.is)}`)
    case 'state':
      return phrase('sont', `à l’état ${or(fact.is.map((state) => STATES[state]))}`)
    case 'company':
      return fact.is ? phrase('travaillent', `chez ${quoted(fact.is)}`) : phrase('dépendent', 'd’une entreprise')
    case 'city':
      return phrase('habitent', `à ${or(fact.is)}`)
    case 'birthday-month':
      return phrase('ont', `leur anniversaire en ${or(fact.is.map(monthName))}`)
    case 'field':
      return phrase('ont', fieldWords(fact))
    case 'consent':
      return consentPhrase(fact)
    case 'bought':
      return phrase('ont', `acheté ${bounds(fact, (count) => `${count} fois`)}${purchaseWords(fact)}`)
    case 'spent':
      return phrase('ont', `dépensé ${bounds(fact, moneyIn(fact.currency))}${purchaseWords(fact)}`)
    case 'first-purchase':
      return phrase('ont', `fait leur premier achat ${when(fact.period)}`)
    case 'last-purchase':
      return phrase('ont', `fait leur dernier achat ${when(fact.period)}`)
    case 'tier':
      return phrase('sont', `en catégorie ${or(fact.is)}`)
    case 'rfm':
      return phrase('sont', rfmWords(fact))
    case 'late':
      return phrase('sont', 'en retard sur leur propre rythme')
    case 'chance-alive':
      return phrase('ont', `une chance d’être encore clients (${bounds(fact, percent)})`)
    case 'value':
      return phrase('ont', `une valeur prévue (${bounds(fact, moneyIn(fact.currency))})`)
    default:
      return fact.direction === 'in'
        ? phrase('ont', `écrit leur dernier mail ${when(fact.period)}`)
        : phrase('ont', `reçu notre dernier mail ${when(fact.period)}`)
  }
}

const LANGUAGES = { fr: 'le français', en: 'l’anglais', none: 'aucune précisée' }
const STATES = { suggested: 'suggestion', active: 'client', ignored: 'fiche ignorée' }

function phrase(verb: string, rest: string): Phrase {
  const elided = /^[aeiouhéê]/i.test(verb) ? `n’${verb}` : `ne ${verb}`
  return { yes: `${verb} ${rest}`, no: `${elided} pas ${rest}` }
}

function consentPhrase({ purpose, is }: Fact & { kind: 'consent' }): Phrase {
  const what = purpose === 'marketing' ? 'à recevoir des offres' : `à «\u00a0${purpose}\u00a0»`
  if (is === 'given') return phrase('ont', `consenti ${what}`)
  if (is === 'withdrawn') return phrase('ont', `retiré leur consentement ${what}`)
  return {
    yes: `n’ont rien dit de leur consentement ${what}`,
    no: `ont donné ou retiré leur consentement ${what}`
  }
}

function fieldWords({ key, is, atLeast, atMost }: Fact & { kind: 'field' }): string {
  const parts = [
    is && or(is.map((one) => (typeof one === 'boolean' ? (one ? 'oui' : 'non') : `«\u00a0${one}\u00a0»`))),
    atLeast !== undefined && `au moins ${atLeast}`,
    atMost !== undefined && `au plus ${atMost}`
  ].filter(Boolean)
  return parts.length > 0
    ? `au champ «\u00a0${key}\u00a0» ${parts.join(' et ')}`
    : `le champ «\u00a0${key}\u00a0» rempli`
}

function rfmWords({ recency, frequency, money }: Fact & { kind: 'rfm' }): string {
  const parts = [
    recency && `récence ${or(recency.map(String))}`,
    frequency && `fréquence ${or(frequency.map(String))}`,
    money && `montant ${or(money.map(String))}`
  ].filter(Boolean)
  return parts.length > 0 ? `dans les groupes RFM ${parts.join(', ')}` : 'dans un groupe RFM'
}

function purchaseWords(fact: Fact & { kind: 'bought' | 'spent' }): string {
  const parts = [
    fact.products && `le produit ${quoted(fact.products)}`,
    fact.types && `du type ${quoted(fact.types)}`,
    fact.brands && `de la marque ${quoted(fact.brands)}`,
    fact.channels && `par le canal ${quoted(fact.channels)}`,
    fact.paymentMeans && `payé par ${quoted(fact.paymentMeans)}`,
    fact.period && when(fact.period)
  ].filter(Boolean)
  return parts.map((part) => ` ${part}`).join('')
}

function when(period: Period): string {
  if ('withinDays' in period) return `dans les ${period.withinDays} derniers jours`
  if ('olderThanDays' in period) return `il y a plus de ${period.olderThanDays} jours`
  if (period.from === undefined) return `jusqu’au ${dayName(period.to)}`
  if (period.to === undefined) return `à partir du ${dayName(period.from)}`
  return `du ${dayName(period.from)} au ${dayName(period.to)}`
}

function bounds(
  { atLeast, atMost }: { atLeast?: number | undefined; atMost?: number | undefined },
  say: (bound: number) => string
): string {
  if (atLeast === undefined) return `au plus ${say(atMost ?? 0)}`
  if (atMost === undefined) return `au moins ${say(atLeast)}`
  return atLeast === atMost ? `exactement ${say(atLeast)}` : `de ${say(atLeast)} à ${say(atMost)}`
}

function moneyIn(currency: string) {
  return (minor: number) => formatMoney(BigInt(minor), currency, 'fr')
}

function percent(share: number): string {
  return new Intl.NumberFormat('fr', { style: 'percent' }).format(share)
}

function dayName(day = ''): string {
  return new Intl.DateTimeFormat('fr', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day))
}

function monthName(month: number): string {
  return new Intl.DateTimeFormat('fr', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month - 1))
}

function quoted(words: string[]): string {
  return or(words.map((word) => `«\u00a0${word}\u00a0»`))
}

function or(words: string[]): string {
  return new Intl.ListFormat('fr', { type: 'disjunction' }).format(words)
}
