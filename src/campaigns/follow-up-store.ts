import type { Temporal } from 'temporal-polyfill'
import { dateOf, dayOf, instantOf } from '#src/platform/clock.ts'
import type { LetterVersions } from '#src/delivery/letter/library.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Definition } from './definition.ts'

/** One row of the ledger with what its campaign said when it was planned. */
export interface FollowUp {
  id: string
  campaignId: string
  versionId: string
  campaign: string
  definition: Definition
  isCampaignOn: boolean
  clientId: string
  occurrence: string
  step: number
  occurrenceDay: Temporal.PlainDate
  years: number | null
  threadId: string | null
  to: 'client' | 'team'
  zone: string
  meantFor: Temporal.Instant
  expiresAt: Temporal.Instant
  stopsSince: Temporal.Instant | null
  linkToken: string
  /** The versions of its letter that it is written with; null: the newest. */
  letterVersions: LetterVersions | null
  /** Tries that the server surely did not accept. */
  attempts: number
}

/** The rows of these ids that are there, in no order. */
export async function readFollowUps(db: Db, ids: readonly string[]): Promise<FollowUp[]> {
  const rows = await db.followUp.findMany({
    where: { id: { in: [...ids] } },
    include: { version: true, campaign: { include: { activities: { where: { until: null } } } } }
  })
  const definitions = new Map(rows.map(({ versionId, version }) => [versionId, version.definition]))
  const parsed = new Map([...definitions].map(([id, definition]) => [id, Definition.parse(definition)]))
  return rows.map(({ version, campaign, ...row }) => ({
    id: row.id,
    campaignId: row.campaignId,
    versionId: row.versionId,
    campaign: campaign.name,
    definition: parsed.get(row.versionId) ?? Definition.parse(version.definition),
    isCampaignOn: campaign.activities.length > 0,
    clientId: row.clientId,
    occurrence: row.occurrence,
    step: row.step,
    occurrenceDay: dayOf(row.occurrenceDay),
    years: row.years,
    threadId: row.threadId,
    to: row.to === 'team' ? 'team' : 'client',
    zone: row.zone,
    meantFor: instantOf(row.meantFor),
    expiresAt: instantOf(row.expiresAt),
    stopsSince: row.stopsSince && instantOf(row.stopsSince),
    linkToken: row.linkToken,
    letterVersions: row.letterFr === null || row.letterEn === null ? null : { fr: row.letterFr, en: row.letterEn },
    attempts: row.attempts
  }))
}

/** Follow-ups of one kind, for screens and scripts. */
export interface LedgerFilter {
  campaign?: string
  clientId?: string
  states?: string[]
  limit: number
}

/** A line of the ledger as it is shown. */
export interface LedgerLine {
  id: string
  campaign: string
  /** The owner's own title of the campaign; null: that of the ready-made one. */
  title: string | null
  clientId: string
  /** What scripts call the client. */
  publicId: string
  client: string
  address: string | null
  step: number
  occurrence: string
  to: string
  state: string
  stateSince: Date
  reason: string | null
  detail: string | null
  zone: string
  meantFor: Date
  dueAt: Date
  sentAt: Date | null
  isApproved: boolean
  attempts: number
}

/** The ledger, the latest first. */
export async function listFollowUps(db: Db, filter: LedgerFilter): Promise<LedgerLine[]> {
  const rows = await db.followUp.findMany({
    where: {
      ...(filter.campaign !== undefined && { campaign: { name: filter.campaign } }),
      ...(filter.clientId !== undefined && { clientId: filter.clientId }),
      ...(filter.states !== undefined && { state: { in: filter.states } })
    },
    include: {
      campaign: { select: { name: true, title: true } },
      client: {
        select: { name: true, externalId: true, addresses: { where: { isPrimary: true }, select: { address: true } } }
      }
    },
    orderBy: [{ dueAt: 'desc' }, { id: 'asc' }],
    take: filter.limit
  })
  return rows.map(({ campaign, client, approvedAt, address, ...row }) => ({
    ...row,
    campaign: campaign.name,
    title: campaign.title,
    client: client.name,
    publicId: client.externalId ?? row.clientId,
    address: address ?? (row.to === 'client' ? (client.addresses[0]?.address ?? null) : null),
    isApproved: approvedAt !== null
  }))
}

/** Whether senders have anything to do. Relies on follow_up_due_idx. */
export async function hasDue(db: Db, now: Temporal.Instant): Promise<boolean> {
  const [row] = await db.$queryRaw<{ has: boolean }[]>`
    SELECT EXISTS (SELECT FROM follow_up
      WHERE state = 'planned' AND due_at <= ${dateOf(now)}::timestamptz AND approved_at IS NOT NULL) AS has`
  return row?.has ?? false
}
