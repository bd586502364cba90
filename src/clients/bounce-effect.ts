import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Clock } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { effectHandler, recordEffect, type EffectHandler } from '#src/platform/effects.ts'
import { addressKey } from '#src/team/address-key.ts'
import { recordBounce, weWroteWhatCameBack } from './bounce-store.ts'
import { suppressAddresses } from './suppression-store.ts'

const payload = z.object({ messageId: z.uuid(), look: z.number().default(0) })

const bounceForm = z.object({
  action: z.enum(['failed', 'delayed', 'delivered']),
  recipients: z.array(
    z.object({ address: z.string(), status: z.string().nullable(), hard: z.boolean(), reason: z.string() })
  ),
  originalMessageId: z.string().nullable()
})
const complaintForm = z.object({ feedbackType: z.string(), recipients: z.array(z.string()) })

/** What a stored delivery report or complaint says: the form of message/mail, as kept in `message.understood`. */
const reportForm = z.object({ bounce: bounceForm.optional(), complaint: complaintForm.optional() })

/**
 * The mail that came back is often read after the report: the Sent folder has its turn later, and years of mail are read newest
 * first. So a report that nothing proves yet is looked at again.
 */
const LOOK_AGAIN_AFTER = [{ minutes: 15 }, { hours: 24 }, { hours: 7 * 24 }]

/** A mail came back, or somebody complained of one: the address is left alone as SEMANTICS H8 says. */
export function bounceEffect({ clock }: { clock: Clock }): EffectHandler {
  return effectHandler(payload, async ({ messageId, look }, { tx }) => {
    const message = await tx.message.findUnique({
      where: { id: messageId },
      select: { understood: true, sentAt: true }
    })
    if (!message) return
    const report = { messageId, at: message.sentAt }
    const { bounce, complaint } = reportForm.parse(message.understood)
    const isBounceProven = bounce?.action !== 'failed' || (await noteBounce(tx, bounce, report))
    const isComplaintProven = complaint?.feedbackType !== 'abuse' || (await noteComplaint(tx, complaint, report))
    const pause = isBounceProven && isComplaintProven ? undefined : LOOK_AGAIN_AFTER[look]
    if (pause) await lookAgain(tx, { messageId, look: look + 1, runAfter: clock.now().add(pause) })
  })
}

async function lookAgain(tx: Db, next: { messageId: string; look: number; runAfter: Temporal.Instant }): Promise<void> {
  const { messageId, look, runAfter } = next
  await recordEffect(tx, { kind: 'bounce', key: `${messageId} look ${look}`, payload: { messageId, look }, runAfter })
}

interface Report {
  messageId: string
  at: Date
}

/**
 * Anybody can write a report. It counts where it names a mail that we did send to that address.
 * @returns whether it counts for all that it names
 */
async function noteBounce(tx: Db, bounce: z.infer<typeof bounceForm>, { messageId, at }: Report): Promise<boolean> {
  let areAllProven = true
  for (const { address, status, hard, reason } of bounce.recipients) {
    const isProven = await weWroteWhatCameBack(tx, { messageId, address })
    await recordBounce(tx, { address, at, hard, status, reason, messageId, isProven })
    areAllProven &&= isProven
  }
  return areAllProven
}

/**
 * A complaint is as easily made up as a delivery report, so it counts on the same grounds.
 * @returns whether it counts for all that it names
 */
async function noteComplaint(
  tx: Db,
  { recipients }: z.infer<typeof complaintForm>,
  { messageId, at }: Report
): Promise<boolean> {
  const proven: string[] = []
  for (const address of recipients) if (await weWroteWhatCameBack(tx, { messageId, address })) proven.push(address)
  const addresses = [...new Set(proven.flatMap((address) => [address, addressKey(address)]))]
  await suppressAddresses(tx, { addresses, scope: 'all', reason: 'complaint', at, evidence: messageId })
  return proven.length === recipients.length
}
