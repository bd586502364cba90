import type { Language } from '#src/platform/i18n.ts'
import type { Settings } from '#src/platform/settings.ts'

/** What campaigns need to know of the firm: read once per tick or command, from its settings. */
export interface Firm {
  /** IANA zone: for clients whose own is not known. */
  zone: string
  /** ISO 3166, perhaps with a subdivision: which law and which holidays. */
  country: string
  /** ISO 4217: money without a currency of its own is in this one. */
  currency: string
  language: Language
  /** The firm tells clients, when it takes their address, that it will write and how to refuse (SEMANTICS J3). */
  toldAtCollection: boolean
  /** Days of closing besides public holidays, as platform/closed-days.ts has them. */
  closedDays: readonly string[]
}

/** The firm as its settings describe it. */
export function firmOf(settings: Settings): Firm {
  return {
    zone: settings['firm.zone'],
    country: settings['firm.country'],
    currency: settings['firm.currency'],
    language: settings['firm.language'],
    toldAtCollection: settings['firm.toldAtCollection'],
    closedDays: settings['firm.closedDays']
  }
}
