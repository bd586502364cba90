import { Temporal } from 'temporal-polyfill'
import { discountText } from '#src/offers/wording.ts'
import { catalogue, formatDay, formatList, numberFormat, type Language } from '#src/platform/i18n.ts'
import type { Campaign } from './campaign-store.ts'
import { discountOf, type Definition, type Step, type Trigger } from './definition.ts'
import { readyMade } from './readymade.ts'

/** Told in which language, and in which currency sums are. */
export interface Telling {
  language: Language
  currency: string
}

/**
 * What a campaign does, as its definition says it now: what goes out, when, with which coupon. Wherever a campaign is told in
 * short, it is told by this.
 */
export function whatItDoes({ name, definition }: Pick<Campaign, 'name' | 'definition'>, telling: Telling): string {
  const say = sentences[telling.language]
  const { trigger, steps } = definition
  if (trigger.kind === 'unanswered')
    return [...steps.map((step) => waited(step, telling)), daysOf(definition, telling)].join(' ')
  const [first, ...others] = steps
  const mail = readyMade(name)?.mail[telling.language] ?? say.mail
  const main = say.main(mail, occasionOf(trigger, telling), clock(first?.at ?? '', telling))
  const later = others.map((step) => say.later(daysIn(step, telling)))
  const stops = others.length > 0 && definition.stopsOn.length > 0 ? [say.stops(definition.stopsOn)] : []
  return [
    `${[main, ...later].join(say.next)}.`,
    ...stops,
    ...offerOf(definition, telling),
    daysOf(definition, telling)
  ].join(' ')
}

function waited(step: Step, telling: Telling): string {
  const say = sentences[telling.language]
  const [days, at] = [daysIn(step, telling), clock(step.at, telling)]
  return step.to === 'team' ? say.toTeam(days, at) : say.toClient(days, at)
}

function occasionOf(trigger: Exclude<Trigger, { kind: 'unanswered' }>, telling: Telling): string {
  const say = sentences[telling.language]
  if (trigger.kind === 'once')
    return trigger.on === null
      ? say.onceOpen
      : say.once(formatDay(Temporal.PlainDate.from(trigger.on), telling.language))
  if (trigger.kind === 'late') return say.late(daysText(trigger.silentDays, telling))
  const { months, days } = trigger.shift
  const distance = [
    ...(months === 0 ? [] : [monthsText(Math.abs(months), telling)]),
    ...(days === 0 ? [] : [daysText(Math.abs(days), telling)])
  ]
  const side = distance.length === 0 ? 'on' : (months || days) < 0 ? 'before' : 'after'
  const far = formatList(distance, telling.language)
  switch (trigger.kind) {
    case 'birthday':
      return say.birthday(side, far)
    case 'first-purchase-anniversary':
      return say.anniversary(side, far)
    case 'date-field':
      return say.date(side, far, trigger.yearly)
    case 'after-purchase':
      return say.purchase(side, far, formatList(trigger.types, telling.language))
    case 'segment-entered':
      return say.entered(side, far, trigger.segment)
  }
}

function offerOf({ offer }: Definition, telling: Telling): string[] {
  if (offer === null) return []
  const { language, currency } = telling
  return [
    sentences[language].offer(discountText(discountOf(offer), currency, language), daysText(offer.validDays, telling))
  ]
}

/** On which days it goes out: the usual ways in words, others as they are. */
function daysOf({ window: { weekdays, holidays } }: Definition, { language }: Telling): string {
  const say = sentences[language]
  const days = weekdays.toSorted((one, other) => one - other)
  if (days.length === WEEK) return holidays === 'send' ? say.everyDay : say.notHolidays
  const isWorkingWeek = days.join('') === '12345'
  const names = days.map((day) => weekdayName(day, language))
  return say.onDays(isWorkingWeek ? say.mondayToFriday : formatList(names, language), holidays === 'avoid')
}
const WEEK = 7

/** ISO, 1 Monday. */
function weekdayName(day: number, language: Language): string {
  return Temporal.PlainDate.from('2024-01-01')
    .add({ days: day - 1 })
    .toLocaleString(language, { weekday: 'long' })
}

function daysIn({ after }: Step, telling: Telling): string {
  return daysText(after.days + after.months * DAYS_IN_MONTH, telling)
}
const DAYS_IN_MONTH = 30

function daysText(days: number, { language }: Telling): string {
  return numberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days)
}

function monthsText(months: number, { language }: Telling): string {
  return numberFormat(language, { style: 'unit', unit: 'month', unitDisplay: 'long' }).format(months)
}

/** `9 h` and `20 h 30` in French, `9:00` and `20:30` in English. */
function clock(at: string, { language }: Telling): string {
  const [hour, minute] = at.split(':')
  if (language === 'en') return `${Number(hour)}:${minute}`
  return `${Number(hour)}\u00a0h${minute === '00' ? '' : `\u00a0${minute}`}`
}

/** On the occasion itself, or so far before or after it. */
type Side = 'on' | 'before' | 'after'

/** What ends a sequence, as the end of "as soon as the client …". */
const STOPS = {
  fr: { reply: 'répond', purchase: 'achète', meeting: 'vient à un rendez-vous' },
  en: { reply: 'answers', purchase: 'buys', meeting: 'comes to a meeting' }
}
const either = {
  fr: new Intl.ListFormat('fr', { type: 'disjunction' }),
  en: new Intl.ListFormat('en', { type: 'disjunction' })
}

const sentences = catalogue(
  {
    mail: 'Un mail',
    main: (mail: string, when: string, at: string) => `${mail}, ${when}, à ${at} à l’heure du client`,
    next: '\u00a0; puis, sans réponse, ',
    later: (days: string) => `un autre ${days} plus tard`,
    stops: (on: Definition['stopsOn']) =>
      `S’arrête dès que le client ${either.fr.format(on.map((each) => STOPS.fr[each]))}.`,
    birthday: (side: Side, far: string) =>
      ({ on: 'le jour même', before: `${far} avant le jour`, after: `${far} après le jour` })[side],
    anniversary: (side: Side, far: string) =>
      `chaque année, ${{ on: 'à la date', before: `${far} avant la date`, after: `${far} après la date` }[side]} du premier achat`,
    date: (side: Side, far: string, yearly: boolean) =>
      `${yearly ? 'chaque année' : 'une seule fois'}, ${{ on: 'à une date', before: `${far} avant une date`, after: `${far} après une date` }[side]} de la fiche`,
    late: (days: string) =>
      `quand un client tarde à revenir par rapport à son propre rythme et n’a rien écrit depuis ${days}`,
    purchase: (side: Side, far: string, types: string) =>
      `${{ on: 'le jour', before: `${far} avant le jour`, after: `${far} après le jour` }[side]} d’un achat${types === '' ? '' : ` (${types})`}`,
    entered: (side: Side, far: string, segment: string) =>
      `${{ on: 'le jour où', before: `${far} avant le jour où`, after: `${far} après le jour où` }[side]} un client entre dans le segment «\u00a0${segment}\u00a0»`,
    once: (day: string) => `une seule fois, le ${day}`,
    onceOpen: 'une seule fois, le jour que vous choisissez',
    toTeam: (days: string, at: string) =>
      `Quand un client attend votre réponse depuis ${days}, un rappel à l’équipe à ${at}.`,
    toClient: (days: string, at: string) =>
      `Quand c’est vous qui attendez la sienne depuis ${days}, un mot au client à ${at}.`,
    offer: (discount: string, days: string) => `Avec un bon personnel de ${discount}, valable ${days}.`,
    everyDay: 'Week-ends et jours fériés compris.',
    notHolidays: 'Week-ends compris, jours fériés exclus.',
    mondayToFriday: 'du lundi au vendredi',
    onDays: (days: string, avoidsHolidays: boolean) =>
      `Seulement ${days}, jours fériés ${avoidsHolidays ? 'exclus' : 'compris'}.`
  },
  {
    mail: 'A mail',
    main: (mail, when, at) => `${mail}, ${when}, at ${at} by the client’s clock`,
    next: '; then, without an answer, ',
    later: (days) => `another ${days} later`,
    stops: (on) => `It stops as soon as the client ${either.en.format(on.map((each) => STOPS.en[each]))}.`,
    birthday: (side, far) =>
      ({ on: 'on the day itself', before: `${far} before the day`, after: `${far} after the day` })[side],
    anniversary: (side, far) =>
      `each year, ${{ on: 'on the date', before: `${far} before the date`, after: `${far} after the date` }[side]} of the first purchase`,
    date: (side, far, yearly) =>
      `${yearly ? 'each year' : 'once'}, ${{ on: 'on a date', before: `${far} before a date`, after: `${far} after a date` }[side]} of the record`,
    late: (days) => `when a client is late against their own rhythm and has not written for ${days}`,
    purchase: (side, far, types) =>
      `${{ on: 'on the day of', before: `${far} before`, after: `${far} after` }[side]} a purchase${types === '' ? '' : ` (${types})`}`,
    entered: (side, far, segment) =>
      `${{ on: 'on the day', before: `${far} before the day`, after: `${far} after the day` }[side]} a client enters the segment “${segment}”`,
    once: (day) => `once, on ${day}`,
    onceOpen: 'once, on the day that you choose',
    toTeam: (days, at) => `When a client has waited for your answer for ${days}, a nudge to the team at ${at}.`,
    toClient: (days, at) => `When you have waited for theirs for ${days}, a word to the client at ${at}.`,
    offer: (discount, days) => `With a personal coupon of ${discount}, valid for ${days}.`,
    everyDay: 'Weekends and holidays included.',
    notHolidays: 'Weekends included, but not on holidays.',
    mondayToFriday: 'from Monday to Friday',
    onDays: (days, avoidsHolidays) => `Only ${days}, holidays ${avoidsHolidays ? 'left out' : 'included'}.`
  }
)
