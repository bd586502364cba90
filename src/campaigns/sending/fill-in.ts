import { Temporal } from 'temporal-polyfill'
import type { LetterData } from '#src/delivery/letter/data.ts'
import { readSubject } from '#src/message/subject.ts'
import { formatDay, formatNumber, type Language } from '#src/platform/i18n.ts'
import { formatPrice } from '#src/platform/money.ts'
import { instantOf } from '#src/platform/clock.ts'
import { shownCode } from '#src/offers/code.ts'
import type { Coupon } from '#src/offers/coupon-store.ts'
import { discountText } from '#src/offers/wording.ts'
import type { Letter } from '#src/campaigns/recheck.ts'
import { firstNameOf } from './first-name.ts'
import type { LetterFacts, LetterThread } from './letter-store.ts'

/** What a letter says of a coupon. */
export type PromisedCoupon = Pick<Coupon, 'code' | 'discount' | 'currency' | 'expiresAt' | 'minimumSpend'>

/** Everything a letter is filled in from. */
export interface FillIn {
  letter: Pick<Letter, 'years' | 'zone'>
  /** Its foot tells how to get no more of these. */
  isRefusable: boolean
  facts: LetterFacts
  thread: LetterThread | null
  coupon: PromisedCoupon | null
  language: Language
  firm: { name: string; postalAddress: string; email: string }
  links: LetterData['links']
  points?: { expiring: number; expiresOn: Temporal.PlainDate }
}

/** Puts what is known into the words of a letter. */
export function letterData({
  letter,
  isRefusable,
  facts,
  thread,
  coupon,
  language,
  firm,
  links,
  points
}: FillIn): LetterData {
  const name = facts.nameRank > 0 ? facts.name : null
  const firstName = name === null ? null : firstNameOf(name, facts.company)
  return {
    greeting: greeting(language, firstName),
    subject: '',
    firm: { name: firm.name || firm.email, postalAddress: firm.postalAddress || null, email: firm.email },
    client: { name: facts.name || null, firstName, company: facts.company },
    coupon: coupon && couponWords(coupon, language, letter.zone),
    years: letter.years,
    product: productWords(facts.products, language),
    thread: thread && {
      subject: readSubject(thread.subject).baseSubject || NO_SUBJECT[language],
      waitingSince: thread.waitingSince && formatDay(dayIn(thread.waitingSince, letter.zone), language)
    },
    points: points
      ? { expiring: formatNumber(points.expiring, language), expiresOn: formatDay(points.expiresOn, language) }
      : null,
    links,
    marketing: isRefusable
  }
}

/** The last day a coupon is valid for this client, as an instant: the end of that day where they live (SEMANTICS I2). */
export function couponExpiry(sentAt: Temporal.Instant, zone: string, validDays: number, endsOn: string | null): Date {
  const lastDay = sentAt.toZonedDateTimeISO(zone).toPlainDate().add({ days: validDays })
  const end = endsOn === null ? lastDay : Temporal.PlainDate.from(endsOn)
  const day = Temporal.PlainDate.compare(end, lastDay) < 0 ? end : lastDay
  return new Date(day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds)
}

const NO_SUBJECT: Record<Language, string> = { fr: 'votre message', en: 'your message' }

/** `a`, `a et b`, `a, b et c`; of more the first three. */
function productWords(products: readonly string[], language: Language): string | null {
  if (products.length === 0) return null
  if (products.length > PRODUCTS_NAMED) return `${products.slice(0, PRODUCTS_NAMED).join(', ')}…`
  return new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'conjunction' }).format(products)
}

const PRODUCTS_NAMED = 3

function greeting(language: Language, firstName: string | null): string {
  const hello = language === 'fr' ? 'Bonjour' : 'Hello'
  return firstName === null ? hello : `${hello} ${firstName}`
}

function couponWords(coupon: PromisedCoupon, language: Language, zone: string): LetterData['coupon'] {
  const { code, discount, currency, expiresAt, minimumSpend } = coupon
  return {
    code: shownCode(code),
    discount:
      discount.kind === 'amount'
        ? formatPrice(discount.amount, currency, language)
        : discountText(discount, currency, language),
    validUntil: formatDay(dayIn(new Date(expiresAt.getTime() - 1), zone), language),
    minimum: minimumSpend === 0n ? null : formatPrice(minimumSpend, currency, language)
  }
}

function dayIn(at: Date, zone: string): Temporal.PlainDate {
  return instantOf(at).toZonedDateTimeISO(zone).toPlainDate()
}
