import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { activate, findCampaign, pause, saveDefinition, type Campaign } from '#src/campaigns/campaign-store.ts'
import { Definition } from '#src/campaigns/definition.ts'
import { firmOf } from '#src/campaigns/firm.ts'
import { loadHolidays } from '#src/campaigns/holidays.ts'
import { previewCampaign } from '#src/campaigns/preview.ts'
import { reportOn } from '#src/campaigns/report.ts'
import { minorOf } from '#src/platform/money.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { act } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { readForm } from '#src/web/form-data.ts'
import { clientNames } from '#src/web/reading/record-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { campaignText } from '#src/web/text/campaign.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { CampaignPage, type Shown } from './campaign-view.tsx'

/** One campaign: what it would send, its set-up, switching it on and off, its returns. */
export const campaignPages: Route[] = [
  get('/campaigns/:name', 'member', (visit) => showCampaign(visit)),
  post('/campaigns/:name/activation', 'owner', switchOn),
  post('/campaigns/:name/pause', 'owner', switchOff),
  post('/campaigns/:name/definition', 'owner', setUp)
]

const PREVIEW_DAYS = 60
const LINES_SHOWN = 60

async function showCampaign(visit: Visit, isWrong = false) {
  const { view, world } = visit.var
  const campaign = await campaignOf(visit)
  const settings = await readSettings(world.db)
  const firm = firmOf(settings)
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const period = { from: today, to: today.add({ days: PREVIEW_DAYS }) }
  const holidays = await loadHolidays(firm.country)
  const costPerMail = minorOf(settings['costs.followUp'], firm.currency)
  const [lines, report] = await Promise.all([
    previewCampaign(world.db, campaign, { period, now, firm, holidays }),
    reportOn(world.db, campaign, { now, currency: firm.currency, costPerMail })
  ])
  const shownLines = lines.slice(0, LINES_SHOWN)
  const names = await clientNames(
    world.db,
    shownLines.map(({ clientId }) => clientId)
  )
  const shown: Shown = { campaign, lines, shownLines, names, report, isWrong }
  return page(visit, <CampaignPage view={view} shown={shown} />, isWrong ? 422 : 200)
}

async function switchOn(visit: Visit) {
  const { view, world } = visit.var
  const text = campaignText[view.language]
  const campaign = await campaignOf(visit)
  const to = `/campaigns/${campaign.name}`
  const { trigger } = campaign.definition
  const isUndecided = trigger.kind === 'once' && trigger.on === null
  if (isUndecided) return done(visit, { to, toast: { text: text.needsDay, tone: 'wrong' } })
  await act(visit, async (db, { by }) => {
    await activate(db, campaign.name, { now: world.clock.now(), by: by.id })
    return { action: 'campaign.activate', subject: { kind: 'campaign', id: campaign.name } }
  })
  return done(visit, { to, toast: { text: text.activated } })
}

async function switchOff(visit: Visit) {
  const { view, world } = visit.var
  const campaign = await campaignOf(visit)
  await act(visit, async (db, { by }) => {
    await pause(db, campaign.name, { now: world.clock.now(), by: by.id })
    return { action: 'campaign.pause', subject: { kind: 'campaign', id: campaign.name } }
  })
  return done(visit, { to: `/campaigns/${campaign.name}`, toast: { text: campaignText[view.language].paused } })
}

const number = z.string().transform((text) => Number(text.replace(',', '.')))
const setUpForm = z.object({
  percent: number.optional(),
  validDays: number.optional(),
  at: z.string().optional(),
  on: z.string().optional(),
  holdOut: number.optional(),
  approval: z.literal('yes').optional()
})

/** The sentences' blanks become a new version of the definition; whether they fit is decided there alone. */
async function setUp(visit: Visit) {
  const { view, world } = visit.var
  const campaign = await campaignOf(visit)
  const form = await readForm(visit, setUpForm)
  const changed = form.kind === 'right' ? changedDefinition(campaign, form.value) : null
  if (!changed?.success) return showCampaign(visit, true)
  await act(visit, async (db) => {
    const definition = changed.data
    await saveDefinition(db, campaign.name, { definition, by: memberOf(visit).id, now: world.clock.now() })
    return { action: 'campaign.define', subject: { kind: 'campaign', id: campaign.name } }
  })
  return done(visit, { to: `/campaigns/${campaign.name}`, toast: { text: campaignText[view.language].saved } })
}

function changedDefinition({ definition }: Campaign, given: z.output<typeof setUpForm>) {
  const { offer, trigger, steps } = definition
  const isPercent = offer?.discount.kind === 'percent' && given.percent !== undefined
  const discount = isPercent ? { kind: 'percent', percent: given.percent } : offer?.discount
  return Definition.safeParse({
    ...definition,
    offer: offer && { ...offer, discount, validDays: given.validDays ?? offer.validDays },
    trigger: trigger.kind === 'once' ? { ...trigger, on: given.on || null } : trigger,
    steps: steps.map((step, index) => (index === 0 && given.at ? { ...step, at: given.at } : step)),
    holdOut: (given.holdOut ?? definition.holdOut * 100) / 100,
    approval: given.approval === 'yes' ? 'batch' : 'automatic'
  })
}

async function campaignOf(visit: Visit): Promise<Campaign> {
  try {
    return await findCampaign(visit.var.world.db, visit.req.param('name') ?? '')
  } catch (error) {
    const isUnknown = error instanceof Refusal && error.code === 'no-such-campaign'
    throw isUnknown ? new Refusal('not-found', 'There is no such campaign.') : error
  }
}
