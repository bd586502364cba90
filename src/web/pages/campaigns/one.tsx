import { activate, pause, type Campaign } from '#src/campaigns/campaign-store.ts'
import { reportOn } from '#src/campaigns/report.ts'
import { minorOf } from '#src/platform/money.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { campaignMonths, hasFollowUps } from '#src/web/reading/campaigns-store.ts'
import { dueOfToday } from '#src/web/reading/due.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { campaignText } from '#src/web/text/campaign.ts'
import type { Visit } from '#src/web/world.ts'
import { comesLater } from '#src/web/pages/counted.ts'
import { campaignOf, momentOf, type Moment } from './found.ts'
import { CampaignPage, type Shown } from './one-view.tsx'
import { setUpShown, type Refused } from './set-up-shown.ts'

/** One campaign: what it does, what waits, what came of it; switching it on and off. */
export const campaignPages: Route[] = [
  get('/campaigns/:name', 'member', (visit) => showCampaign(visit)),
  post('/campaigns/:name/activation', 'owner', switchOn),
  post('/campaigns/:name/pause', 'owner', switchOff)
]

const MONTHS_SHOWN = 12

/** @param refused what was written into the set-up and does not fit */
export async function showCampaign(visit: Visit, refused?: Refused) {
  const { view, world } = visit.var
  const campaign = await campaignOf(visit)
  const moment = await momentOf(visit)
  const hasRun = campaign.id !== null && (await hasFollowUps(world.db, campaign.id))
  const isLater = hasRun && (await comesLater(visit))
  const [setUp, results, due] = await Promise.all([
    setUpShown(world.db, view, campaign, refused),
    isLater ? { address: resultsAddress(campaign) } : resultsOf(visit, campaign, moment),
    dueOfToday(world.db, moment.now)
  ])
  const lines = due.lines.filter((line) => line.campaign === campaign.name)
  const counts = due.counts.filter((count) => count.campaign === campaign.name)
  const shown: Shown = { campaign, setUp, hasRun, results, due: { ...due, counts, lines } }
  return page(visit, <CampaignPage view={view} shown={shown} />, refused ? 422 : 200)
}

/** Not that of the visit: a set-up that was refused is shown by a POST. */
function resultsAddress({ name }: Campaign): string {
  return `/campaigns/${name}?counted=1`
}

async function resultsOf(visit: Visit, campaign: Campaign, { settings, firm, now, today }: Moment) {
  const { db } = visit.var.world
  const costPerMail = minorOf(settings['costs.followUp'], firm.currency)
  const asked = { today: today.toString(), months: MONTHS_SHOWN, zone: firm.zone }
  const [report, months] = await Promise.all([
    reportOn(db, campaign, { now, currency: firm.currency, costPerMail }),
    campaign.id === null ? [] : campaignMonths(db, { ...asked, campaignId: campaign.id })
  ])
  return { report, months }
}

async function switchOn(visit: Visit) {
  const { view, world } = visit.var
  const text = campaignText[view.language]
  const campaign = await campaignOf(visit)
  const to = `/campaigns/${campaign.name}`
  const { trigger } = campaign.definition
  const isUndecided = trigger.kind === 'once' && trigger.on === null
  if (isUndecided) return done(visit, { to, toast: { text: text.needsDay, tone: 'wrong' } })
  const line = await act(visit, async (db, { by }) => {
    await activate(db, campaign.name, { now: world.clock.now(), by: by.id })
    return { action: 'campaign.activate', subject: { kind: 'campaign', id: campaign.name } }
  })
  return done(visit, { to, toast: { text: text.activated, ...undoOf(line) } })
}

async function switchOff(visit: Visit) {
  const { view, world } = visit.var
  const campaign = await campaignOf(visit)
  const line = await act(visit, async (db, { by }) => {
    await pause(db, campaign.name, { now: world.clock.now(), by: by.id })
    return { action: 'campaign.pause', subject: { kind: 'campaign', id: campaign.name } }
  })
  return done(visit, {
    to: `/campaigns/${campaign.name}`,
    toast: { text: campaignText[view.language].paused, ...undoOf(line) }
  })
}
