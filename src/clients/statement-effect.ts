import { z } from 'zod'
import { effectHandler } from '#src/platform/effects.ts'
import { clientOfAddress } from './client-store.ts'
import { proposePreferences } from './preference-store.ts'

const payload = z.object({ messageId: z.uuid() })
const understoodForm = z.object({
  statements: z.array(z.object({ key: z.string(), value: z.string(), sentence: z.string() })).default([])
})

/** What a client said of themselves in a mail is proposed on their record, with the sentence; a member decides (M6). */
export const statementEffect = effectHandler(payload, async ({ messageId }, { tx }) => {
  const message = await tx.message.findUnique({
    where: { id: messageId },
    select: { understood: true, sentAt: true, fromAddress: true }
  })
  const clientId = message && (await clientOfAddress(tx, message.fromAddress))
  if (!message || clientId === null) return
  const { statements } = understoodForm.parse(message.understood)
  await proposePreferences(
    tx,
    statements.map((statement) => ({ clientId, ...statement, messageId, saidAt: message.sentAt }))
  )
})
