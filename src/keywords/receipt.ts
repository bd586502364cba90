import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { defaultSender } from '#src/delivery/account-store.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { effectHandler } from '#src/platform/effects.ts'
import { catalogue, formatInstant, type Language } from '#src/platform/i18n.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Member } from '#src/team/store.ts'
import { markTold, readerOf, untoldActs, type ToldAct, type UntoldAct } from './act-store.ts'
import { readCommandMail, senderFor } from './scene-store.ts'

/** Tells a member what their keywords did: all of a thread that no receipt told of yet, in one mail (SEMANTICS F5). */
export const receiptEffect = effectHandler(z.object({ messageId: z.uuid() }), async ({ messageId }, { tx }) => {
  const mail = await readCommandMail(tx, messageId)
  const reader = await readerOf(tx, messageId)
  if (!mail || !reader) return
  const acts = await untoldActs(tx, { threadId: mail.threadId, receiptTo: reader.receiptTo })
  const mailbox = await senderFor(tx, messageId)
  if (acts.length === 0 || !mailbox) return
  const firm = await readSettings(tx)
  const language = reader.language === 'fr' || reader.language === 'en' ? reader.language : firm['firm.language']
  const answered = mail.messageIdHeader === null ? [] : [mail.messageIdHeader]
  const { id } = await queueMail(tx, {
    purpose: 'receipt',
    key: messageId,
    mailbox,
    to: { name: reader.memberName ?? '', address: reader.receiptTo },
    subject: `Re: ${mail.baseSubject}`,
    text: receiptText(acts, language),
    inReplyTo: answered[0] ?? null,
    references: [...mail.references, ...answered],
    threadId: mail.threadId,
    automatic: true,
    by: 'keywords'
  })
  await markTold(
    tx,
    acts.map((act) => act.id),
    id
  )
})

const words = catalogue(
  {
    colon: '\u00a0:',
    done: 'Fait\u00a0:',
    notDone: 'Pas fait\u00a0:',
    seen: 'Attention\u00a0: vos mots-clés étaient dans un message parti hors de l’équipe, son destinataire a pu les lire. Pour qu’il ne les voie pas, écrivez-les en répondant à ce message-ci, ou dans un transfert à votre propre boîte.',
    undo: 'Pour tout reprendre, répondez à ce message par #annuler (ou #undo).',
    forged: (at: string) =>
      `Un message portant votre adresse et des mots-clés est arrivé le ${at}, sans preuve qu’il vient de vous. Rien n’a été fait.\n\nS’il est de vous\u00a0: envoyez-le depuis votre compte de messagerie habituel, dont Maillon lit le dossier des messages envoyés. Sinon, vous n’avez rien à faire.`,
    forgedSubject: 'Des mots-clés ont été refusés'
  },
  {
    colon: ':',
    done: 'Done:',
    notDone: 'Not done:',
    seen: 'Mind that your keywords were in a mail that left the team: whoever got it may have read them. To keep them from being seen, write them in answer to this mail, or in a forward to your own mailbox.',
    undo: 'To take all of it back, answer this mail with #undo.',
    forged: (at) =>
      `A mail with your address and with keywords came in on ${at}, without proof that it is from you. Nothing was done.\n\nIf it is yours: send it from your usual mail account, whose Sent folder Maillon reads. If not, there is nothing for you to do.`,
    forgedSubject: 'Keywords were refused'
  }
)

/** The text of a receipt: what was done, what was not and why, and how to take it back. */
export function receiptText(acts: UntoldAct[], language: Language): string {
  const say = words[language]
  const { done, notDone } = toldActs(acts, language)
  const isUndoable = acts.some(({ state }) => state === 'done')
  return [
    ...(done.length > 0 ? [say.done, ...done, ''] : []),
    ...(notDone.length > 0 ? [say.notDone, ...notDone, ''] : []),
    ...(acts.some(({ wasSeen }) => wasSeen) ? [say.seen, ''] : []),
    ...(isUndoable ? [say.undo, ''] : [])
  ].join('\n')
}

/** What was done, and what was not and why, a line for each word. */
export function toldActs(acts: ToldAct[], language: Language): { done: string[]; notDone: string[] } {
  const done = acts.filter(({ state }) => state === 'done' || state === 'undone')
  const notDone = acts.filter(({ state }) => state === 'refused' || state === 'not-understood')
  const { colon } = words[language]
  return {
    done: done.map(({ said }) => `– ${said[language]}`),
    notDone: notDone.map((act) => `– #${written(act)}${colon} ${act.said[language]}`)
  }
}

function written({ name, value }: ToldAct): string {
  return value === '' ? name : `${name} ${value}`
}

/**
 * Tells a member that somebody used their address, at their own address and without a word of the mail (F2); once a day,
 * whatever comes.
 */
export async function tellOfForgery(
  db: Db,
  member: Member,
  { messageId, now }: { messageId: string; now: Temporal.Instant }
): Promise<void> {
  const mailbox = (await senderFor(db, messageId)) ?? (await defaultSender(db))
  if (!mailbox) return
  const settings = await readSettings(db)
  const language = member.language ?? settings['firm.language']
  const at = now.toZonedDateTimeISO(settings['firm.zone'])
  const say = words[language]
  await queueMail(db, {
    purpose: 'alert',
    key: `keywords-refused ${member.id} ${at.toPlainDate().toString()}`,
    mailbox,
    to: { name: member.name, address: member.email },
    subject: say.forgedSubject,
    text: `${say.forged(formatInstant(now, language, settings['firm.zone']))}\n`,
    automatic: true,
    by: 'keywords'
  })
}
