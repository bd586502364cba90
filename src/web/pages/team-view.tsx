import type { Member } from '#src/team/store.ts'
import type { openInvitations } from '#src/web/accounts/store.ts'
import { Act, Form, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Badge, Face, Note, Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { Framed } from '#src/web/layout.tsx'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'

/** What the last invitation came to, where the page has to say more than a toast. */
export interface Shown {
  wrong?: string
  email?: string
  /** Shown once, where no mail could carry it. */
  link?: string
}

interface TeamPageProps {
  view: View
  members: Member[]
  /** Ids of those who can sign in. */
  withAccount: ReadonlySet<string>
  invitations: Awaited<ReturnType<typeof openInvitations>>
  shown: Shown
}

export function TeamPage({ view, members, withAccount, invitations, shown }: TeamPageProps) {
  const text = settingsText[view.language]
  const isOwner = view.member?.role === 'owner'
  return (
    <Framed view={view} title={text.teamTitle}>
      <Head title={text.teamTitle} lead={text.teamLead} back={{ href: '/settings', label: text.title }} />
      {shown.link ? <LinkByHand view={view} link={shown.link} email={shown.email ?? ''} /> : null}
      <Sheet flush>
        <ul class="rows">
          {members.map((member) => (
            <MemberRow view={view} member={member} hasAccount={withAccount.has(member.id)} canManage={isOwner} />
          ))}
        </ul>
      </Sheet>
      {isOwner ? <Invitations view={view} invitations={invitations} shown={shown} /> : null}
    </Framed>
  )
}

function LinkByHand({ view, link, email }: { view: View; link: string; email: string }) {
  const text = settingsText[view.language]
  const copy = (
    <button type="button" class="button slim" data-copies="#link" data-copied={text.copied}>
      {text.copy}
    </button>
  )
  return (
    <Note tone="post" icon="key" acts={copy}>
      <p>{text.invitedByHand(email)}</p>
      <p>
        <code id="link">{link}</code>
      </p>
    </Note>
  )
}

function MemberRow({ view, member, hasAccount, canManage }: MemberRowProps) {
  const text = settingsText[view.language]
  const isMe = member.id === view.member?.id
  return (
    <li class="row">
      <Face name={member.name} />
      <div class="what">
        <p class="title line">
          {member.name}
          <Badge tone={member.role === 'owner' ? 'green' : undefined}>{text.teamRoles[member.role]}</Badge>
          {isMe ? <Badge>{text.you}</Badge> : null}
          {hasAccount ? null : <Badge>{text.withoutAccount}</Badge>}
        </p>
        <p class="meta">{[member.email, ...member.addresses].join(', ')}</p>
      </div>
      {canManage && !isMe ? <MemberActs view={view} member={member} hasAccount={hasAccount} /> : null}
    </li>
  )
}

interface MemberRowProps {
  view: View
  member: Member
  hasAccount: boolean
  canManage: boolean
}

function MemberActs({ view, member, hasAccount }: Omit<MemberRowProps, 'canManage'>) {
  const text = settingsText[view.language]
  const path = `/settings/team/${member.id}`
  const isOwner = member.role === 'owner'
  const on = { view, describe: member.name }
  return (
    <div class="acts">
      {hasAccount ? null : <Act {...on} action={`${path}/invitations`} label={text.inviteMember} />}
      <details class="opens">
        <summary class="button slim">
          {text.manage}
          <span class="sr"> {member.name}</span>
        </summary>
        <div class="stack tight">
          <Act
            {...on}
            action={`${path}/role`}
            values={{ role: isOwner ? 'member' : 'owner' }}
            label={isOwner ? text.makeMember : text.makeOwner}
          />
          <Act {...on} action={`${path}/sessions-end`} label={text.endSessions} />
          <Act {...on} action={`${path}/departure`} label={text.remove} class="button slim danger" />
        </div>
      </details>
    </div>
  )
}

function Invitations({ view, invitations, shown }: Pick<TeamPageProps, 'view' | 'invitations' | 'shown'>) {
  const text = settingsText[view.language]
  const roles = ['member', 'owner'].map((role) => ({ value: role, label: text.teamRoles[role] ?? role }))
  return (
    <div class="grid broad">
      <Sheet title={text.invite} id="invite">
        <Form view={view} action="/settings/team/invitations">
          <FormErrors view={view} wrong={shown.wrong} />
          <TextField
            label={text.inviteEmail}
            name="email"
            type="email"
            value={shown.wrong ? shown.email : ''}
            required
          />
          <SelectField label={text.inviteRole} name="role" options={roles} value="member" />
          <button class="button first">{text.inviteSend}</button>
        </Form>
      </Sheet>
      {invitations.length > 0 ? (
        <Sheet title={text.pending} id="pending" flush>
          <ul class="rows">
            {invitations.map((invitation) => (
              <li class="row plain">
                <div class="what">
                  <p class="title">{invitation.email}</p>
                  <p class="meta">
                    <span>{text.teamRoles[invitation.role]}</span>
                    <Near view={view} at={invitation.createdAt} />
                  </p>
                </div>
                <div class="acts">
                  <Act
                    view={view}
                    action={`/settings/team/invitations/${invitation.id}/withdrawal`}
                    label={text.withdraw}
                    describe={invitation.email ?? ''}
                  />
                </div>
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
    </div>
  )
}
