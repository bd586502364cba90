import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { activate, pause } from '#src/campaigns/campaign-store.ts'
import { takeBackConsent } from '#src/campaigns/permission-store.ts'
import { planAgain, withdrawApproval } from '#src/campaigns/approval-store.ts'
import {
  removeInteractions,
  removeUntouchedClient,
  restoreState,
  stateOf,
  tagClient,
  tagMany,
  untagClient,
  untagMany
} from '#src/clients/client-change-store.ts'
import { restoreField } from '#src/clients/fields/definition-store.ts'
import { restoreFields } from '#src/clients/fields/value-store.ts'
import { takeBackRejection } from '#src/clients/preference-store.ts'
import { acceptanceForm, stopBelieving } from '#src/clients/proposal.ts'
import { removeReminder, reopenReminder } from '#src/clients/reminder-store.ts'
import { liftSuppressions } from '#src/clients/suppression-store.ts'
import { removeUnusedSegment, renameInCampaigns, segmentUses } from '#src/campaigns/segment-use-store.ts'
import { markAlertUnseen } from '#src/insights/alert-store.ts'
import { takeBackWritten } from '#src/keywords/undo-written.ts'
import { conditionSchema } from '#src/insights/condition.ts'
import { addSegment, changeSegment, readSegments, type Segment } from '#src/insights/segment-store.ts'
import { cancel } from '#src/offers/redeem.ts'
import { changedSince } from '#src/platform/changed-since.ts'
import { instantOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { settingsFrom, type Settings } from '#src/platform/settings.ts'
import { readSettings, writeSettings } from '#src/platform/setting-store.ts'
import { undoneAmong, type WrittenLine } from '#src/team/audit-store.ts'
import { refreshThreads } from '#src/threads/store.ts'
import { closeThread, reopenThread, restoreThreadOwner, tagThread, untagThread } from '#src/threads/thread-store.ts'
import { restoreToken } from '#src/web/api/token-store.ts'
import { codeOf } from '#src/web/reading/coupons-store.ts'
import { restoreEndpoint } from '#src/web/webhooks/endpoint-store.ts'
import { restoreDetails } from './client-details.ts'
import type { Doing } from './act.ts'

type Undo = (db: Db, line: WrittenLine, doing: Doing) => Promise<void>

const state = z.enum(['suggested', 'active', 'ignored', 'merged', 'erased'])
const stateChange = z.object({ state, reason: z.string() })
const tagged = z.object({ tag: z.string() })
const taggedClients = z.object({ tag: z.string(), clients: z.array(z.guid()) })
const owned = z.object({ ownerId: z.guid().nullable() })
/** Of a line about keywords: the mail they stood in or answered, and the answer's key. */
export const obeyed = z.object({ mail: z.guid(), answer: z.string() })
const made = z.object({ id: z.guid() })
const fieldValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]))
const segment = z.object({ name: z.string(), condition: conditionSchema })
const redeemed = z.object({ order: z.string() })
const named = z.object({ name: z.string() })
const notedConsent = z.object({ entry: z.guid() })
const suppressed = z.object({ suppressions: z.array(z.string()) })

/**
 * A slip is seen within the day, and giving the other program a new token costs somebody an hour. Later a token was revoked for
 * a reason: whoever found it in the meantime must not be let in by a click in the audit trail.
 */
const UNREVOKED_WITHIN_MS = 86_400_000

/** What takes an act back, by its name in the audit trail. What is not here cannot be taken back by itself. */
const UNDO: Record<string, Undo> = {
  'client.add': async (db, line) => {
    const added = { clientId: line.subject.id, name: named.parse(line.after).name, at: line.at }
    if (!(await removeUntouchedClient(db, added))) throw changedSince('This record')
  },
  'client.accept': async (db, line, doing) =>
    restoreState(db, line.subject.id, { before: stateChange.parse(line.before), after: 'active', at: doing.at }),
  'client.ignore': async (db, line, doing) =>
    restoreState(db, line.subject.id, { before: stateChange.parse(line.before), after: 'ignored', at: doing.at }),
  'client.tag': async (db, line) => {
    await untagClient(db, { clientId: line.subject.id, tag: tagged.parse(line.after).tag })
  },
  'client.untag': async (db, line, { by, at }) => {
    await tagClient(db, { clientId: line.subject.id, tag: tagged.parse(line.before).tag, by: by.id, at })
  },
  'clients.tag': async (db, line) => {
    await untagMany(db, taggedClients.parse(line.after))
  },
  'clients.untag': async (db, line, { by, at }) => {
    await tagMany(db, { ...taggedClients.parse(line.before), by: by.id, at })
  },
  'client.details': async (db, line, { at }) =>
    restoreDetails(db, line.subject.id, { before: line.before, after: line.after, at }),
  'client.fields': async (db, line, { by, at }) => {
    const change = { before: fieldValues.parse(line.before), after: fieldValues.parse(line.after) }
    await restoreFields(db, line.subject.id, change, { by, at, source: 'undo' })
  },
  'client.stop': async (db, line, { by, at }) =>
    liftSuppressions(db, suppressed.parse(line.after).suppressions, { by: by.id, at }),
  'consent.note': async (db, line, { by, at }) => {
    const taking = { by: by.id, now: instantOf(at) }
    if (!(await takeBackConsent(db, notedConsent.parse(line.after).entry, taking))) throw changedSince('This consent')
  },
  'field.remove': async (db, line) => {
    const areValuesGone = !isDeepStrictEqual(line.before, line.after)
    if (areValuesGone) throw new Refusal('cannot-undo', 'The values of this field were deleted for good.')
    if (!(await restoreField(db, line.subject.id))) throw changedSince('This field')
  },
  'token.revoke': async (db, line, doing) => {
    const isFresh = doing.at.getTime() - line.at.getTime() < UNREVOKED_WITHIN_MS
    if (!isFresh) throw new Refusal('cannot-undo', 'This token was revoked too long ago: make another.')
    if (!(await restoreToken(db, line.subject.id))) throw changedSince('This token')
  },
  'webhook.remove': async (db, line) => {
    if (!(await restoreEndpoint(db, line.subject.id))) throw changedSince('This webhook')
  },
  'segment.add': async (db, line) => {
    const removal = await removeUnusedSegment(db, (await unchangedSegment(db, line)).name)
    if (removal.kind === 'used') throw new Refusal('cannot-undo', 'A campaign uses this segment by now.')
  },
  'segment.change': async (db, line, doing) => {
    const [before, after] = [segment.parse(line.before), await unchangedSegment(db, line)]
    await demandOwnerOfUse(db, after.name, doing)
    if (!(await changeSegment(db, { id: line.subject.id, ...before }))) throw nameTaken()
    if (before.name !== after.name) await renameInCampaigns(db, { from: after.name, to: before.name })
  },
  'segment.remove': async (db, line, { by }) => {
    if ((await addSegment(db, segment.parse(line.before), by.id)) === null) throw nameTaken()
  },
  'follow-up.approve': async (db, line, doing) => {
    refuseIfGone(await withdrawApproval(db, { followUp: line.subject.id }, decided(line, doing)))
  },
  'campaign.approve': async (db, line, doing) => {
    refuseIfGone(await withdrawApproval(db, { campaign: line.subject.id }, decided(line, doing)))
  },
  'follow-up.skip': async (db, line, doing) => {
    refuseIfGone((await planAgain(db, line.subject.id, decided(line, doing))) ? 1 : 0)
  },
  'campaign.activate': async (db, line, doing) => {
    await pause(db, line.subject.id, { now: instantOf(doing.at), by: doing.by.id })
  },
  'campaign.pause': async (db, line, doing) => {
    await activate(db, line.subject.id, { now: instantOf(doing.at), by: doing.by.id })
  },
  'coupon.redeem': async (db, line, { by, at }) => {
    const code = await codeOf(db, line.subject.id)
    const till = { channel: 'counter', by: by.id, source: `member ${by.id}`, now: instantOf(at) } as const
    const isFree = code !== null && (await cancel(db, code, redeemed.parse(line.after).order, till))
    if (!isFree) throw new Refusal('cannot-undo', 'This coupon was given back already.')
  },
  'settings.change': async (db, line) => {
    await writeSettings(db, await settingsBefore(db, line))
  },
  'interaction.add': async (db, line) => removeInteractions(db, [made.parse(line.after).id]),
  'alert.seen': async (db, line) => markAlertUnseen(db, line.subject.id),
  'reminder.add': async (db, line) => {
    await removeReminder(db, line.subject.id)
  },
  'reminder.done': async (db, line) => reopenReminder(db, line.subject.id),
  'preference.accept': async (db, line, { by, at }) =>
    stopBelieving(db, acceptanceForm.parse(line.after), { by: by.id, at }),
  'preference.reject': async (db, line) => takeBackRejection(db, line.subject.id),
  'thread.tag': async (db, line) => {
    await untagThread(db, { threadId: line.subject.id, tag: tagged.parse(line.after).tag })
  },
  'thread.untag': async (db, line, { by, at }) => {
    await tagThread(db, { threadId: line.subject.id, tag: tagged.parse(line.before).tag, by: by.id, at })
  },
  'thread.owner': async (db, line) => {
    const change = { before: owned.parse(line.before).ownerId, after: owned.parse(line.after).ownerId }
    if (!(await restoreThreadOwner(db, line.subject.id, change))) throw changedSince('This thread')
  },
  'thread.close': async (db, line) => {
    await reopenThread(db, line.subject.id)
    await refreshThreads(db, [line.subject.id])
  },
  'keywords.obey': async (db, line, { by, at }) => {
    const written = obeyed.safeParse(line.after)
    // Lines of an older version do not say which mail.
    if (!written.success) throw new Refusal('cannot-undo', 'This cannot be taken back any more.')
    const { mail, answer } = written.data
    await takeBackWritten(db, { messageId: mail, answerKey: answer }, { by: by.id, at })
  },
  'thread.reopen': async (db, line, { by, at }) => {
    await closeThread(db, line.subject.id, { by: by.id, at })
  }
}

/** A segment as the line left it: undoing an older change would take the newer ones along, and leave campaigns without it. */
async function unchangedSegment(db: Db, line: WrittenLine): Promise<Segment> {
  const after = segment.parse(line.after)
  const now = (await readSegments(db)).find(({ id }) => id === line.subject.id)
  const isAsLeft = now !== undefined && isDeepStrictEqual({ name: now.name, condition: now.condition }, after)
  if (!isAsLeft) throw changedSince('This segment')
  return after
}

function nameTaken(): Refusal {
  return new Refusal('cannot-undo', 'Another segment has this name by now.')
}

/** Whom a campaign writes to is the owner's to say. */
async function demandOwnerOfUse(db: Db, name: string, doing: Doing): Promise<void> {
  const isUsed = (await segmentUses(db)).some(({ segment }) => segment === name)
  if (isUsed) demandOwner(doing)
}

/** Taking back asks for the right that doing it asked for. */
function demandOwner({ member }: Doing): void {
  if (member.role !== 'owner') throw new Refusal('not-allowed', 'Only the owner may do this.')
}

/** Only the values that the line changed, each as a setting takes it. @throws Refusal where one was changed again since */
async function settingsBefore(db: Db, line: WrittenLine): Promise<Partial<Settings>> {
  const [before, after] = [settingsIn(line.before), settingsIn(line.after)]
  const now: Record<string, unknown> = await readSettings(db)
  const changed = Object.entries(before).filter(([key, value]) => key in after && !isDeepStrictEqual(value, after[key]))
  if (changed.some(([key]) => !isDeepStrictEqual(now[key], after[key]))) throw changedSince('One of these settings')
  return Object.fromEntries(changed)
}

function settingsIn(written: unknown): Record<string, Settings[keyof Settings]> {
  const held = z.record(z.string(), z.unknown()).parse(written)
  const rows = Object.entries(held).map(([key, value]) => ({ key, value }))
  return Object.fromEntries(Object.entries(settingsFrom(rows)).filter(([key]) => key in held))
}

function decided(line: WrittenLine, { by, at }: Doing) {
  return { decision: { by: line.by.id, at: line.at }, by: by.id, now: instantOf(at) }
}

function refuseIfGone(changed: number): void {
  if (changed === 0) throw new Refusal('too-late', 'This mail has gone out, or was decided otherwise since.')
}

/** Acts that only the owner may do, and so take back. */
const OWNERS_ALONE: ReadonlySet<string> = new Set([
  'field.remove',
  'token.revoke',
  'webhook.remove',
  'campaign.activate',
  'campaign.pause',
  'settings.change'
])

/** Whether this member may take back such an act, as far as its kind tells. */
export function canUndo(action: string, { role }: Pick<Doing['member'], 'role'>): boolean {
  return action in UNDO && (role === 'owner' || !OWNERS_ALONE.has(action))
}

/** Takes an act back. @returns false where it cannot be */
export async function undo(db: Db, line: WrittenLine, doing: Doing): Promise<boolean> {
  const takeBack = UNDO[line.action]
  if (!takeBack) return false
  if (OWNERS_ALONE.has(line.action)) demandOwner(doing)
  if (line.subject.kind === 'client') await demandRecord(db, line.subject.id)
  if (line.action.startsWith('thread.')) await demandThread(db, line.subject.id)
  if ((await undoneAmong(db, [line])).size > 0) throw changedSince('This')
  await takeBack(db, line, doing)
  return true
}

/** Of an erased person nothing is left to put back, and what was done to a merged record is no matter of the other one's. */
async function demandRecord(db: Db, id: string): Promise<void> {
  const now = await stateOf(db, id)
  const isThere = now !== null && now !== 'merged' && now !== 'erased'
  if (!isThere) throw new Refusal('cannot-undo', 'This record is erased or merged by now.')
}

/** A thread that is gone, or part of another by now, has nothing to put back. */
async function demandThread(db: Db, id: string): Promise<void> {
  const thread = await db.thread.findUnique({ where: { id }, select: { mergedIntoId: true } })
  const isThere = thread !== null && thread.mergedIntoId === null
  if (!isThere) throw new Refusal('cannot-undo', 'This thread is gone, or part of another by now.')
}
