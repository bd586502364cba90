import { approve, approveBatch, skipFollowUp } from '#src/campaigns/approval-store.ts'
import { readFollowUps, type FollowUp } from '#src/campaigns/follow-up-store.ts'
import { instantOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { dueOfToday } from '#src/web/reading/due.ts'
import { clientNames } from '#src/web/reading/record-store.ts'
import { post, type Route } from '#src/web/route.ts'
import { dueText } from '#src/web/text/due.ts'
import type { Toast } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { DueSheet } from '#src/web/pages/today-due.tsx'

/** What a member decides about mails that campaigns have planned. */
export const followUpActs: Route[] = [
  post('/follow-ups/:id/approval', 'member', letGo),
  post('/follow-ups/:id/skipping', 'member', takeOut),
  post('/campaigns/:name/approvals', 'member', letAllGo)
]

async function letGo(visit: Visit) {
  const { view, world } = visit.var
  const text = dueText[view.language]
  const { followUp, name } = await followUpOf(visit)
  const line = await act(visit, async (db, { by, at }) => {
    const changed = await approve(db, [followUp.id], { by: by.id, now: instantOf(at) })
    return changed > 0 ? { action: 'follow-up.approve', subject: subjectOf(followUp) } : null
  })
  await world.ringSender()
  return answered(
    visit,
    line === null ? { text: text.gone, tone: 'wrong' } : { text: text.approved(name), ...undoOf(line) }
  )
}

/** The ledger says who took it out. */
async function takeOut(visit: Visit) {
  const { view } = visit.var
  const text = dueText[view.language]
  const { followUp, name } = await followUpOf(visit)
  const line = await act(visit, async (db, { by, at }) => {
    const decision = { by: by.id, reason: memberOf(visit).name, now: instantOf(at) }
    const changed = await skipFollowUp(db, followUp.id, decision)
    return changed ? { action: 'follow-up.skip', subject: subjectOf(followUp) } : null
  })
  return answered(
    visit,
    line === null ? { text: text.gone, tone: 'wrong' } : { text: text.skipped(name), ...undoOf(line) }
  )
}

async function letAllGo(visit: Visit) {
  const { view, world } = visit.var
  const text = dueText[view.language]
  const campaign = visit.req.param('name') ?? ''
  const now = world.clock.now()
  let many = 0
  const line = await act(visit, async (db, { by, at }) => {
    many = await approveBatch(db, campaign, { by: by.id, now: instantOf(at) })
    const subject = { kind: 'campaign', id: campaign }
    return many > 0 ? { action: 'campaign.approve', subject, after: { followUps: many } } : null
  })
  await world.ringSender()
  const due = await dueOfToday(world.db, now)
  return done(visit, {
    to: '/',
    toast: { text: many > 0 ? text.approvedMany(many) : text.nobody, ...undoOf(line) },
    changed: () => <DueSheet view={view} due={due} />
  })
}

function answered(visit: Visit, toast: Toast) {
  return done(visit, { to: '/', toast, changed: () => null })
}

async function followUpOf(visit: Visit): Promise<{ followUp: FollowUp; name: string }> {
  const { db } = visit.var.world
  const [followUp] = await readFollowUps(db, [askedId(visit)])
  if (!followUp) throw new Refusal('not-found', 'There is no such follow-up.')
  const names = await clientNames(db, [followUp.clientId])
  return { followUp, name: names.get(followUp.clientId) ?? '' }
}

function subjectOf({ id }: FollowUp) {
  return { kind: 'follow-up', id }
}
