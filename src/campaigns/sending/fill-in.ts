import { Temporal } from 'temporal-polyfill'
import type { LetterData } from '#src/delivery/letter/data.ts'
import { formatDay, formatNumber, type Language } from '#src/platform/i18n.ts'
import { formatMoney } from '#src/platform/money.ts'
import { instantOf } from '#src/platform/clock.ts'
import { shownCode } from '#src/offers/code.ts'
import type { Coupon } from '#src/offers/coupon-store.ts'
import { discountText } from '#src/offers/wording.ts'
import type { Letter } from '#src/campaigns/recheck.ts'
import type { LetterFacts, LetterThread } from './letter-store.ts'

/** What a letter says of a coupon. */
export type PromisedCoupon = Pick<Coupon, 'code' | 'discount' | 'currency' | 'expiresAt' | 'minimumSpend'>

/** Everything a letter is filled in from. */
export interface FillIn {
  letter: Pick<Letter, 'years' | 'zone' | 'purpose'>
  facts: LetterFacts
  thread: LetterThread | null
  coupon: PromisedCoupon | null
  language: Language
  firm: { name: string; postalAddress: string; email: string }
  links: LetterData['links']
  points?: { expiring: number; expiresOn: Temporal.PlainDate }
}

/** Puts what is known into the words of a letter. */
export function letterData({ letter, facts, thread, coupon, language, firm, links, points }: FillIn): LetterData {
  const name = facts.nameRank > 0 ? facts.name : null
  const firstName = name === null ? null : firstNameOf(name)
  return {
    greeting: greeting(language, firstName),
    subject: '',
    firm: { name: firm.name || firm.email, postalAddress: firm.postalAddress || null, email: firm.email },
    client: { name: facts.name || null, firstName, company: facts.company },
    coupon: coupon && couponWords(coupon, language, letter.zone),
    years: letter.years,
    product: facts.products.length === 0 ? null : facts.products.join(', '),
    thread: thread && {
      subject: thread.subject,
      waitingSince: thread.waitingSince && dayText(dayIn(thread.waitingSince, letter.zone), language)
    },
    points: points
      ? { expiring: formatNumber(points.expiring, language), expiresOn: dayText(points.expiresOn, language) }
      : null,
    links,
    marketing: letter.purpose === 'marketing'
  }
}

/** The last day a coupon is valid for this client, as an instant: the end of that day where they live (SEMANTICS I2). */
export function couponExpiry(sentAt: Temporal.Instant, zone: string, validDays: number, endsOn: string | null): Date {
  const lastDay = sentAt.toZonedDateTimeISO(zone).toPlainDate().add({ days: validDays })
  const end = endsOn === null ? lastDay : Temporal.PlainDate.from(endsOn)
  const day = Temporal.PlainDate.compare(end, lastDay) < 0 ? end : lastDay
  return new Date(day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds)
}

function greeting(language: Language, firstName: string | null): string {
  const hello = language === 'fr' ? 'Bonjour' : 'Hello'
  return firstName === null ? hello : `${hello} ${firstName}`
}

/** A first name to greet by: of two words or more, none of which says that this is a firm. */
function firstNameOf(name: string): string | null {
  const words = name.trim().split(/\s+/)
  const isFirm =
    /\b(?:SARL|SAS|SASU|EURL|SA|SCI|Inc|Ltd|LLC|GmbH|Ltée|Enr|Cabinet|Société|Studio|Hôtel|Restaurant|Mairie|Association|Groupe)\b/i
  const [first, second] = words
  const isTitle = /^(?:M|Mr|Mme|Mlle|Mrs|Ms|Dr|Me|Madame|Monsieur)\.?$/i
  if (first === undefined || second === undefined || isFirm.test(name) || isTitle.test(first)) return null
  // `GIRARD Zoé`: accounting programs put the family name first, in capitals.
  const isShouted = first.length > 2 && first === first.toUpperCase() && second !== second.toUpperCase()
  return isShouted ? second : first
}

function couponWords(coupon: PromisedCoupon, language: Language, zone: string): LetterData['coupon'] {
  const { code, discount, currency, expiresAt, minimumSpend } = coupon
  return {
    code: shownCode(code),
    discount: discountText(discount, currency, language),
    validUntil: dayText(dayIn(new Date(expiresAt.getTime() - 1), zone), language),
    minimum: minimumSpend === 0n ? null : formatMoney(minimumSpend, currency, language)
  }
}

/** French says « 1er juin », and the other days by their number. */
function dayText(day: Temporal.PlainDate, language: Language): string {
  const text = formatDay(day, language)
  return language === 'fr' ? text.replace(/^1 /, '1er ') : text
}

function dayIn(at: Date, zone: string): Temporal.PlainDate {
  return instantOf(at).toZonedDateTimeISO(zone).toPlainDate()
}
