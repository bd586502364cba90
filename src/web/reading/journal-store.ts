import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { WrittenLine } from '#src/team/audit-store.ts'
import { shownRows, type Reader } from './shown-mail.ts'

/** What a line of the journal is about, as far as it is still there. */
export interface About {
  /** Its own name, where it has one: a client, a mailbox, the subject of a thread. */
  name?: string
  /** Of a field, in both languages. */
  label?: Record<Language, string>
  /** The client whose it is. */
  client?: { id: string; name: string }
  /** The thread in which it is. */
  threadId?: string
  /** Of a coupon. */
  code?: string
  /** Of a fact about a client. */
  fact?: { key: string; value: string }
  /** Of a follow-up: the campaign it comes from. */
  campaign?: { name: string; title: string | null }
}

/** Everything that a part of the journal names, by kind and id. */
export type Names = ReadonlyMap<string, About>

export function keyOf(kind: string, id: string): string {
  return `${kind} ${id}`
}

type Row = About & { id: string }

/** How the rows of each kind are found; ids that are no row's id are left out. */
const FINDERS: Record<string, (db: Db, ids: string[], reader: Reader) => Promise<Row[]>> = {
  client: (db, ids) => db.client.findMany({ where: { id: { in: uuids(ids) } }, select: { id: true, name: true } }),
  thread: async (db, ids, reader) => {
    const rows = await db.thread.findMany({ where: { id: { in: uuids(ids) } }, select: { id: true, subject: true } })
    const shown = await shownRows(db, rows, reader, { fields: { subject: Infinity } })
    return shown.map(({ id, subject }) => ({ id, name: subject }))
  },
  message: async (db, ids, reader) => {
    const select = { id: true, subject: true, threadId: true }
    const rows = await db.message.findMany({ where: { id: { in: uuids(ids) } }, select })
    const shown = await shownRows(db, rows, reader, { fields: { subject: Infinity } })
    return shown.map(({ id, subject, threadId }) => ({ id, name: subject, threadId }))
  },
  mailbox: async (db, ids) => {
    const rows = await db.mailbox.findMany({ where: { id: { in: uuids(ids) } }, select: { id: true, address: true } })
    return rows.map(({ id, address }) => ({ id, name: address }))
  },
  campaign: async (db, ids) => {
    const rows = await db.campaign.findMany({ where: { name: { in: ids } }, select: { name: true, title: true } })
    return rows.map((campaign) => ({ id: campaign.name, campaign }))
  },
  'follow-up': async (db, ids) => {
    const campaign = { select: { name: true, title: true } }
    const select = { id: true, client: { select: { id: true, name: true } }, campaign }
    return db.followUp.findMany({ where: { id: { in: uuids(ids) } }, select })
  },
  coupon: async (db, ids) => {
    const select = { id: true, code: true, client: { select: { id: true, name: true } } }
    return db.coupon.findMany({ where: { id: { in: uuids(ids) } }, select })
  },
  reminder: async (db, ids) => {
    const select = { id: true, text: true, client: { select: { id: true, name: true } } }
    const rows = await db.reminder.findMany({ where: { id: { in: uuids(ids) } }, select })
    return rows.map(({ id, text, client }) => ({ id, name: text, ...(client ? { client } : {}) }))
  },
  preference: async (db, ids) => {
    const select = { id: true, key: true, value: true, client: { select: { id: true, name: true } } }
    const rows = await db.preference.findMany({ where: { id: { in: uuids(ids) } }, select })
    return rows.map(({ id, key, value, client }) => ({ id, fact: { key, value }, client }))
  },
  alert: (db, ids) => {
    const select = { id: true, client: { select: { id: true, name: true } } }
    return db.insightAlert.findMany({ where: { id: { in: uuids(ids) } }, select })
  },
  token: (db, ids) => db.apiToken.findMany({ where: { id: { in: uuids(ids) } }, select: { id: true, name: true } }),
  webhook: (db, ids) =>
    db.webhookEndpoint.findMany({ where: { id: { in: uuids(ids) } }, select: { id: true, name: true } }),
  segment: async (db, ids) => {
    const rows = await db.segment.findMany({ where: { id: { in: uuids(ids) } }, select: { id: true, name: true } })
    return rows.map(({ id, name }) => (name === null ? { id } : { id, name }))
  },
  field: async (db, ids) => {
    const select = { key: true, labelFr: true, labelEn: true }
    const rows = await db.fieldDefinition.findMany({ where: { key: { in: ids } }, select })
    return rows.map(({ key, labelFr, labelEn }) => ({ id: key, label: { fr: labelFr, en: labelEn } }))
  },
  admission: async (db, ids) => {
    const rows = await db.admission.findMany({ where: { id: { in: uuids(ids) } }, select: { id: true, email: true } })
    return rows.map(({ id, email }) => (email === null ? { id } : { id, name: email }))
  },
  'file-import': async (db, ids) => {
    const rows = await db.fileImport.findMany({
      where: { id: { in: uuids(ids) } },
      select: { id: true, fileName: true }
    })
    return rows.map(({ id, fileName }) => ({ id, name: fileName }))
  },
  // Those who left as well: the past was theirs.
  member: (db) => db.member.findMany({ select: { id: true, name: true } })
}

/** What these lines are about, who did it, and the clients that they mention. One question for each kind that occurs. */
export async function namesIn(db: Db, lines: readonly WrittenLine[], reader: Reader): Promise<Names> {
  const wanted = new Map<string, Set<string>>([['member', new Set()]])
  const want = (kind: string, id: string) => wanted.set(kind, (wanted.get(kind) ?? new Set()).add(id))
  for (const line of lines) {
    want(line.subject.kind, line.subject.id)
    if (line.by.kind === 'api') want('token', line.by.id)
    for (const id of clientsMentioned(line)) want('client', id)
  }
  for (const key of fieldKeys(lines)) want('field', key)
  const found = await Promise.all(
    [...wanted].map(async ([kind, ids]) => {
      const rows = (await FINDERS[kind]?.(db, [...ids], reader)) ?? []
      return rows.map(({ id, ...about }) => [keyOf(kind, id), about] as const)
    })
  )
  return new Map(found.flat())
}

/** Records that a line names besides its own: whom one was merged into, whose a reminder is. */
function clientsMentioned({ before, after }: WrittenLine): string[] {
  return [before, after].flatMap((side) => {
    const { into, other, client } = recordOf(side)
    return [into, other, client].filter((id): id is string => typeof id === 'string')
  })
}

function fieldKeys(lines: readonly WrittenLine[]): string[] {
  return lines
    .filter(({ action }) => action === 'client.fields')
    .flatMap(({ before, after }) => [...Object.keys(recordOf(before)), ...Object.keys(recordOf(after))])
}

/** One side of a change as names and values. */
export function recordOf(side: unknown): Record<string, unknown> {
  return side !== null && typeof side === 'object' && !Array.isArray(side) ? { ...side } : {}
}

/** Whether it is the id of a row rather than a name. */
export function isRowId(id: string): boolean {
  return UUID.test(id)
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function uuids(ids: string[]): string[] {
  return ids.filter(isRowId)
}
