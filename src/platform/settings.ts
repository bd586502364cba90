import { z } from 'zod'
import { normalClosedDays } from './closed-days.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readTag, TAG_FAULTS } from './tag.ts'

/**
 * Every setting that the owner can change while the program runs; it is kept in the database. A room adds its own as
 * lines of this table: the form of the value, its default, and in `describe` what it is, in one English phrase.
 */
const form = z.object({
  'firm.name': text(120).default('').describe('name of the firm, as clients know it'),
  'firm.postalAddress': text(500).default('').describe('postal address, which the law wants in each mail to clients'),
  'firm.country': z
    .enum(['FR', 'CA'])
    .default('FR')
    .describe('country whose law and holidays apply: FR or CA (Québec)'),
  'firm.zone': z.string().refine(isZone).default('Europe/Paris').describe('time zone, such as Europe/Paris'),
  'firm.currency': z.string().refine(isCurrency).default('EUR').describe('currency, such as EUR or CAD'),
  'firm.language': z.enum(['fr', 'en']).default('fr').describe('language of pages and mails: fr or en'),
  'firm.toldAtCollection': z
    .boolean()
    .default(false)
    .describe('true where clients are told, when they give their address, that you will write and how to refuse'),
  'firm.closedDays': z
    .array(z.string().transform(closedDays))
    .max(100)
    .default([])
    .describe('days of closing besides public holidays, such as ["2026-12-24","12-31","2026-08-03..2026-08-21"]'),
  'firm.colour': z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^(?:#[0-9a-f]{6})?$/)
    .default('')
    .describe('colour of the pages and letters that clients see, such as #0b3b2c; empty: the usual green'),
  'consent.marketing.fr': text(300)
    .default('')
    .describe('what French-speaking clients agree to when they ask for your mails; empty: the usual words'),
  'consent.marketing.en': text(300)
    .default('')
    .describe('what English-speaking clients agree to when they ask for your mails; empty: the usual words'),
  'database.purpose': z
    .enum(['real', 'demo', 'test'])
    .default('real')
    .describe('real, demo or test; only the last two let a command set the clock of what is planned and sent'),
  'costs.mail': sum().default(0).describe('cost of a mail that a member writes, such as 1.50'),
  'costs.followUp': sum().default(0).describe('cost of a follow-up that is sent, such as 0.02'),
  'costs.call': sum().default(0).describe('cost of a call, such as 4'),
  'costs.visit': sum().default(0).describe('cost of a visit or meeting, such as 40'),
  'costs.keeping': sum().default(0).describe('cost of keeping a client for a year; 0: the solicitation that was done'),
  'costs.recruiting': sum()
    .default(0)
    .describe('cost of winning a new client; 0: costs.recruitingTimes the cost of keeping one'),
  'costs.recruitingTimes': sum()
    .default(6)
    .describe('winning a client costs so many times keeping one, usually 5 to 8'),
  'costs.setup': sum().default(0).describe('what setting up the whole effort cost, once'),
  'costs.monthly': sum().default(0).describe('what the effort costs each month, whatever is sent'),
  'tiers.a': sum().default(0).describe('a client of tier A pays at least this in a year; 0: the usual shares'),
  'tiers.b': sum().default(0).describe('a client of tier B pays at least this in a year; 0: the usual shares'),
  'delivery.dkim.domain': z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+)?$/)
    .default('')
    .describe('domain that mails are signed for with DKIM, such as atelier.example; empty: not signed here'),
  'delivery.dkim.selector': z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/)
    .default('maillon')
    .describe('selector of the DKIM key: its record is <selector>._domainkey.<domain>'),
  'delivery.dkim.keyFile': text(500)
    .default('')
    .describe('file of the private DKIM key, RSA in PEM, readable by every process that sends'),
  'keywords.tags': z
    .array(z.string().transform(tag))
    .default(['vip', 'urgent', 'prospect'])
    .describe('words that members may write after # to label a thread, such as ["vip","salon"]'),
  'keywords.newTags': z
    .boolean()
    .default(false)
    .describe('whether a word after # that is not known becomes a label: true or false'),
  'keywords.synonyms': z
    .record(text(40), text(40))
    .default({})
    .describe('your own words for keywords, such as {"appeler":"rappel"}'),
  'points.expiry': z
    .enum(['never', 'unused', 'age'])
    .default('never')
    .describe(
      'when points expire: never, unused (a time without earning or spending any), or age (oldest first; not in Québec)'
    ),
  'points.expiryMonths': z
    .number()
    .int()
    .min(12)
    .max(120)
    .default(12)
    .describe('after how many months points expire, at least 12; each client is told 30 to 60 days before'),
  'offers.stacking': z.boolean().default(false).describe('whether one order may use several coupons: true or false'),
  'offers.marginFloorPercent': z
    .number()
    .min(0)
    .max(99)
    .default(0)
    .describe('least margin that a discount leaves, in percent of the price paid, where the cost is known'),
  'contact.open': z.boolean().default(false).describe('whether the contact form answers: true or false'),
  'contact.question': text(200).default('').describe('what the contact form asks besides, such as "You are:"'),
  'contact.answers': z
    .array(text(60))
    .default([])
    .describe('the answers to choose from, such as ["architect","contractor"]'),
  'contact.fact': text(60)
    .default('profile')
    .describe('what the chosen answer is kept as on the record, such as profile'),
  'webhooks.privateAddresses': z
    .boolean()
    .default(false)
    .describe('whether webhooks may reach machines of the private network, and by plain http: true or false')
})

/** All settings, each with its value or default. */
export type Settings = z.output<typeof form>
export type SettingKey = keyof Settings

/** What is counted in the firm's money. */
export const MONEY_SETTINGS: ReadonlySet<SettingKey> = new Set<SettingKey>([
  'costs.mail',
  'costs.followUp',
  'costs.call',
  'costs.visit',
  'costs.keeping',
  'costs.recruiting',
  'costs.setup',
  'costs.monthly',
  'tiers.a',
  'tiers.b'
])

/** Every key with what it is. */
export function settingKeys(): { key: SettingKey; about: string }[] {
  return form.keyof().options.map((key) => ({ key, about: form.shape[key].description ?? '' }))
}

/** @throws Refusal naming the keys there are, where this is none of them */
export function settingKey(name: string): SettingKey {
  const key = form.keyof().safeParse(name)
  if (key.success) return key.data
  const known = form.keyof().options.join(', ')
  throw new Refusal('unknown-setting', `There is no setting "${name}"; there are: ${known}.`, { wrongUsage: true })
}

/**
 * Reads a value as written on a command line or in a form: the text itself, or JSON where the setting is not a text.
 * @throws Refusal saying what the setting takes
 */
export function parseSetting(key: SettingKey, written: string): Partial<Settings> {
  const values = [written, asJson(written)].filter((value) => value !== undefined)
  const readings = values.map((value) => form.partial().safeParse({ [key]: value }))
  const fitting = readings.find((reading) => reading.success)
  // Only this one: parsing has filled in the defaults of all the others, which must not be stored over their values.
  if (fitting?.success) return { [key]: fitting.data[key] }
  const about = form.shape[key].description
  throw new Refusal('bad-setting', `"${written}" is no value for ${key}: ${about}.`, { wrongUsage: true })
}

/** The settings from their stored rows. A value that no longer fits, after an update of the program, gives way to its default. */
export function settingsFrom(rows: { key: string; value: unknown }[]): Settings {
  const stored = Object.fromEntries(rows.map((row) => [row.key, row.value]))
  const parsed = form.safeParse(stored)
  if (parsed.success) return parsed.data
  const unfit = new Set(parsed.error.issues.map((issue) => issue.path[0]))
  return form.parse(Object.fromEntries(Object.entries(stored).filter(([key]) => !unfit.has(key))))
}

/** An amount in the firm's currency, or a number of times. */
function sum() {
  return z.number().min(0).max(1_000_000_000)
}

function text(longest: number) {
  return z.string().trim().max(longest)
}

function closedDays(written: string, context: z.RefinementCtx): string {
  const normal = normalClosedDays(written)
  if (normal !== null) return normal
  context.addIssue({ code: 'custom', message: 'no day' })
  return z.NEVER
}

function tag(written: string, context: z.RefinementCtx): string {
  const read = readTag(written)
  if (read.kind === 'tag') return read.tag
  context.addIssue({ code: 'custom', message: TAG_FAULTS[read.fault].en })
  return z.NEVER
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code)
}

function asJson(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
