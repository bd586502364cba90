import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'
import { newId } from '#src/platform/ids.ts'
import type { Said } from './scene.ts'

type ActState = 'done' | 'refused' | 'not-understood' | 'undone'

/** One word of a mail and what came of it. */
export interface NewAct {
  messageId: string
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

/** Keeps what came of the words of one mail; each place of a mail is kept once. */
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

/** What a member's latest mail with keywords in a thread did, latest first. Relies on message_thread_id_sent_at_idx. */
export async function latestActsInThread(
  db: Db,
  { threadId, receiptTo, besides }: { threadId: string; receiptTo: string; besides: string }
): Promise<ActToUndo[]> {
  return asActs(
    await db.$queryRaw<RawAct[]>`
      SELECT id, said, undo FROM keyword_act
      WHERE state = 'done' AND undo IS NOT NULL AND receipt_to = ${receiptTo} AND message_id = (
        SELECT act.message_id FROM keyword_act AS act JOIN message ON message.id = act.message_id
        WHERE thread_id = ${threadId}::uuid AND act.receipt_to = ${receiptTo} AND act.state = 'done' AND act.undo IS NOT NULL
          AND message.id <> ${besides}::uuid
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

/** An act that no receipt has told of yet. */
export interface UntoldAct {
  id: string
  messageId: string
  name: string
  value: string
  state: ActState
  said: Said
  /** The mail went to somebody who is not us: they saw the words. */
  wasSeen: boolean
}

/** What one reader's mails of a thread did and no receipt tells of yet, in order; locked, so that it is told once. */
export async function untoldActs(
  db: Db,
  { threadId, receiptTo }: { threadId: string; receiptTo: string }
): Promise<UntoldAct[]> {
  const rows = await db.$queryRaw<(Omit<UntoldAct, 'said'> & { said: unknown })[]>`
    SELECT keyword_act.id, message_id AS "messageId", name, value, state, said, direction = 'out' AS "wasSeen"
    FROM keyword_act JOIN message ON message.id = message_id
    WHERE thread_id = ${threadId}::uuid AND receipt_to = ${receiptTo} AND receipt_id IS NULL
    ORDER BY keyword_act.at, sent_at, position FOR UPDATE OF keyword_act`
  return rows.map(({ said, ...act }) => ({ ...act, said: saidForm.parse(said) }))
}

export async function markTold(db: Db, ids: string[], receiptId: string): Promise<void> {
  await db.keywordAct.updateMany({ where: { id: { in: ids } }, data: { receiptId } })
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
    FROM keyword_act LEFT JOIN member ON member.id = member_id WHERE message_id = ${messageId}::uuid LIMIT 1`
  return rows[0] ?? null
}
