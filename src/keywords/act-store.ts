import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { newId } from '#src/platform/ids.ts'
import type { Said } from './scene.ts'

type ActState = 'done' | 'refused' | 'not-understood' | 'undone'

/** One word of a mail or answer and what came of it. */
export interface NewAct {
  messageId: string
  /** Empty for a mail. */
  answerKey: string
  position: number
  memberId: string | null
  receiptTo: string
  name: string
  value: string
  state: ActState
  said: Said
  /** Which keyword takes it back, with what it left for that; null: cannot be taken back. */
  undo: { keyword: string; data: unknown } | null
  at: Date
}

const saidForm = z.object({ fr: z.string(), en: z.string() })
const jsonForm = z.json()

/** Keeps what came of the words of one mail or answer; each place is kept once. */
export async function insertActs(db: Db, acts: NewAct[]): Promise<void> {
  await db.keywordAct.createMany({
    data: acts.map(({ said, undo, ...act }) => ({
      id: newId(),
      ...act,
      said: { ...said },
      undo: undo === null ? Prisma.DbNull : { keyword: undo.keyword, data: jsonForm.parse(undo.data) ?? null }
    }))
  })
}

export interface ActToUndo {
  id: string
  said: Said
  undo: unknown
}

/** What these receipts told their reader, done and not yet taken back, latest first. Relies on keyword_act_receipt_id_idx. */
export async function actsOfReceipts(db: Db, receiptIds: string[], receiptTo: string): Promise<ActToUndo[]> {
  if (receiptIds.length === 0) return []
  return asActs(
    await db.$queryRaw<RawAct[]>`
      SELECT id, said, undo FROM keyword_act
      WHERE receipt_id = ANY(${receiptIds}::uuid[]) AND receipt_to = ${receiptTo} AND state = 'done' AND undo IS NOT NULL
      ORDER BY at DESC, message_id DESC, position DESC`
  )
}

/** What a member's latest mail or answer with keywords in a thread did, latest first. Relies on message_thread_id_sent_at_idx. */
export async function latestActsInThread(
  db: Db,
  { threadId, receiptTo, besides }: { threadId: string; receiptTo: string; besides: { id: string; answerKey: string } }
): Promise<ActToUndo[]> {
  return asActs(
    await db.$queryRaw<RawAct[]>`
      SELECT id, said, undo FROM keyword_act
      WHERE state = 'done' AND undo IS NOT NULL AND receipt_to = ${receiptTo} AND (message_id, answer_key) = (
        SELECT act.message_id, act.answer_key FROM keyword_act AS act JOIN message ON message.id = act.message_id
        WHERE thread_id = ${threadId}::uuid AND act.receipt_to = ${receiptTo} AND act.state = 'done' AND act.undo IS NOT NULL
          AND (act.message_id, act.answer_key) <> (${besides.id}::uuid, ${besides.answerKey})
        ORDER BY act.at DESC LIMIT 1)
      ORDER BY position DESC`
  )
}

interface RawAct {
  id: string
  said: unknown
  undo: unknown
}

function asActs(rows: RawAct[]): ActToUndo[] {
  return rows.map(({ id, said, undo }) => ({ id, said: saidForm.parse(said), undo }))
}

export async function markUndone(db: Db, id: string, at: Date): Promise<void> {
  await db.keywordAct.updateMany({ where: { id, state: 'done' }, data: { state: 'undone', undoneAt: at } })
}

/** What is told of an act. */
export interface ToldAct {
  name: string
  value: string
  state: ActState
  said: Said
}

/** An act that no receipt has told of yet. */
export interface UntoldAct extends ToldAct {
  id: string
  messageId: string
  /** The mail went to somebody who is not us: they saw the words. */
  wasSeen: boolean
}

/**
 * What one reader's mails of a thread did and no receipt tells of yet, in order; locked, so that it is told once. What an answer
 * of the page did, the page told.
 */
export async function untoldActs(
  db: Db,
  { threadId, receiptTo }: { threadId: string; receiptTo: string }
): Promise<UntoldAct[]> {
  const rows = await db.$queryRaw<(Omit<UntoldAct, 'said'> & { said: unknown })[]>`
    SELECT keyword_act.id, message_id AS "messageId", name, value, state, said, direction = 'out' AS "wasSeen"
    FROM keyword_act JOIN message ON message.id = message_id
    WHERE thread_id = ${threadId}::uuid AND receipt_to = ${receiptTo} AND receipt_id IS NULL AND answer_key = ''
    ORDER BY keyword_act.at, sent_at, position FOR UPDATE OF keyword_act`
  return rows.map(({ said, ...act }) => ({ ...act, said: saidForm.parse(said) }))
}

export async function markTold(db: Db, ids: string[], receiptId: string): Promise<void> {
  await db.keywordAct.updateMany({ where: { id: { in: ids } }, data: { receiptId } })
}

/** What the words of one mail or answer did and nobody took back, latest first. */
export async function standingActs(db: Db, written: { messageId: string; answerKey: string }): Promise<ActToUndo[]> {
  const rows = await db.keywordAct.findMany({
    where: { ...written, state: 'done', undo: { not: Prisma.DbNull } },
    select: { id: true, said: true, undo: true },
    orderBy: { position: 'desc' }
  })
  return asActs(rows)
}

/** The words of which mails and answers did something that nobody took back. */
export async function standingObeyed(db: Db, messageIds: string[]): Promise<ReadonlySet<string>> {
  const rows = await db.keywordAct.findMany({
    where: { messageId: { in: messageIds }, state: 'done', undo: { not: Prisma.DbNull } },
    select: { messageId: true, answerKey: true },
    distinct: ['messageId', 'answerKey']
  })
  return new Set(rows.map(({ messageId, answerKey }) => `${messageId} ${answerKey}`))
}

export function isObeyedStanding(standing: ReadonlySet<string>, { mail, answer }: { mail: string; answer: string }) {
  return standing.has(`${mail} ${answer}`)
}

/** What came of the words of an answer of the page, in their order. Relies on keyword_act_answer_key_idx. */
export async function actsOfAnswer(db: Db, answerKey: string): Promise<(ToldAct & { hasUndo: boolean })[]> {
  const rows = await db.$queryRaw<(Omit<ToldAct, 'said'> & { said: unknown; hasUndo: boolean })[]>`
    SELECT name, value, state, said, undo IS NOT NULL AS "hasUndo" FROM keyword_act
    WHERE answer_key <> '' AND answer_key = ${answerKey} ORDER BY position`
  return rows.map(({ said, ...act }) => ({ ...act, said: saidForm.parse(said) }))
}

/** The line of the audit trail that tells of the words of an answer. Relies on audit_entry_subject_kind_subject_id_at_idx. */
export async function lineOfAnswer(
  db: Db,
  { key, threadId }: { key: string; threadId: string }
): Promise<string | null> {
  const line = await db.auditEntry.findFirst({
    where: {
      subjectKind: 'thread',
      subjectId: threadId,
      action: 'keywords.obey',
      after: { path: ['answer'], equals: key }
    },
    select: { id: true }
  })
  return line?.id ?? null
}

/** Who is to be told of the words of a mail. */
export async function readerOf(
  db: Db,
  messageId: string
): Promise<{ receiptTo: string; memberId: string | null; memberName: string | null; language: string | null } | null> {
  const rows = await db.$queryRaw<
    { receiptTo: string; memberId: string | null; memberName: string | null; language: string | null }[]
  >`
    SELECT receipt_to AS "receiptTo", member_id AS "memberId", member.name AS "memberName", language
    FROM keyword_act LEFT JOIN member ON member.id = member_id WHERE message_id = ${messageId}::uuid AND answer_key = '' LIMIT 1`
  return rows[0] ?? null
}
