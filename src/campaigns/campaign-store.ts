import type { Temporal } from 'temporal-polyfill'
import { dateOf, instantOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { Definition } from './definition.ts'
import { noteMembers } from './occurrence-store.ts'
import { READY_MADE, readyMade } from './readymade.ts'

/** A campaign as it stands: stored, or ready-made and never touched. */
export interface Campaign {
  /** Null while it is ready-made and nobody has changed it or switched it on. */
  id: string | null
  name: string
  /** The owner's own title; null: that of the ready-made campaign. */
  title: string | null
  version: { id: string; number: number } | null
  definition: Definition
  activity: Activity
}

export type Activity =
  | { kind: 'never-on' }
  | { kind: 'on'; since: Temporal.Instant; by: string }
  | { kind: 'paused'; since: Temporal.Instant; by: string }

/** A campaign that has rows. */
export interface StoredCampaign extends Campaign {
  id: string
  version: { id: string; number: number }
}

/** Every campaign: the ready-made ones in their order, then the owner's own by name. */
export async function listCampaigns(db: Db): Promise<Campaign[]> {
  const stored = await readCampaigns(db)
  const known = new Map(stored.map((campaign) => [campaign.name, campaign]))
  const shipped = READY_MADE.map(({ name, definition }) => known.get(name) ?? untouched(name, definition))
  const own = stored.filter((campaign) => readyMade(campaign.name) === undefined)
  return [...shipped, ...own]
}

/**
 * One campaign by its name.
 * @throws Refusal `no-such-campaign`
 */
export async function findCampaign(db: Db, name: string): Promise<Campaign> {
  const [stored] = await readCampaigns(db, name)
  const shipped = readyMade(name)
  if (stored) return stored
  if (shipped) return untouched(name, shipped.definition)
  throw new Refusal('no-such-campaign', `There is no campaign "${name}": \`maillon campaign list\` names them.`)
}

/** Those that are switched on, the higher priority first: it gets the client's day (SEMANTICS H6). */
export async function activeCampaigns(db: Db): Promise<(StoredCampaign & { activeSince: Temporal.Instant })[]> {
  const stored = await readCampaigns(db)
  return stored
    .flatMap((campaign) =>
      campaign.activity.kind === 'on' ? { ...campaign, activeSince: campaign.activity.since } : []
    )
    .sort((one, other) => other.definition.priority - one.definition.priority || compareText(one.id, other.id))
}

/**
 * Stores what a campaign says, as a new version where it differs from the one in force. Unsent follow-ups are planned again
 * by it at the next tick.
 */
export async function saveDefinition(
  db: Db,
  name: string,
  change: { definition: Definition; title?: string; by: string; now: Temporal.Instant }
): Promise<StoredCampaign> {
  const isName = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
  if (!isName) throw new Refusal('campaign-name', 'Name a campaign in lower-case letters, digits and hyphens.')
  const campaign = await db.campaign.upsert({
    where: { name },
    create: { name, title: change.title ?? null, createdBy: change.by },
    update: change.title === undefined ? {} : { title: change.title }
  })
  const latest = await db.campaignVersion.findFirst({
    where: { campaignId: campaign.id },
    orderBy: { number: 'desc' }
  })
  const isSame = latest !== null && sameJson(Definition.parse(latest.definition), change.definition)
  if (isSame) return storedCampaign(db, name)
  const number = (latest?.number ?? 0) + 1
  const { definition, by: createdBy, now } = change
  await db.campaignVersion.create({
    data: { campaignId: campaign.id, number, definition, createdBy, createdAt: dateOf(now) }
  })
  await noteThoseInside(db, campaign.id, definition, now)
  return storedCampaign(db, name)
}

/** Switches a campaign on. Nothing from before this instant will be sent (G6). Does nothing where it is on already. */
export async function activate(
  db: Db,
  name: string,
  { now, by }: { now: Temporal.Instant; by: string }
): Promise<StoredCampaign> {
  const found = await findCampaign(db, name)
  refuseDayOf(found, now)
  const campaign = await saveDefinition(db, name, { definition: found.definition, by, now })
  if (campaign.activity.kind === 'on') return campaign
  await db.campaignActivity.create({ data: { campaignId: campaign.id, from: dateOf(now), startedBy: by } })
  await db.campaign.update({ where: { id: campaign.id }, data: { plannedUntil: dateOf(now) } })
  await noteThoseInside(db, campaign.id, campaign.definition, now)
  return storedCampaign(db, name)
}

/**
 * A mailing goes out on a day, which must be chosen and not be over.
 * @throws Refusal `no-day-chosen`, `day-over`
 */
export function refuseDayOf({ name, definition: { trigger } }: Campaign, now: Temporal.Instant): void {
  if (trigger.kind !== 'once') return
  const example = now.toZonedDateTimeISO('UTC').toPlainDate().add({ days: 7 }).toString()
  const how = `\`maillon campaign activate ${name} --on ${example}\``
  if (trigger.on === null) throw new Refusal('no-day-chosen', `Choose the day of "${name}" first: ${how}.`)
  // The last place on earth where that day still is.
  const isOver = trigger.on < now.toZonedDateTimeISO('Etc/GMT+12').toPlainDate().toString()
  if (isOver) throw new Refusal('day-over', `The day of "${name}", ${trigger.on}, is over: choose another, ${how}.`)
}

/** Stops a campaign. What is planned stays in the ledger; what falls due meanwhile will not be sent (G6). */
export async function pause(
  db: Db,
  name: string,
  { now, by }: { now: Temporal.Instant; by: string }
): Promise<Campaign> {
  const campaign = await findCampaign(db, name)
  if (campaign.id === null || campaign.activity.kind !== 'on') return campaign
  await db.campaignActivity.updateMany({
    where: { campaignId: campaign.id, until: null },
    data: { until: dateOf(now), endedBy: by }
  })
  return storedCampaign(db, name)
}

/** Those who are in a segment when a campaign begins to watch it have not entered it (G6). */
async function noteThoseInside(
  db: Db,
  campaignId: string,
  { trigger }: Definition,
  now: Temporal.Instant
): Promise<void> {
  if (trigger.kind !== 'segment-entered') return
  await db.campaignMember.deleteMany({ where: { campaignId } })
  const today = now.toZonedDateTimeISO('UTC').toPlainDate()
  await noteMembers(db, { campaignId, segment: trigger.segment, today }, { isFirst: true })
}

/** What scripts call a campaign; null where there is none of that id. */
export async function campaignName(db: Db, id: string): Promise<string | null> {
  return (await db.campaign.findUnique({ where: { id }, select: { name: true } }))?.name ?? null
}

async function storedCampaign(db: Db, name: string): Promise<StoredCampaign> {
  const [campaign] = await readCampaigns(db, name)
  if (!campaign) throw new Error(`the campaign ${name} was stored and is not there`)
  return campaign
}

async function readCampaigns(db: Db, name?: string): Promise<StoredCampaign[]> {
  const rows = await db.campaign.findMany({
    where: name === undefined ? {} : { name },
    orderBy: { name: 'asc' },
    include: {
      versions: { orderBy: { number: 'desc' }, take: 1 },
      activities: { orderBy: { from: 'desc' }, take: 1 }
    }
  })
  return rows.flatMap(({ id, name, title, versions: [version], activities: [last] }) => {
    if (!version) return []
    const definition = Definition.parse(version.definition)
    return [
      { id, name, title, version: { id: version.id, number: version.number }, definition, activity: activityOf(last) }
    ]
  })
}

interface ActivityRow {
  from: Date
  until: Date | null
  startedBy: string
  endedBy: string | null
}

function activityOf(last: ActivityRow | undefined): Activity {
  if (!last) return { kind: 'never-on' }
  return last.until === null
    ? { kind: 'on', since: instantOf(last.from), by: last.startedBy }
    : { kind: 'paused', since: instantOf(last.until), by: last.endedBy ?? '' }
}

function untouched(name: string, definition: Definition): Campaign {
  return { id: null, name, title: null, version: null, definition, activity: { kind: 'never-on' } }
}

function sameJson(one: Definition, other: Definition): boolean {
  // Both come out of the same parser, which writes keys in one order.
  return JSON.stringify(one) === JSON.stringify(other)
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
