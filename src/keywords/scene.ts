import type { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/** The same sentence in both languages: who reads it decides later. */
export type Said = Record<Language, string>

/** Who asks: a member, or whoever writes from a shared mailbox of ours. */
export interface Actor {
  memberId: string | null
  name: string
  /** Where the receipt goes. */
  address: string
  language: Language
}

export interface SceneClient {
  id: string
  name: string
  state: string
}

/** All that a keyword may look at and act on: one mail of ours, its thread, its clients, the firm's ways. */
export interface Scene {
  /** The transaction in which everything the mail asks for happens. */
  db: Db
  now: Temporal.Instant
  actor: Actor
  firm: Firm
  message: { id: string; identity: string; sentAt: Temporal.Instant }
  threadId: string
  threadSubject: string
  /** Whom the mail concerns; `#client` chooses for the words after it. */
  clients: SceneClient[]
  /** What the words of this mail may take back: see undo.ts. */
  takeBack: () => Promise<TakenBack>
}

interface Firm {
  zone: string
  currency: string
  language: Language
}

/** What became of the acts that were to be taken back. */
export interface TakenBack {
  taken: Said[]
  /** What stays as it is, each with why. */
  left: { said: Said; why: Said }[]
}

/** How an act is signed in tags, audit trail and evidence. */
export function signature(actor: Actor): string {
  return actor.memberId ?? `mailbox:${actor.address}`
}

/** Now, on the firm's clock. */
export function firmTime(scene: Pick<Scene, 'now' | 'firm'>): Temporal.ZonedDateTime {
  return scene.now.toZonedDateTimeISO(scene.firm.zone)
}
