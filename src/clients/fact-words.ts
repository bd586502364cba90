import { Temporal } from 'temporal-polyfill'
import { formatDay, type Language } from '#src/platform/i18n.ts'
import { readIsoBirthday, type Birthday } from './client-change-store.ts'

interface FactWords {
  keys: Record<string, string>
  values: Record<string, string>
}

const FRENCH: FactWords = {
  keys: {
    birthday: 'anniversaire',
    channel: 'préfère être joint par',
    day: 'jour préféré',
    language: 'langue',
    product: 'aime',
    move: 'a déménagé',
    leave: 'ne veut plus recevoir'
  },
  values: {
    phone: 'téléphone',
    email: 'mail',
    sms: 'SMS',
    whatsapp: 'WhatsApp',
    post: 'courrier',
    monday: 'lundi',
    tuesday: 'mardi',
    wednesday: 'mercredi',
    thursday: 'jeudi',
    friday: 'vendredi',
    saturday: 'samedi',
    sunday: 'dimanche',
    fr: 'français',
    en: 'anglais',
    es: 'espagnol',
    de: 'allemand',
    it: 'italien',
    nl: 'néerlandais',
    pt: 'portugais',
    mails: 'nos mails',
    account: 'nos mails, et ferme son compte'
  }
}

const ENGLISH: FactWords = {
  keys: {
    birthday: 'birthday',
    channel: 'prefers to be reached by',
    day: 'preferred day',
    language: 'language',
    product: 'likes',
    move: 'has moved',
    leave: 'wants no more of'
  },
  values: {
    phone: 'telephone',
    email: 'mail',
    sms: 'text message',
    whatsapp: 'WhatsApp',
    post: 'post',
    monday: 'Monday',
    tuesday: 'Tuesday',
    wednesday: 'Wednesday',
    thursday: 'Thursday',
    friday: 'Friday',
    saturday: 'Saturday',
    sunday: 'Sunday',
    fr: 'French',
    en: 'English',
    es: 'Spanish',
    de: 'German',
    it: 'Italian',
    nl: 'Dutch',
    pt: 'Portuguese',
    mails: 'our mails',
    account: 'our mails, and closes their account'
  }
}

const WORDS: Record<Language, FactWords> = { fr: FRENCH, en: ENGLISH }

/** What a preference or fact is about, as people call it: the key itself where the firm made it up. */
export function factLabel(key: string, language: Language): string {
  return Object.hasOwn(WORDS[language].keys, key) ? (WORDS[language].keys[key] ?? key) : key
}

/** Its value in words: `mardi` for tuesday, `14 mai` for --05-14; what a person wrote stays as it is. */
export function factValue({ key, value }: { key: string; value: string }, language: Language): string {
  const isOurs = Object.hasOwn(WORDS[language].keys, key)
  const birthday = key === 'birthday' ? readIsoBirthday(value) : null
  if (birthday) return birthdayWords(birthday, language)
  return isOurs && Object.hasOwn(WORDS[language].values, value) ? (WORDS[language].values[value] ?? value) : value
}

const LEAP_YEAR = 2024

/** `14 mai 1980`, `14 mai`. */
export function birthdayWords({ month, day, year }: Birthday, language: Language): string {
  const words = formatDay(Temporal.PlainDate.from({ year: year ?? LEAP_YEAR, month, day }), language)
  return year === null ? words.replace(/\s*\d{4}$/, '') : words
}
