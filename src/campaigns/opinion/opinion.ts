import type { Temporal } from 'temporal-polyfill'
import { defaultSender } from '#src/delivery/account-store.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { catalogue, deFr } from '#src/platform/i18n.ts'
import type { Settings } from '#src/platform/settings.ts'
import { listMembers } from '#src/team/store.ts'
import { alertUnhappy, readAskedBy, readOpinion, writeOpinion, type AskedBy, type Opinion } from './opinion-store.ts'

export interface Answer {
  opinion: Opinion
  /** The client's own words, if they wrote any. */
  comment: string | null
}

/**
 * Notes what a client answered to "are you happy?", by the link of the mail that asked (PRODUCT F9): on their timeline, where
 * the dashboard counts it. An unhappy answer tells the team at once, by an alert on today's page and a mail to the member
 * whose client it is, else to the owner. Call it in a transaction. Answering again changes the answer.
 * @returns null where the link is none of ours; else whether a mail waits to be sent
 */
export async function noteOpinion(
  db: Db,
  token: string,
  { answer, now, settings, publicUrl }: { answer: Answer; now: Temporal.Instant; settings: Settings; publicUrl: string }
): Promise<{ isMailWaiting: boolean } | null> {
  const asked = await readAskedBy(db, token)
  if (!asked) return null
  const before = await readOpinion(db, asked.followUpId)
  const at = dateOf(now)
  const say = words[settings['firm.language']]
  await writeOpinion(db, asked, { ...answer, title: say.titles[answer.opinion], at })
  const isNew = answer.opinion === 'unhappy' && (before !== 'unhappy' || answer.comment !== null)
  if (!isNew) return { isMailWaiting: false }
  const today = now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate().toString()
  await alertUnhappy(db, asked.clientId, { today, currency: settings['firm.currency'], at })
  return { isMailWaiting: await tellTeam(db, asked, { answer, settings, publicUrl }) }
}

async function tellTeam(
  db: Db,
  asked: AskedBy,
  { answer, settings, publicUrl }: { answer: Answer; settings: Settings; publicUrl: string }
): Promise<boolean> {
  const [to, mailbox] = [await whoIsTold(db, asked), await defaultSender(db)]
  if (!to || !mailbox) return false
  const say = words[settings['firm.language']]
  const { clientName: name, clientId, followUpId } = asked
  const said = answer.comment === null ? say.withoutWords : say.withWords(answer.comment)
  await queueMail(db, {
    purpose: 'alert',
    key: `unhappy ${followUpId}${answer.comment === null ? '' : ' with words'}`,
    mailbox,
    to,
    subject: say.subject(name),
    text: `${say.lead(name)}\n\n${said}\n\n${say.advice}\n${publicUrl}/clients/${clientId}`,
    automatic: true,
    by: 'opinion'
  })
  return true
}

async function whoIsTold(
  db: Db,
  { ownerEmail, ownerName }: AskedBy
): Promise<{ name: string; address: string } | null> {
  if (ownerEmail !== null) return { name: ownerName ?? '', address: ownerEmail }
  const members = await listMembers(db)
  const member = members.find(({ role }) => role === 'owner') ?? members[0]
  return member ? { name: member.name, address: member.email } : null
}

/** What the team reads of an answer. */
const words = catalogue(
  {
    titles: { happy: 'Tout s’est très bien passé', fair: 'Ça va', unhappy: 'Cela ne s’est pas bien passé' },
    subject: (name: string) => `Avis négatif ${deFr(name)}`,
    lead: (name: string) => `${name} vient de répondre «\u00a0pas bien\u00a0» à notre question.`,
    withWords: (comment: string) => `Ses mots\u00a0:\n${comment}`,
    withoutWords: 'Sans autre mot.',
    advice: 'Un appel dans la journée répare souvent plus qu’un geste plus tard. La fiche\u00a0:'
  },
  {
    titles: { happy: 'Very happy', fair: 'It is all right', unhappy: 'Not happy' },
    subject: (name) => `${name} is not happy`,
    lead: (name) => `${name} has just answered “not happy” to our question.`,
    withWords: (comment) => `Their words:\n${comment}`,
    withoutWords: 'Without further words.',
    advice: 'A call the same day often mends more than a gesture later. The record:'
  }
)
