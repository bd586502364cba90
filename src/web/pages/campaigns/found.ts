import { Temporal } from 'temporal-polyfill'
import { findCampaign, type Campaign } from '#src/campaigns/campaign-store.ts'
import { firmOf, type Firm } from '#src/campaigns/firm.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Settings } from '#src/platform/settings.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Visit } from '#src/web/world.ts'

/** The campaign that the address names. @throws Refusal `not-found` */
export async function campaignOf(visit: Visit): Promise<Campaign> {
  try {
    return await findCampaign(visit.var.world.db, visit.req.param('name') ?? '')
  } catch (error) {
    const isUnknown = error instanceof Refusal && error.code === 'no-such-campaign'
    throw isUnknown ? new Refusal('not-found', 'There is no such campaign.') : error
  }
}

/** The firm as campaigns see it, and the instant and day of this visit on its clock. */
export interface Moment {
  settings: Settings
  firm: Firm
  now: Temporal.Instant
  today: Temporal.PlainDate
}

export async function momentOf(visit: Visit): Promise<Moment> {
  const settings = await readSettings(visit.var.world.db)
  const firm = firmOf(settings)
  const now = Temporal.Instant.fromEpochMilliseconds(visit.var.view.now)
  return { settings, firm, now, today: now.toZonedDateTimeISO(firm.zone).toPlainDate() }
}
