import { createHash } from 'node:crypto'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Language } from '#src/platform/i18n.ts'
import { audit } from '#src/team/audit-store.ts'
import type { World } from '#src/web/world.ts'
import {
  addAccount,
  addAdmission,
  findAdmission,
  hasOwnerAccount,
  roleInTeam,
  useAdmission,
  type OpenAdmission
} from './store.ts'

const TOKEN_BYTES = 24
const FIRST_RUN_HOURS = 24
const INVITATION_HOURS = 7 * 24

/**
 * The link that the program prints when it starts and nobody can sign in yet. Each start gives a new one; the earlier one
 * no longer works. Only its hash is kept.
 * @returns null once an owner has an account
 */
export async function firstRunLink(
  world: Pick<World, 'db' | 'clock' | 'random' | 'publicUrl'>
): Promise<string | null> {
  if (await hasOwnerAccount(world.db)) return null
  return admit(world, { kind: 'first-run', email: null, role: 'owner', invitedBy: null, hours: FIRST_RUN_HOURS })
}

/** A link that lets `email` make an account, once, within a week. */
export async function invitationLink(
  world: Pick<World, 'db' | 'clock' | 'random' | 'publicUrl'>,
  invited: { email: string; role: 'owner' | 'member'; invitedBy: string }
): Promise<string> {
  return admit(world, { kind: 'invitation', ...invited, hours: INVITATION_HOURS })
}

async function admit(
  { db, clock, random, publicUrl }: Pick<World, 'db' | 'clock' | 'random' | 'publicUrl'>,
  { hours, ...admission }: Omit<OpenAdmission, 'id'> & { invitedBy: string | null; hours: number }
): Promise<string> {
  const token = random.token(TOKEN_BYTES)
  const at = clock.now()
  await addAdmission(db, {
    ...admission,
    tokenHash: hashOf(token),
    at: dateOf(at),
    expiresAt: dateOf(at.add({ hours }))
  })
  return `${publicUrl}/welcome/${token}`
}

/** Who a link lets in; null where it was used, withdrawn, is too old, or never existed. */
export async function admissionOf(world: Pick<World, 'db' | 'clock'>, token: string): Promise<OpenAdmission | null> {
  return findAdmission(world.db, hashOf(token), dateOf(world.clock.now()))
}

/**
 * Makes the account that a link allows and uses the link up, both or neither.
 * @returns the new member's id
 * @throws Refusal `link-used`
 */
export async function acceptAdmission(world: World, accepted: Accepted): Promise<string> {
  const at = dateOf(world.clock.now())
  return world.db.$transaction(async (db) => {
    const admission = await findAdmission(db, hashOf(accepted.token), at)
    const isTaken = admission !== null && (await useAdmission(db, admission.id, at))
    if (!isTaken) throw new Refusal('link-used', 'This link was used already or is too old: ask for a new one.')
    const { name, language, passwordHash } = accepted
    const email = admission.email ?? accepted.email
    const isInvited = admission.kind === 'invitation'
    // Whoever is in the team without an account stays what they are by then.
    const role = (isInvited ? await roleInTeam(db, email) : null) ?? admission.role
    const id = await addAccount(db, { email, name, role, language, passwordHash })
    const subject = { kind: 'member', id }
    await audit(db, { at, by: { kind: 'member', id }, action: 'member.join', subject, after: { name, email, role } })
    return id
  })
}

export interface Accepted {
  token: string
  name: string
  /** Only the first run asks for it; an invitation is for the address it was sent to. */
  email: string
  language: Language
  passwordHash: string
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
