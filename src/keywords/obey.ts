import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { rowIdOf } from '#src/delivery/message-id.ts'
import type { DnsResolver } from '#src/message/dkim-check.ts'
import { newTextGiven } from '#src/message/reply.ts'
import { readSubject } from '#src/message/subject.ts'
import { dateOf, instantOf, type Clock } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { effectHandler, recordEffect, type EffectHandler } from '#src/platform/effects.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import { audit } from '#src/team/audit-store.ts'
import { listMembers, loadUs } from '#src/team/store.ts'
import { carryOutAll } from './carry-out.ts'
import { parseKeywords } from './grammar.ts'
import { mayCommand, type Permission } from './permission.ts'
import { tellOfForgery } from './receipt.ts'
import { firmIn, type Actor, type Scene } from './scene.ts'
import * as store from './scene-store.ts'
import type { CommandMail } from './scene-store.ts'
import { keywordWithId } from './table.ts'
import { takeBackActs } from './undo.ts'

export interface KeywordWorld {
  clock: Clock
  /** Fetches a whole mail from where it lies, for checking its signatures; null where it cannot be had. */
  fetchRaw: (messageId: string) => Promise<Uint8Array | null>
  /** Looks up the keys of signatures; the system's own where it is left out. */
  resolver?: DnsResolver
}

const payloadForm = z.object({
  messageId: z.uuid(),
  fromOurSentFolder: z.boolean(),
  /** Set on the second look at a mail whose copy in a Sent folder was still to come. */
  isSecondLook: z.boolean().optional()
})
type Payload = z.infer<typeof payloadForm>

/** How long the copy in the Sent folder may come after the mail itself. */
const SENT_COPY_WAIT = { minutes: 10 }
/** Words that follow each other closely are told in one receipt (F5). */
const BURST = { seconds: 15 }

/** Obeys the keywords of one mail of ours: who may, what each does, and a receipt for it. */
export function keywordsEffect(world: KeywordWorld): EffectHandler {
  return effectHandler(payloadForm, async (payload, { tx }) => {
    const mail = await store.readCommandMail(tx, payload.messageId)
    if (!mail || (await store.isAnswerOfPage(tx, mail))) return
    const settings = await readSettings(tx)
    const vocabulary = { tags: settings['keywords.tags'], synonyms: settings['keywords.synonyms'] }
    const written = parseKeywords(await newTextOf(tx, mail), vocabulary)
    if (written.length === 0) return
    const now = world.clock.now()
    const permission = await permissionFor(tx, mail, { payload, world, now })
    if (permission.kind === 'refused') return refuse(tx, mail, { permission, payload, now })
    const scene = await setScene(tx, mail, { permission, settings, now })
    await carryOutAll(scene, written, { settings, vocabulary, proof: `mail ${mail.id}: ${permission.proof}` })
    // Not in the order of the thread: what waits there would wait for it.
    const receipt = { kind: 'keyword-receipt', key: mail.identity, payload: { messageId: mail.id } }
    await recordEffect(tx, { ...receipt, runAfter: now.add(BURST) })
  })
}

/** By now we hold the mails it answers, which may show that what looked new is quoted (E1). */
async function newTextOf(db: Db, mail: CommandMail): Promise<string> {
  return newTextGiven(mail, await store.parentTexts(db, mail))
}

async function permissionFor(
  db: Db,
  mail: CommandMail,
  { payload, world, now }: { payload: Payload; world: KeywordWorld; now: Temporal.Instant }
): Promise<Permission> {
  return mayCommand(mail, {
    now,
    us: await loadUs(db),
    members: await listMembers(db),
    fromOurSentFolder: payload.fromOurSentFolder,
    isRepeated: await store.isRepeated(db, mail),
    raw: () => world.fetchRaw(mail.id),
    ...(world.resolver && { resolver: world.resolver })
  })
}

/**
 * Nothing is done. A member's mail may lie in another mailbox before its copy in Sent is read: it is looked at once more.
 * After that the member is told, without a word of the mail.
 */
async function refuse(
  db: Db,
  mail: CommandMail,
  {
    permission,
    payload,
    now
  }: { permission: Extract<Permission, { kind: 'refused' }>; payload: Payload; now: Temporal.Instant }
): Promise<void> {
  const { reason, detail, pretends } = permission
  const mayBeProvedLater = reason === 'unproven' && pretends !== null && payload.isSecondLook !== true
  if (mayBeProvedLater) {
    // Not in the order of the thread: whoever forges mails would hold up what waits there.
    const again = { kind: 'keywords', key: `${mail.identity} again`, payload: { ...payload, isSecondLook: true } }
    await recordEffect(db, { ...again, runAfter: now.add(SENT_COPY_WAIT) })
    return
  }
  const subject = { kind: 'message', id: mail.id }
  const by = { kind: 'system', id: 'keywords' } as const
  await audit(db, { at: dateOf(now), by, action: 'keywords.refuse', subject, after: { reason }, reason: detail })
  const isForgery = ['unproven', 'failed', 'same-id-other-content', 'repeated'].includes(reason)
  if (isForgery && pretends) await tellOfForgery(db, pretends, { messageId: mail.id, now })
}

async function setScene(
  db: Db,
  mail: CommandMail,
  {
    permission,
    settings,
    now
  }: { permission: Extract<Permission, { kind: 'granted' }>; settings: Settings; now: Temporal.Instant }
): Promise<Scene> {
  const { member, address } = permission
  const firm = firmIn(settings)
  const actor: Actor = {
    memberId: member?.id ?? null,
    name: member?.name ?? '',
    address: member?.email ?? address,
    language: member?.language ?? firm.language
  }
  const thread = await threadMeant(db, mail)
  const scene = {
    db,
    now,
    actor,
    firm,
    message: { id: mail.id, answerKey: '', identity: mail.identity, sentAt: instantOf(mail.sentAt) },
    threadId: thread.id,
    threadSubject: thread.subject,
    clients: await clientsMeant(db, mail, thread.id)
  }
  return { ...scene, takeBack: () => takeBackActs(scene, mail.inReplyTo, keywordWithId) }
}

/**
 * An answer to a receipt or card is about the thread that one was about; a forward to ourselves about the mail it carries,
 * where we hold that mail (F3).
 */
async function threadMeant(db: Db, mail: CommandMail): Promise<{ id: string; subject: string }> {
  const own = { id: mail.threadId, subject: mail.threadSubject }
  const answered = await store.threadOfOutgoing(
    db,
    mail.inReplyTo.flatMap((id) => rowIdOf(id) ?? [])
  )
  if (answered) return answered
  const from = mail.forwarded?.from ?? null
  if (mail.direction !== 'internal' || from === null) return own
  const { baseSubject } = readSubject(mail.forwarded?.subject ?? mail.subject)
  return (await store.threadOfForwarded(db, { from, baseSubject, before: mail.sentAt })) ?? own
}

async function clientsMeant(db: Db, mail: CommandMail, threadId: string): Promise<Scene['clients']> {
  const ofCard = await store.clientOfCard(
    db,
    mail.inReplyTo.flatMap((id) => rowIdOf(id) ?? [])
  )
  return ofCard ? [ofCard] : store.clientsConcerned(db, { id: mail.id, threadId })
}
