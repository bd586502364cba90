import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import { effectHandler } from '#src/platform/effects.ts'
import { addressKey } from '#src/team/address-key.ts'
import { recordBounce, wroteLately } from './bounce-store.ts'
import { suppressAddresses } from './suppression-store.ts'

const payload = z.object({ messageId: z.uuid() })

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

/** A mail came back, or somebody complained of one: the address is left alone as SEMANTICS H8 says. */
export const bounceEffect = effectHandler(payload, async ({ messageId }, { tx }) => {
  const message = await tx.message.findUnique({ where: { id: messageId }, select: { understood: true, sentAt: true } })
  if (!message) return
  const report = { messageId, at: message.sentAt }
  const { bounce, complaint } = reportForm.parse(message.understood)
  if (bounce?.action === 'failed') await noteBounce(tx, bounce, report)
  if (complaint?.feedbackType === 'abuse') await noteComplaint(tx, complaint.recipients, report)
})

interface Report {
  messageId: string
  at: Date
}

/** A report in prose is easily forged: where it names no mail, it counts for those we did write to. */
async function noteBounce(tx: Db, bounce: z.infer<typeof bounceForm>, { messageId, at }: Report): Promise<void> {
  for (const { address, status, hard, reason } of bounce.recipients) {
    const isPlausible = bounce.originalMessageId !== null || (await wroteLately(tx, address, at))
    if (isPlausible) await recordBounce(tx, { address, at, hard, status, reason, messageId })
  }
}

async function noteComplaint(tx: Db, recipients: string[], { messageId, at }: Report): Promise<void> {
  const addresses = [...new Set(recipients.flatMap((address) => [address, addressKey(address)]))]
  await suppressAddresses(tx, { addresses, scope: 'all', reason: 'complaint', at, evidence: messageId })
}
