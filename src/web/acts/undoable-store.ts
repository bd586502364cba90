import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { isObeyedStanding, standingObeyed } from '#src/keywords/act-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { undoneAmong, type WrittenLine } from '#src/team/audit-store.ts'
import { recordOf } from '#src/web/reading/journal-store.ts'
import type { SignedIn } from '#src/web/view.ts'
import { canUndo, obeyed } from './undo.ts'

/**
 * Which of these lines taking back would do something about: not taken back yet, and what they made is still there. What only the
 * act itself can tell (a field that was changed again) it tells when it is asked. One question for each kind that occurs.
 */
export async function undoableAmong(
  db: Db,
  lines: readonly WrittenLine[],
  member: Pick<SignedIn, 'role'>
): Promise<ReadonlySet<string>> {
  const possible = lines.filter(({ action }) => canUndo(action, member))
  const [undone, standing] = await Promise.all([undoneAmong(db, possible), standingAmong(db, possible)])
  return new Set(possible.flatMap(({ id }) => (standing.has(id) && !undone.has(id) ? [id] : [])))
}

async function standingAmong(db: Db, lines: WrittenLine[]): Promise<Set<string>> {
  const kinds = new Map<Standing, WrittenLine[]>()
  for (const line of lines) {
    const standingOf = OF_ACTION[line.action] ?? OF_SUBJECT[line.subject.kind] ?? anything
    kinds.set(standingOf, [...(kinds.get(standingOf) ?? []), line])
  }
  const standing = await Promise.all([...kinds].map(([standingOf, those]) => standingOf(db, those)))
  return new Set(standing.flat().map(({ id }) => id))
}

/** Of some lines, those whose work is still there. */
type Standing = (db: Db, lines: WrittenLine[]) => Promise<WrittenLine[]>

const anything: Standing = async (_, lines) => lines

const OF_ACTION: Record<string, Standing> = {
  'keywords.obey': async (db, lines) => {
    const written = lines.map((line) => ({ line, words: obeyed.safeParse(line.after).data }))
    const known = await standingObeyed(
      db,
      written.flatMap(({ words }) => (words ? [words.mail] : []))
    )
    return written.flatMap(({ line, words }) => (words && isObeyedStanding(known, words) ? [line] : []))
  },
  'interaction.add': rowsThat(
    (line) => text(line.after, 'id'),
    (db, ids) => db.interaction.findMany({ where: { id: { in: ids } }, select: { id: true } }),
    {}
  ),
  'settings.change': async (db, lines) => {
    const now: Record<string, unknown> = await readSettings(db)
    return lines.filter((line) => {
      const [before, after] = [recordOf(line.before), recordOf(line.after)]
      const changed = Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key]))
      return changed.length > 0 && changed.every((key) => isDeepStrictEqual(now[key], after[key]))
    })
  }
}

const ofSubject = (line: WrittenLine) => line.subject.id

const OF_SUBJECT: Record<string, Standing> = {
  client: rowsThat(
    ofSubject,
    (db, ids) =>
      db.client.findMany({
        where: { id: { in: ids }, state: { notIn: ['merged', 'erased'] } },
        select: { id: true, state: true, tags: { select: { tag: true } } }
      }),
    {
      'client.accept': ({ state }) => state === 'active',
      'client.ignore': ({ state }) => state === 'ignored',
      'client.tag': ({ tags }, { after }) => isTagged(tags, after),
      'client.untag': ({ tags }, { before }) => !isTagged(tags, before)
    }
  ),
  thread: rowsThat(
    ofSubject,
    (db, ids) =>
      db.thread.findMany({
        where: { id: { in: ids }, mergedIntoId: null },
        select: { id: true, closedAt: true, ownerId: true, tags: { select: { tag: true } } }
      }),
    {
      'thread.tag': ({ tags }, { after }) => isTagged(tags, after),
      'thread.untag': ({ tags }, { before }) => !isTagged(tags, before),
      'thread.close': ({ closedAt }) => closedAt !== null,
      'thread.reopen': ({ closedAt }) => closedAt === null,
      'thread.owner': ({ ownerId }, { after }) => ownerId === text(after, 'ownerId')
    }
  ),
  reminder: rowsThat(
    ofSubject,
    (db, ids) => db.reminder.findMany({ where: { id: { in: ids } }, select: { id: true, doneAt: true } }),
    { 'reminder.done': ({ doneAt }) => doneAt !== null }
  ),
  preference: rowsThat(
    ofSubject,
    (db, ids) => db.preference.findMany({ where: { id: { in: ids } }, select: { id: true, state: true } }),
    {
      'preference.accept': ({ state }) => state === 'accepted',
      'preference.reject': ({ state }) => state === 'rejected'
    }
  ),
  alert: rowsThat(
    ofSubject,
    (db, ids) => db.insightAlert.findMany({ where: { id: { in: ids } }, select: { id: true, seenAt: true } }),
    { 'alert.seen': ({ seenAt }) => seenAt !== null }
  ),
  'follow-up': rowsThat(
    ofSubject,
    (db, ids) =>
      db.followUp.findMany({ where: { id: { in: ids } }, select: { id: true, state: true, approvedAt: true } }),
    {
      'follow-up.approve': ({ state, approvedAt }) => state === 'planned' && approvedAt !== null,
      'follow-up.skip': ({ state }) => state === 'skipped'
    }
  )
}

/** Lines whose row is there and, where the act has a rule of its own, is as the act left it. */
function rowsThat<Row extends { id: string }>(
  rowId: (line: WrittenLine) => string | null,
  find: (db: Db, ids: string[]) => Promise<Row[]>,
  asLeft: Record<string, (row: Row, line: WrittenLine) => boolean>
): Standing {
  return async (db, lines) => {
    const ids = lines.map(rowId).filter((id) => uuid.safeParse(id).success)
    const rows = new Map(
      (
        await find(
          db,
          ids.filter((id) => id !== null)
        )
      ).map((row) => [row.id, row])
    )
    return lines.filter((line) => {
      const row = rows.get(rowId(line) ?? '')
      return row !== undefined && (asLeft[line.action]?.(row, line) ?? true)
    })
  }
}

const uuid = z.guid()

function isTagged(tags: { tag: string }[], side: unknown): boolean {
  return tags.some(({ tag }) => tag === text(side, 'tag'))
}

function text(side: unknown, name: string): string | null {
  const value = recordOf(side)[name]
  return typeof value === 'string' ? value : null
}
