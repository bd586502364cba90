import type { Temporal } from 'temporal-polyfill'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { Settings } from '#src/platform/settings.ts'

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

/** All that a keyword may look at and act on: one mail of ours or one answer of the page, its thread, its clients, the firm's ways. */
export interface Scene {
  /** The transaction in which everything the mail asks for happens. */
  db: Db
  now: Temporal.Instant
  actor: Actor
  firm: Firm
  message: SceneMessage
  threadId: string
  threadSubject: string
  /** Whom the mail concerns; `#client` chooses for the words after it. */
  clients: SceneClient[]
  /** What these words may take back: see undo.ts. */
  takeBack: () => Promise<TakenBack>
}

/** Where the words stand. */
interface SceneMessage {
  /** The mail; for an answer written on the page, the mail that it answers. */
  id: string
  /** The key of an answer that is written on the page; empty for a mail. */
  answerKey: string
  /** Tells this mail or answer from every other. */
  identity: string
  sentAt: Temporal.Instant
}

interface Firm {
  zone: string
  currency: string
  language: Language
}

export function firmIn(settings: Settings): Firm {
  return { zone: settings['firm.zone'], currency: settings['firm.currency'], language: settings['firm.language'] }
}

/** The mail that carries the words, as evidence for what they do; an answer of the page is not a mail yet. */
export function sourceMail({ message }: Pick<Scene, 'message'>): string | null {
  return message.answerKey === '' ? message.id : null
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
