import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'
import { listMembers, type Member } from '#src/team/store.ts'
import { invitationLink } from '#src/web/accounts/admission.ts'
import { sendInvitation } from '#src/web/accounts/letters.ts'
import {
  endSessions,
  membersWithAccount,
  openInvitations,
  withdrawAdmission,
  withdrawAdmissions
} from '#src/web/accounts/store.ts'
import { changeRole, removeMember } from '#src/web/accounts/member-store.ts'
import { act, type Deed } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { readForm } from '#src/web/form-data.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { askedId } from '#src/web/asked-id.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { settingsText } from '#src/web/text/settings.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { TeamPage, type Shown } from './team-view.tsx'

/** Who is in the team: inviting, roles, leaving, signing out everywhere. */
export const teamPages: Route[] = [
  get('/settings/team', 'member', (visit) => showTeam(visit)),
  post('/settings/team/invitations', 'owner', invite),
  post('/settings/team/invitations/:id/withdrawal', 'owner', withdraw),
  post('/settings/team/:id/invitations', 'owner', inviteMember),
  post('/settings/team/:id/role', 'owner', switchRole),
  post('/settings/team/:id/departure', 'owner', letGo),
  post('/settings/team/:id/sessions-end', 'owner', signOutEverywhere)
]

const inviteForm = z.object({ email: z.email('badEmail').toLowerCase(), role: z.enum(['owner', 'member']) })

async function showTeam(visit: Visit, shown: Shown = {}) {
  const { view, world } = visit.var
  const [members, withAccount, invitations] = await Promise.all([
    listMembers(world.db),
    membersWithAccount(world.db),
    openInvitations(world.db, dateOf(world.clock.now()))
  ])
  return page(visit, <TeamPage {...{ view, members, withAccount, invitations, shown }} />, shown.wrong ? 422 : 200)
}

async function invite(visit: Visit) {
  const { view, world } = visit.var
  const text = settingsText[view.language]
  const form = await readForm(visit, inviteForm)
  if (form.kind === 'wrong') return showTeam(visit, { wrong: text.badEmail, email: form.given['email'] ?? '' })
  const { email, role } = form.value
  const member = (await listMembers(world.db)).find((one) => one.email === email)
  const isIn = member !== undefined && (await membersWithAccount(world.db)).has(member.id)
  if (isIn) return showTeam(visit, { wrong: text.alreadyMember, email })
  return sendOne(visit, { email, role: member?.role ?? role })
}

/** Somebody who is in the team, but could not sign in so far. */
async function inviteMember(visit: Visit) {
  const { view, world } = visit.var
  const member = await memberNamed(visit)
  const isIn = (await membersWithAccount(world.db)).has(member.id)
  if (isIn) return showTeam(visit, { wrong: settingsText[view.language].alreadyMember, email: member.email })
  return sendOne(visit, member)
}

async function sendOne(visit: Visit, { email, role }: Pick<Member, 'email' | 'role'>) {
  const { view, world } = visit.var
  const me = memberOf(visit)
  const link = await invitationLink(world, { email, role, invitedBy: me.id })
  await act(visit, async () => ({ action: 'member.invite', subject: { kind: 'address', id: email }, after: { role } }))
  const invitation = { email, by: me.name, firm: view.firmName, link, language: view.language }
  const posting = await sendInvitation(world, invitation)
  if (posting.kind === 'no-mailbox') return showTeam(visit, { link, email })
  return done(visit, { to: '/settings/team', toast: { text: settingsText[view.language].invited(email) } })
}

async function withdraw(visit: Visit) {
  const { view } = visit.var
  const id = askedId(visit)
  await act(visit, async (db, { at }) => {
    await withdrawAdmission(db, id, at)
    return { action: 'admission.withdraw', subject: { kind: 'admission', id } }
  })
  return done(visit, { to: '/settings/team', toast: { text: settingsText[view.language].withdrawn } })
}

async function switchRole(visit: Visit) {
  const text = settingsText[visit.var.view.language]
  const form = await readForm(visit, z.object({ role: z.enum(['owner', 'member']) }))
  if (form.kind === 'wrong') return done(visit, { to: '/settings/team' })
  const { role } = form.value
  return change(visit, text.roleChanged, async (db, member) => {
    if (!(await changeRole(db, member.id, role))) return null
    return {
      action: 'member.role',
      subject: { kind: 'member', id: member.id },
      before: { role: member.role },
      after: { role }
    }
  })
}

async function letGo(visit: Visit) {
  const text = settingsText[visit.var.view.language]
  const at = dateOf(visit.var.world.clock.now())
  return change(visit, text.removed, async (db, member) => {
    if (!(await removeMember(db, member.id, at))) return null
    await endSessions(db, member.id)
    await withdrawAdmissions(db, { kind: 'invitation', email: member.email, at })
    return { action: 'member.remove', subject: { kind: 'member', id: member.id }, before: { name: member.name } }
  })
}

async function signOutEverywhere(visit: Visit) {
  const text = settingsText[visit.var.view.language]
  return change(visit, text.sessionsEnded, async (db, member) => {
    const ended = await endSessions(db, member.id)
    return { action: 'member.sessions', subject: { kind: 'member', id: member.id }, after: { ended } }
  })
}

type Change = (db: Db, member: Member) => Promise<Deed | null>

/** Does something to a member; what would leave the firm without an owner is refused by the store and said so. */
async function change(visit: Visit, said: (name: string) => string, work: Change) {
  const { view } = visit.var
  const member = await memberNamed(visit)
  const line = await act(visit, (db) => work(db, member))
  const toast =
    line === null
      ? { text: settingsText[view.language].removeLast, tone: 'wrong' as const }
      : { text: said(member.name) }
  return done(visit, { to: '/settings/team', toast })
}

async function memberNamed(visit: Visit): Promise<Member> {
  const id = askedId(visit)
  const member = (await listMembers(visit.var.world.db)).find((one) => one.id === id)
  if (!member) throw new Refusal('not-found', 'There is no such member.')
  return member
}
