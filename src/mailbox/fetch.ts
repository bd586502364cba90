import { setImmediate as letOthersGoOn } from 'node:timers/promises'
import type { FetchMessageObject, FetchQueryObject, SearchObject } from 'imapflow'
import type { MailInput } from '#src/message/bounded.ts'
import { HEADER_LIMIT_BYTES } from '#src/message/header-block.ts'
import type { FetchedPart, QuarantineReason } from '#src/message/mail.ts'
import { TEXT_LIMIT_BYTES, wantedParts, type WantedPart } from '#src/message/structure.ts'
import { errorText } from '#src/platform/error.ts'
import { ConnectionBroken, FolderRefused, type Connection } from './connect.ts'

/** A mail as it was taken off the server, not yet understood. */
export interface FetchedMail {
  uid: number
  flags: string[]
  /** The server's own date; null where it gives none that can be read. */
  internalDate: Date | null
  /** The provider's thread id (X-GM-THRID, OBJECTID). */
  serverThread: string | null
  /** Gmail's labels, such as \Sent; empty elsewhere. */
  labels: string[]
  /** Bytes of the whole mail, as far as known. */
  size: number
  content: MailInput | Quarantined
}

export interface Quarantined {
  form: 'quarantined'
  reason: QuarantineReason
  detail: string
}

/**
 * Mails below this are read whole, in one piece: cheaper for server and client than structure and parts, and what small
 * attachments they carry is less than the structures would be. Of larger ones no attachment is read.
 */
const WHOLE_BELOW_BYTES = 32 * 1024
/**
 * After so many answers storing and pages get a turn: a server that is near answers faster than they are read, and what was read
 * before would wait for its statements while more is read.
 */
const ANSWERS_AT_A_STRETCH = 8
/** Where the structure of a larger mail cannot be used, so much of its source is read instead. */
const SOURCE_LIMIT_BYTES = 4 * 1024 * 1024

const FACTS: FetchQueryObject = {
  uid: true,
  flags: true,
  internalDate: true,
  size: true,
  threadId: true,
  labels: true
}

/**
 * Fetches mails of the selected folder without marking them as read.
 * @param uids at most some hundreds: all are held in memory
 * @returns the mails in the order of `uids`; those that are no longer on the server are left out
 * @throws where the connection is lost or the server refuses the whole command
 */
export async function fetchMails(connection: Connection, uids: number[]): Promise<FetchedMail[]> {
  const small = new Set(await searchUids(connection, asRange(uids), { smaller: WHOLE_BELOW_BYTES }))
  const large = uids.filter((uid) => !small.has(uid))
  const mails = new Map<number, FetchedMail>()
  for (const mail of await fetchWhole(connection, [...small])) mails.set(mail.uid, mail)
  for (const mail of await fetchInParts(connection, large)) mails.set(mail.uid, mail)
  for (const uid of uids) if (!mails.has(uid)) await fetchOddMail(connection, uid, mails)
  return uids.flatMap((uid) => mails.get(uid) ?? [])
}

async function fetchWhole(connection: Connection, uids: number[]): Promise<FetchedMail[]> {
  if (uids.length === 0) return []
  const answers = await fetchAnswers(connection, uids, { ...FACTS, size: false, source: true })
  return [...answers.values()].flatMap((answer) => wholeMail(answer) ?? [])
}

function wholeMail(answer: FetchMessageObject): FetchedMail | null {
  if (!answer.source) return null
  const facts = { ...factsOf(answer.uid, answer), size: answer.size ?? answer.source.length }
  return { ...facts, content: { form: 'raw', bytes: answer.source, receivedAt: receivedAt(facts) } }
}

/** Headers, structure and the usual places of texts with the first command; what else the structure names with others. */
async function fetchInParts(connection: Connection, uids: number[]): Promise<FetchedMail[]> {
  if (uids.length === 0) return []
  const query = { ...FACTS, bodyStructure: true, bodyParts: [headerQuery, ...FIRST_PARTS.map(partQuery)] }
  const answers = await fetchAnswers(connection, uids, query)
  const drafts = [...answers.values()].flatMap((answer) => draftOf(answer) ?? [])
  await fetchRemainingParts(connection, drafts)
  return drafts.map(asFetched)
}

/** In most mails the text is here: part 1 of a plain mail or an alternative, 1.1 of one with attachments. */
const FIRST_PARTS = ['1', '1.1']
const headerQuery = { key: 'HEADER', maxLength: HEADER_LIMIT_BYTES + 1 }
const partQuery = (part: string) => ({ key: part, maxLength: TEXT_LIMIT_BYTES })

interface Draft {
  uid: number
  answer: FetchMessageObject
  plan: ReturnType<typeof wantedParts>
  /** Lower-case section to content. */
  contents: Map<string, Buffer>
}

/**
 * Answers by UID. What comes without a UID or without a header is an unasked-for notice of changed flags, or a defective
 * answer that is asked for again alone (SEMANTICS A8).
 */
async function fetchAnswers(
  connection: Connection,
  uids: number[],
  query: FetchQueryObject
): Promise<Map<number, FetchMessageObject>> {
  const asked = new Set(uids)
  const answers = new Map<number, FetchMessageObject>()
  let count = 0
  for await (const answer of connection.fetch(asRange(uids), query, { uid: true })) {
    const hasContent = answer.source !== undefined || answer.headers !== undefined || answer.bodyParts !== undefined
    if (hasContent && asked.has(answer.uid)) answers.set(answer.uid, answer)
    else if (answer.flags) mergeFlags(answers.get(answer.uid), answer.flags)
    count += 1
    if (count % ANSWERS_AT_A_STRETCH === 0) await letOthersGoOn()
  }
  return answers
}

function mergeFlags(answer: FetchMessageObject | undefined, flags: Set<string>): void {
  if (answer) answer.flags = flags
}

function draftOf(answer: FetchMessageObject): Draft | null {
  if (!answer.bodyStructure || !answer.headers) return null
  return { uid: answer.uid, answer, plan: wantedParts(answer.bodyStructure), contents: contentsOf(answer) }
}

/** The parts that have a content: for one that does not exist the server says NIL, which imapflow gives as false. */
function contentsOf(answer: FetchMessageObject | undefined): Map<string, Buffer> {
  return new Map([...(answer?.bodyParts ?? [])].filter(([, content]) => Buffer.isBuffer(content)))
}

/** One command for all mails that lack the same parts: mails of a kind are alike, so these are few. */
async function fetchRemainingParts(connection: Connection, drafts: Draft[]): Promise<void> {
  const byParts = new Map<string, Draft[]>()
  for (const draft of drafts) {
    const lacking = lackingParts(draft).join(' ')
    if (lacking !== '') byParts.set(lacking, [...(byParts.get(lacking) ?? []), draft])
  }
  for (const [parts, group] of byParts) {
    const query = { uid: true, bodyParts: parts.split(' ').map(partQuery) }
    const uids = group.map((draft) => draft.uid)
    const answers = await fetchAnswers(connection, uids, query)
    for (const draft of group)
      for (const [part, content] of contentsOf(answers.get(draft.uid))) draft.contents.set(part, content)
  }
}

function lackingParts({ plan, contents }: Draft): string[] {
  if (plan.kind === 'quarantined') return []
  return plan.parts.map(({ part }) => part).filter((part) => !contents.has(part.toLowerCase()))
}

function asFetched({ uid, answer, plan, contents }: Draft): FetchedMail {
  const facts = factsOf(uid, answer)
  if (plan.kind === 'quarantined')
    return { ...facts, content: { form: 'quarantined', reason: plan.reason, detail: plan.detail } }
  const header = answer.headers ?? Buffer.alloc(0)
  const parts = plan.parts.map((wanted) => fetchedPart(wanted, contents.get(wanted.part.toLowerCase())))
  const mailParts = { header, parts, attachments: plan.attachments, size: facts.size }
  return { ...facts, content: { form: 'parts', parts: mailParts, receivedAt: receivedAt(facts) } }
}

function fetchedPart(wanted: WantedPart, content: Buffer = Buffer.alloc(0)): FetchedPart {
  return { ...wanted, content, truncated: content.length >= TEXT_LIMIT_BYTES }
}

function factsOf(uid: number, answer: FetchMessageObject): Omit<FetchedMail, 'content'> {
  const internalDate = answer.internalDate instanceof Date ? answer.internalDate : null
  return {
    uid,
    flags: [...(answer.flags ?? [])],
    internalDate: internalDate && Number.isFinite(internalDate.getTime()) ? internalDate : null,
    serverThread: answer.threadId ?? null,
    labels: [...(answer.labels ?? [])],
    size: answer.size ?? 0
  }
}

function receivedAt(facts: { internalDate: Date | null }): string | null {
  return facts.internalDate?.toISOString() ?? null
}

/** A mail that the batch gave no usable answer for: gone, or one whose structure server or client cannot tell. */
async function fetchOddMail(connection: Connection, uid: number, mails: Map<number, FetchedMail>): Promise<void> {
  const isThere = (await searchUids(connection, String(uid))).includes(uid)
  if (!isThere) return
  mails.set(uid, await fetchSource(connection, uid))
}

async function fetchSource(connection: Connection, uid: number): Promise<FetchedMail> {
  const query = { ...FACTS, source: { maxLength: SOURCE_LIMIT_BYTES } }
  try {
    const answer = await connection.fetchOne(String(uid), query, { uid: true })
    const mail = answer ? wholeMail({ ...answer, uid }) : null
    return mail ?? unreadableMail(uid, 'the answer of the server cannot be read')
  } catch (error) {
    if (!connection.usable) throw error
    return unreadableMail(uid, errorText(error))
  }
}

/** Stands for a mail that the server has and cannot be read off it. */
export function unreadableMail(uid: number, detail: string): FetchedMail {
  const facts = { uid, flags: [], internalDate: null, serverThread: null, labels: [], size: 0 }
  return { ...facts, content: { form: 'quarantined', reason: 'unreadable', detail } }
}

/** Which UIDs of a range are in the selected folder (and fulfil the condition), ascending. */
export async function searchUids(
  connection: Connection,
  range: string,
  condition: SearchObject = {}
): Promise<number[]> {
  const found = await connection.search({ uid: range, ...condition }, { uid: true })
  if (!Array.isArray(found)) throw unanswered(connection, `the server does not answer which mails are in ${range}`)
  return found.sort((a, b) => a - b)
}

/** imapflow tells a refused search and a lost connection alike. */
function unanswered(connection: Connection, message: string): Error {
  return connection.usable ? new FolderRefused(message) : new ConnectionBroken(message)
}

/** "1:4,7": consecutive UIDs as ranges, so that commands stay short. */
export function asRange(uids: number[]): string {
  const ranges: { from: number; to: number }[] = []
  for (const uid of uids.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && uid <= last.to + 1) last.to = uid
    else ranges.push({ from: uid, to: uid })
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}:${to}`)).join(',')
}
