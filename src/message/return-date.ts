import { Temporal } from 'temporal-polyfill'
import { firstDate } from './stated-day.ts'

/**
 * The day of return that an absence mail states: "de retour le 12 août", "back on Monday 5 Jan", "absent jusqu'au 12 août"
 * (then the day after). French and English, and the plain forms of German, Spanish, Italian and Dutch.
 * @param context.mailDate ISO instant; a day without a year is the next such day after it
 * @returns an ISO date; null where none is stated, or one that cannot be meant
 */
export function readReturnDate(
  text: string,
  context: { language: 'fr' | 'en' | null; mailDate: string }
): string | null {
  const plain = withoutAccents(text)
  const today = Temporal.PlainDate.from(context.mailDate.slice(0, 10))
  for (const { pattern, isLastDayAway } of CUES) {
    for (const cue of plain.matchAll(pattern)) {
      const clause = clauseAfter(plain, cue.index + cue[0].length)
      const found = firstDate(clause, { today, monthFirst: context.language === 'en' })
      if (!found) continue
      const isDayAfter = isLastDayAway || found.isRangeEnd || INCLUSIVE.test(clause)
      const day = isDayAfter ? found.date.add({ days: 1 }) : found.date
      if (isPlausible(day, today)) return day.toString()
    }
  }
  return null
}

/** Words after which the day stands, surest first. Matched without accents, in lower case. */
const CUES: { pattern: RegExp; isLastDayAway: boolean }[] = [
  {
    isLastDayAway: false,
    pattern:
      /\b(?:de retour|retour prevu|mon retour|notre retour|date de retour|reprise|reprendr(?:ai|ons)|re?vien(?:s|drai|drons)|rentre(?:rai|rons)?|(?:a nouveau|de nouveau) (?:disponible|joignable|present)|serai (?:present|joignable|disponible)|rouvr\w+|reouverture|a (?:partir|compter) d[ue]|des le)\b/g
  },
  {
    isLastDayAway: false,
    pattern:
      /\b(?:back|return(?:ing)?|reopen(?:ing)?|available again|in the office again|resume|(?:wieder|zuruck)|de vuelta|regres\w+|volver\w*|a partir del|rientr\w+|torner\w+|di ritorno|a partire dal|terug|vanaf)\b/g
  },
  {
    isLastDayAway: true,
    pattern: /\b(?:jusqu'?(?:au|a|en)|through|thru|bis(?: zum)?|hasta(?: el)?|fino al?|t\/m|tot en met)\b/g
  },
  {
    isLastDayAway: true,
    pattern: /\b(?:du|from|vom|del|dal|van|between|entre) [^.!?]{1,40}? (?:au|to|bis(?: zum)?|al|tot|and|et)\b/g
  },
  { isLastDayAway: false, pattern: /\b(?:until|till|tot)\b/g },
  {
    isLastDayAway: false,
    pattern: /\b(?:absent|conges?|vacances|leave|vacation|holidays?|out of (?:the )?office|away|travell?ing)\b/g
  }
]
const INCLUSIVE = /\b(?:inclus|inclusive(?:ly)?|included|einschliesslich|inklusive|incluido|compreso|y compris)\b/
const CLAUSE_LENGTH = 60

function withoutAccents(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('’', "'")
    .replaceAll(/\s+/g, ' ')
}

/** To the end of the sentence; a point within a date or after an abbreviation ends none. */
function clauseAfter(text: string, start: number): string {
  const clause = text.slice(start, start + CLAUSE_LENGTH)
  const end = clause.search(/[!?]|(?<=[a-z]{4}|\d{4})\.(?= |$)/)
  return end === -1 ? clause : clause.slice(0, end)
}

const LONGEST_ABSENCE_DAYS = 400

function isPlausible(day: Temporal.PlainDate, today: Temporal.PlainDate): boolean {
  const ahead = today.until(day, { largestUnit: 'days' }).days
  return ahead >= 0 && ahead <= LONGEST_ABSENCE_DAYS
}
