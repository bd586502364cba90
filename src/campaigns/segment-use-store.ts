import { removeSegment } from '#src/insights/segment-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'

/** A campaign that writes to a segment, or watches who enters it. */
export interface SegmentUse {
  segment: string
  campaign: string
  /** The owner's own title; null: that of the ready-made campaign. */
  title: string | null
}

/** What segments are used for: by what campaigns say now, or by what is still planned after an earlier version. */
export async function segmentUses(db: Db): Promise<SegmentUse[]> {
  return db.$queryRaw`
    SELECT DISTINCT used.segment, campaign.name AS campaign, campaign.title
    FROM campaign JOIN campaign_version version ON version.campaign_id = campaign.id
    CROSS JOIN LATERAL (VALUES (${AUDIENCE}), (version.definition #>> '{trigger,segment}')) AS used(segment)
    WHERE used.segment IS NOT NULL AND (
      version.number = (SELECT max(number) FROM campaign_version newest WHERE newest.campaign_id = campaign.id)
      OR EXISTS (SELECT FROM follow_up WHERE version_id = version.id AND state IN ('planned', 'claimed')))
    ORDER BY campaign.name, used.segment`
}

/** Campaigns name the segments they use: they follow one that is called otherwise, in every version. */
export async function renameInCampaigns(db: Db, { from, to }: { from: string; to: string }): Promise<void> {
  await db.$executeRaw`
    UPDATE campaign_version version SET definition = jsonb_set(definition, '{audience,name}', to_jsonb(${to}::text))
    WHERE ${AUDIENCE} = ${from}`
  await db.$executeRaw`
    UPDATE campaign_version SET definition = jsonb_set(definition, '{trigger,segment}', to_jsonb(${to}::text))
    WHERE definition #>> '{trigger,segment}' = ${from}`
}

export type SegmentRemoval = { kind: 'removed' } | { kind: 'unknown' } | { kind: 'used'; by: SegmentUse[] }

/** Removes a segment, unless a campaign would not know any more whom it is for. */
export async function removeUnusedSegment(db: Db, name: string): Promise<SegmentRemoval> {
  const by = (await segmentUses(db)).filter(({ segment }) => segment === name)
  if (by.length > 0) return { kind: 'used', by }
  return { kind: (await removeSegment(db, name)) ? 'removed' : 'unknown' }
}

/** The segment that a version of a campaign writes to; null where it has another audience. */
const AUDIENCE = Prisma.sql`CASE WHEN version.definition #>> '{audience,kind}' = 'segment'
  THEN version.definition #>> '{audience,name}' END`
