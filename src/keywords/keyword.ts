import type { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Said, Scene, SceneClient } from './scene.ts'

/** What came of a keyword. `undo` is what taking it back needs; null where there is nothing to take back. */
export type Outcome = { kind: 'done'; said: Said; undo: unknown } | { kind: 'refused'; said: Said }

/** One keyword: its words, and what it does. */
export interface Keyword {
  id: string
  /** French and English words that mean the same (SEMANTICS F6); the first of each language is the one that help shows. */
  names: readonly [string, string, ...string[]]
  /** Whether something follows the word. */
  value: 'none' | 'optional' | 'required'
  /** What it does, in one phrase, and how it is written, for help. */
  about: Said
  example: Said
  act(value: string, scene: Scene): Promise<Outcome>
  /** Takes an act back by what its outcome left in `undo`. @throws Refusal where something else was made of it since */
  takeBack(undo: unknown, context: UndoContext): Promise<void>
}

export interface UndoContext {
  db: Db
  /** Who takes it back. */
  by: string
  at: Date
  now: Temporal.Instant
}

interface Definition<Undo> extends Pick<Keyword, 'id' | 'names' | 'value' | 'about' | 'example'> {
  undo?: { form: z.ZodType<Undo>; takeBack: (undo: Undo, context: UndoContext) => Promise<unknown> }
}

type Done<Undo> = { kind: 'done'; said: Said; undo: Undo | null } | { kind: 'refused'; said: Said }

/** A keyword about the thread, or about nothing in particular. */
export function keyword<Undo>(
  definition: Definition<Undo> & { act: (value: string, scene: Scene) => Promise<Done<Undo>> }
): Keyword {
  const { undo, act, ...words } = definition
  return {
    ...words,
    act,
    async takeBack(left, context) {
      const known = undo?.form.safeParse(left)
      // An older version of the program kept less of what it did, too little to see whether it still stands.
      if (!undo || !known?.success) throw new Refusal('cannot-undo', 'This cannot be taken back any more.')
      await undo.takeBack(known.data, context)
    }
  }
}

/** A keyword about one client: the mail must concern exactly one. */
export function clientKeyword<Undo>(
  definition: Definition<Undo> & {
    act: (value: string, scene: Scene, client: SceneClient) => Promise<Done<Undo>>
  }
): Keyword {
  return keyword({
    ...definition,
    act: async (value, scene) => {
      const [client, another] = scene.clients
      if (!client) return refused(NO_CLIENT)
      if (another) return refused(severalClients(scene.clients))
      return definition.act(value, scene, client)
    }
  })
}

export function done<Undo>(said: Said, undo: Undo | null = null): { kind: 'done'; said: Said; undo: Undo | null } {
  return { kind: 'done', said, undo }
}

export function refused(said: Said): { kind: 'refused'; said: Said } {
  return { kind: 'refused', said }
}

const NO_CLIENT: Said = {
  fr: 'ce message ne concerne aucun client connu\u00a0; écrivez d’abord #client adresse@du.client',
  en: 'this message concerns no known client; write #client their@address first'
}

function severalClients(clients: SceneClient[]): Said {
  const names = clients.map(({ name }) => name).join(', ')
  return {
    fr: `ce message concerne plusieurs clients (${names})\u00a0; écrivez d’abord #client adresse@du.client`,
    en: `this message concerns several clients (${names}); write #client their@address first`
  }
}
