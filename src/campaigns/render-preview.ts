import type { Temporal } from 'temporal-polyfill'
import { defaultSender } from '#src/delivery/account-store.ts'
import type { Letter } from '#src/delivery/letter/compile.ts'
import { letterTemplate } from '#src/delivery/letter/library.ts'
import { clientLinks, unsubscribeHeaders } from '#src/delivery/links.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Settings } from '#src/platform/settings.ts'
import type { Campaign } from './campaign-store.ts'
import { zoneOf } from './calendar.ts'
import { maySayNo } from './consent.ts'
import { discountOf, type Definition } from './definition.ts'
import type { Firm } from './firm.ts'
import type { HolidayCalendar } from './holidays.ts'
import { previewCampaign, type PreviewLine } from './preview.ts'
import { couponExpiry, letterData, type PromisedCoupon } from './sending/fill-in.ts'
import { letterFacts, letterThread } from './sending/letter-store.ts'

/** A mail as it would be sent, with a stand-in where its coupon's code would be; nothing is stored. */
export type ShownMail =
  | {
      kind: 'mail'
      letter: Letter
      from: { name: string; address: string }
      to: { name: string; address: string }
      /** Those by which mail programs offer to leave. */
      headers: { name: string; value: string }[]
      sendAt: Temporal.ZonedDateTime
    }
  /** It would be skipped: the letter needs a fact that is not known of this client. */
  | { kind: 'missing-field'; field: string }

/** What rendering needs to know. */
export interface Rendering {
  settings: Settings
  firm: Firm
  now: Temporal.Instant
  /** Where the clients' pages answer. */
  publicUrl: string
}

/** In the links to leave: they lead nowhere from a preview. */
const STAND_IN_TOKEN = 'preview'

/** Where the firm's own address stands while no mailbox is connected. */
export const NO_MAILBOX = 'adresse@example.org'

/** Renders the mail of one line of a preview. */
export async function renderLine(
  db: Db,
  definition: Definition,
  line: PreviewLine,
  { settings, publicUrl }: Rendering
): Promise<ShownMail> {
  const template = definition.steps[line.step - 1]?.template
  const facts = (await letterFacts(db, [line.clientId])).get(line.clientId)
  if (template === undefined || !facts) return { kind: 'missing-field', field: 'client' }
  const sender = await defaultSender(db)
  const address = sender?.address ?? NO_MAILBOX
  const language = line.to === 'team' ? settings['firm.language'] : (facts.language ?? settings['firm.language'])
  const links = clientLinks(publicUrl, STAND_IN_TOKEN, settings['database.purpose'] !== 'real')
  const isRefusable = line.to === 'client' && maySayNo(definition.purpose, { country: settings['firm.country'] })
  const data = letterData({
    letter: { years: line.years, zone: line.sendAt.timeZoneId },
    isRefusable,
    facts,
    thread: line.threadId === null ? null : await letterThread(db, line.threadId),
    coupon: standInCoupon(definition, line.sendAt, settings['firm.currency']),
    language,
    firm: { name: settings['firm.name'], postalAddress: settings['firm.postalAddress'], email: address },
    links
  })
  const rendered = (await letterTemplate(db, { name: template, language })).render(data)
  if (rendered.kind === 'missing-field') return rendered
  const to = line.to === 'team' ? { name: '', address } : { name: facts.name, address: line.address ?? '' }
  const from = { name: settings['firm.name'], address }
  const headers = isRefusable ? unsubscribeHeaders(links, address, STAND_IN_TOKEN) : []
  return { kind: 'mail', letter: rendered.letter, from, to, headers, sendAt: line.sendAt }
}

/** How far ahead the next occasion of a client is looked for: a yearly one comes within it, on 29 February too. */
const LOOK_AHEAD = { days: 400 }

/**
 * Shows what one client would get by a campaign, stored or only drafted: at the next occasion, or as if it were today where
 * none is in sight.
 * @param about step from 1
 */
export async function renderPreview(
  db: Db,
  campaign: Campaign,
  about: { clientId: string; step: number },
  rendering: Rendering & { holidays: HolidayCalendar }
): Promise<ShownMail> {
  const { now, firm, holidays } = rendering
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const period = { from: today.subtract({ days: 1 }), to: today.add(LOOK_AHEAD) }
  const lines = await previewCampaign(db, campaign, { period, now, firm, holidays, clientIds: [about.clientId] })
  const next = lines.find((line) => line.step === about.step)
  return renderLine(db, campaign.definition, next ?? (await asIfToday(db, campaign, about, rendering)), rendering)
}

async function asIfToday(
  db: Db,
  { definition }: Campaign,
  { clientId, step }: { clientId: string; step: number },
  { now, firm }: Rendering
): Promise<PreviewLine> {
  const facts = (await letterFacts(db, [clientId])).get(clientId)
  const to = definition.steps[step - 1]?.to ?? 'client'
  const zone = zoneOf(facts?.zone ?? null, firm.zone)
  return {
    clientId,
    address: to === 'team' ? null : (facts?.address ?? null),
    step,
    to,
    occurrence: 'example',
    years: null,
    threadId: null,
    sendAt: now.toZonedDateTimeISO(zone),
    refusal: null
  }
}

function standInCoupon({ offer }: Definition, sendAt: Temporal.ZonedDateTime, currency: string): PromisedCoupon | null {
  if (offer === null) return null
  return {
    code: `${offer.codePrefix}XXXXXXXX`,
    discount: discountOf(offer),
    currency,
    minimumSpend: BigInt(offer.minimumSpend),
    expiresAt: couponExpiry(sendAt.toInstant(), sendAt.timeZoneId, offer.validDays, offer.endsOn)
  }
}
