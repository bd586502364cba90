import { z } from 'zod'
import { latestLinkToken } from '#src/campaigns/link-store.ts'
import { stopAddress, unsubscribe } from '#src/campaigns/permission-store.ts'
import { clientOfAddress } from '#src/clients/client-store.ts'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import { leavingRequest, type Leaving } from '#src/message/leaving.ts'
import { codesIn, shownCode } from '#src/offers/code.ts'
import { findCoupon } from '#src/offers/coupon-store.ts'
import { instantOf, type Clock } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { effectHandler, type EffectHandler } from '#src/platform/effects.ts'
import { catalogue, type Language } from '#src/platform/i18n.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { addressKey } from '#src/team/address-key.ts'
import { senderFor } from './scene-store.ts'

export interface ClientWordsWorld {
  clock: Clock
  /** Where somebody sees and changes what they get from us, by the token of a mail they got. */
  preferencesUrl: (token: string) => string
}

/**
 * Clients have words too (SEMANTICS F7): STOP is obeyed at once, and so are the ways in which mail programs and providers say it
 * for them; a coupon code is shown to the team, and does nothing else.
 */
export function clientWordsEffect(world: ClientWordsWorld): EffectHandler {
  return effectHandler(z.object({ messageId: z.uuid() }), async ({ messageId }, { tx }) => {
    const mail = await tx.message.findUnique({ where: { id: messageId } })
    if (!mail) return
    const { complaint = null } = complaintForm.parse(mail.understood)
    const leaving = leavingRequest({ ...mail, kind: kindForm.parse(mail.kind), complaint })
    if (leaving) await letGo(tx, leaving, { mail, world })
    if (mail.kind !== 'human') return
    for (const code of codesIn(mail.replyText)) await showCoupon(tx, { mail, code })
  })
}

const kindForm = z.enum(['complaint', 'delivery-report', 'automatic', 'list', 'bulk', 'human'])
const complaintForm = z.object({
  complaint: z.object({ feedbackType: z.string(), recipients: z.array(z.string()) }).optional()
})

async function letGo(
  tx: Db,
  leaving: Leaving,
  { mail, world }: { mail: ClientMail; world: ClientWordsWorld }
): Promise<void> {
  const { kind, wording } = leaving
  if (kind === 'stop') return stop(tx, { mail, wording, world })
  const now = instantOf(mail.sentAt)
  const evidence = `message:${mail.id}`
  const proof = { wording, evidence }
  const isDone = kind === 'link' && (await unsubscribe(tx, leaving.token, { now, by: 'mailto', proof }))
  if (isDone) return
  const addresses = kind === 'opt-out' ? leaving.addresses : [mail.fromAddress]
  for (const address of addresses)
    await stopAddress(tx, { address, matchKey: addressKey(address), by: 'mailto', wording, evidence, now })
}

interface ClientMail {
  id: string
  threadId: string
  fromAddress: string
  fromName: string
  baseSubject: string
  language: string | null
  messageIdHeader: string | null
  sentAt: Date
}

async function stop(
  tx: Db,
  { mail, wording, world }: { mail: ClientMail; wording: string; world: ClientWordsWorld }
): Promise<void> {
  const now = world.clock.now()
  const { fromAddress: address } = mail
  const matchKey = addressKey(address)
  await stopAddress(tx, { address, matchKey, by: 'stop-reply', wording, evidence: `message:${mail.id}`, now })
  const mailbox = await senderFor(tx, mail.id)
  if (!mailbox) return
  const settings = await readSettings(tx)
  const language = mail.language === 'fr' || mail.language === 'en' ? mail.language : settings['firm.language']
  const token = await latestLinkToken(tx, matchKey)
  await queueMail(tx, {
    purpose: 'confirmation',
    // At most one automatic answer per address and day (D3).
    key: `stop ${matchKey} ${now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate().toString()}`,
    mailbox,
    to: { name: mail.fromName, address },
    subject: `Re: ${mail.baseSubject}`,
    text: stopText({ firm: settings['firm.name'], link: token && world.preferencesUrl(token) }, language),
    inReplyTo: mail.messageIdHeader,
    references: mail.messageIdHeader === null ? [] : [mail.messageIdHeader],
    threadId: mail.threadId,
    automatic: true,
    by: 'client-words'
  })
}

const words = catalogue(
  {
    stopped: 'Bonjour,\n\nC’est fait\u00a0: vous ne recevrez plus de relances ni d’offres de notre part.',
    affairs: 'Nous continuons de répondre à vos messages et de vous écrire au sujet de vos commandes.',
    link: (url: string) => `Pour voir ou changer ce choix\u00a0: ${url}`
  },
  {
    stopped: 'Hello,\n\nDone: you will get no more reminders or offers from us.',
    affairs: 'We still answer your mails, and write to you about your orders.',
    link: (url) => `To see or change this choice: ${url}`
  }
)

function stopText({ firm, link }: { firm: string; link: string | null }, language: Language): string {
  const say = words[language]
  return [say.stopped, say.affairs, ...(link === null ? [] : [say.link(link)]), firm].filter(Boolean).join('\n\n')
}

async function showCoupon(tx: Db, { mail, code }: { mail: ClientMail; code: string }): Promise<void> {
  const coupon = await findCoupon(tx, code)
  const clientId = await clientOfAddress(tx, mail.fromAddress)
  if (!coupon || clientId === null) return
  const { 'firm.language': language } = await readSettings(tx)
  const shown = shownCode(coupon.code)
  await recordInteraction(tx, {
    clientId,
    at: mail.sentAt,
    kind: 'note',
    title: language === 'fr' ? `Cite le bon ${shown}` : `Names coupon ${shown}`,
    source: 'mailbox',
    externalId: `coupon ${mail.id} ${coupon.id}`,
    by: 'client-words',
    subject: { kind: 'coupon', id: coupon.id }
  })
}
