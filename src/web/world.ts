import type { Context } from 'hono'
import type { World as MailboxWorld } from '#src/mailbox/session.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { PrismaClient } from '#src/platform/database/generated/client.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { SignedIn, View } from './view.ts'

/** What the pages need from outside. Tests give their own; `workers/web.ts` gives the real one. */
export interface World extends MailboxWorld {
  db: PrismaClient
  /** Address of the pages as members and clients reach them, without a slash at the end. */
  publicUrl: string
  /** Signs proofs and cookies: 32 bytes or more, the same in every web process. */
  signingKey: string
  /** The firm as its owner describes it; read anew for every page, since another process may have changed it. */
  firm(db: Db): Promise<Firm>
  /** Sends a mail of the program itself to a member: sign-in links, invitations, what has to be looked after. */
  post(letter: Letter): Promise<Posting>
  /** Tells the sender that something is recorded as outgoing. */
  ringSender(): Promise<void>
  /** Where files to import lie, and who imports them. */
  imports: Imports
  /** Tells the sender that a webhook is to be delivered. */
  ringWebhooks(): Promise<void>
}

export interface Imports {
  folder: string
  /** Looks for what was asked for, at once. */
  look(): void
}

export interface Firm {
  name: string
  language: Language
  /** IANA zone. */
  zone: string
  /** ISO 4217. */
  currency: string
}

export interface Letter {
  purpose: 'sign-in' | 'invitation' | 'alert' | 'confirmation'
  to: string
  subject: string
  text: string
}

/** `no-mailbox`: nothing to send with has been set up yet, so the page shows the link instead. */
export type Posting = { kind: 'sent' } | { kind: 'no-mailbox' }

export interface Env {
  Variables: {
    world: World
    accounts: Accounts
    view: View
    session: OpenSession | null
  }
}

export interface OpenSession {
  id: string
  token: string
}

/** One request under way. */
export type Visit = Context<Env>

/** The member who asks. Routes with `member` or `owner` access have one. */
export function memberOf(visit: Visit): SignedIn {
  const { member } = visit.var.view
  if (!member) throw new Refusal('not-signed-in', 'Sign in first.')
  return member
}
