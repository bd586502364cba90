import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/** A link that still lets somebody in. */
export interface OpenAdmission {
  id: string
  kind: 'first-run' | 'invitation'
  email: string | null
  role: 'owner' | 'member'
}

export interface NewAdmission {
  kind: OpenAdmission['kind']
  tokenHash: string
  email: string | null
  role: OpenAdmission['role']
  invitedBy: string | null
  at: Date
  expiresAt: Date
}

/** Whether anybody can sign in at all. Until an owner has a password, the program is in its first run. */
export async function hasOwnerAccount(db: Db): Promise<boolean> {
  const found = await db.account.findFirst({
    where: { providerId: 'credential', member: { role: 'owner', leftAt: null } },
    select: { id: true }
  })
  return found !== null
}

/** Adds an admission; earlier ones for the same person, and earlier first-run links, no longer count. */
export async function addAdmission(db: Db, admission: NewAdmission): Promise<void> {
  const { kind, email, at, ...rest } = admission
  await withdrawAdmissions(db, { kind, email, at })
  await db.admission.create({ data: { kind, email, createdAt: at, ...rest } })
}

export async function findAdmission(db: Db, tokenHash: string, at: Date): Promise<OpenAdmission | null> {
  const found = await db.admission.findFirst({
    where: { tokenHash, usedAt: null, withdrawnAt: null, expiresAt: { gt: at } },
    select: { id: true, kind: true, email: true, role: true }
  })
  return found && asAdmission(found)
}

/** Takes an admission, once: of two at the same instant one gets true. */
export async function useAdmission(db: Db, id: string, at: Date): Promise<boolean> {
  const taken = await db.admission.updateMany({
    where: { id, usedAt: null, withdrawnAt: null, expiresAt: { gt: at } },
    data: { usedAt: at }
  })
  return taken.count === 1
}

export async function withdrawAdmission(db: Db, id: string, at: Date): Promise<void> {
  await db.admission.updateMany({ where: { id, usedAt: null, withdrawnAt: null }, data: { withdrawnAt: at } })
}

/** Links of this kind that were made for this address no longer let anybody in. */
export async function withdrawAdmissions(db: Db, of: Pick<NewAdmission, 'kind' | 'email' | 'at'>): Promise<void> {
  const { kind, email, at } = of
  await db.admission.updateMany({
    where: { kind, email, usedAt: null, withdrawnAt: null },
    data: { withdrawnAt: at }
  })
}

export async function openInvitations(db: Db, at: Date) {
  return db.admission.findMany({
    where: { kind: 'invitation', usedAt: null, withdrawnAt: null, expiresAt: { gt: at } },
    select: { id: true, email: true, role: true, createdAt: true, expiresAt: true },
    orderBy: { createdAt: 'desc' }
  })
}

/** The members who can sign in to the pages. Others were added by the command line, and write mails only. */
export async function membersWithAccount(db: Db): Promise<Set<string>> {
  const accounts = await db.account.findMany({ where: { providerId: 'credential' }, select: { memberId: true } })
  return new Set(accounts.map(({ memberId }) => memberId))
}

/** What somebody who is in the team already is there; null where they are not, or have left. */
export async function roleInTeam(db: Db, email: string): Promise<'owner' | 'member' | null> {
  const found = await db.member.findFirst({ where: { email, leftAt: null }, select: { role: true } })
  return found && roleOf(found.role)
}

/** Gives a person an account; one who is a member already keeps their past and gains a password. Returns the member's id. */
export async function addAccount(db: Db, account: NewAccount): Promise<string> {
  const { email, name, role, language, passwordHash } = account
  const member = await db.member.upsert({
    where: { email },
    create: { email, name, role, language, emailVerified: true },
    update: { name, role, language, emailVerified: true, leftAt: null },
    select: { id: true }
  })
  await db.account.deleteMany({ where: { memberId: member.id, providerId: 'credential' } })
  await db.account.create({
    data: { memberId: member.id, accountId: member.id, providerId: 'credential', password: passwordHash }
  })
  return member.id
}

export interface NewAccount {
  email: string
  name: string
  role: 'owner' | 'member'
  language: Language
  passwordHash: string
}

/** The member who may get a sign-in link: present, with an account, and without a second factor, which a link would skip. */
export async function canEnterByLink(db: Db, email: string): Promise<boolean> {
  const found = await db.member.findFirst({
    where: { email, leftAt: null, twoFactorEnabled: false, accounts: { some: {} } },
    select: { id: true }
  })
  return found !== null
}

/** The address that a sign-in link was mailed to; null where it was used, has ended or never was. */
export async function addressOfLink(db: Db, token: string): Promise<string | null> {
  // As the sign-in library names and writes it (plugin magic-link, `storeToken: 'hashed'`).
  const identifier = `magic-link:${createHash('sha256').update(token).digest('base64url')}`
  const found = await db.verification.findFirst({ where: { identifier }, select: { value: true } })
  return found && linkValue.parse(JSON.parse(found.value)).email
}

const linkValue = z.object({ email: z.string() })

/** Ends the entries of a member that are under way: sign-in links that were mailed, passwords that wait for the second factor. */
export async function endPendingEntries(db: Db, memberId: string): Promise<void> {
  await db.$executeRaw`
    DELETE FROM verification USING member
    WHERE member.id = ${memberId}::uuid AND (value = member.id::text OR (
      starts_with(identifier, 'magic-link:') AND strpos(value, '"email":' || to_json(member.email)) > 0))`
}

/** The secret of a member's code app, encrypted as the sign-in library keeps it; null where there is none. */
export async function sealedSecretOf(db: Db, memberId: string): Promise<string | null> {
  const found = await db.twoFactor.findFirst({ where: { memberId }, select: { secret: true } })
  return found?.secret ?? null
}

/**
 * Takes a time step of a member's code app. A code counts once, and those of before it no longer (RFC 6238 section 5.2):
 * of two at the same instant one gets true.
 */
export async function takeStep(db: Db, memberId: string, step: number): Promise<boolean> {
  const taken = await db.twoFactor.updateMany({
    where: { memberId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step }
  })
  return taken.count > 0
}

export async function sessionsOf(db: Db, memberId: string) {
  return db.session.findMany({
    where: { memberId },
    select: { id: true, userAgent: true, ipAddress: true, createdAt: true, updatedAt: true },
    orderBy: { updatedAt: 'desc' }
  })
}

/** Ends a member's sessions, all or all but one, and what would become one. */
export async function endSessions(db: Db, memberId: string, exceptId?: string): Promise<number> {
  await endPendingEntries(db, memberId)
  const ended = await db.session.deleteMany({ where: { memberId, ...(exceptId ? { id: { not: exceptId } } : {}) } })
  return ended.count
}

function asAdmission(row: { id: string; kind: string; email: string | null; role: string }): OpenAdmission {
  return {
    id: row.id,
    kind: row.kind === 'first-run' ? 'first-run' : 'invitation',
    email: row.email,
    role: roleOf(row.role)
  }
}

function roleOf(written: string): 'owner' | 'member' {
  return written === 'owner' ? 'owner' : 'member'
}

/** The mailbox that sends what the program itself writes: the first that can. */
export async function mailboxThatSends(db: Db): Promise<{ id: string; address: string } | null> {
  return db.mailbox.findFirst({
    where: { smtpHost: { not: null } },
    select: { id: true, address: true },
    orderBy: { createdAt: 'asc' }
  })
}
