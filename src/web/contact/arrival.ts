import { z } from 'zod'
import { recordConsent } from '#src/campaigns/permission-store.ts'
import { proposePreferences } from '#src/clients/preference-store.ts'
import { rowIdOf } from '#src/delivery/message-id.ts'
import { instantOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import { effectHandler } from '#src/platform/effects.ts'
import { findSubmission, noteClient, readArrived, type Submission } from './submission-store.ts'

const payload = z.object({ messageId: z.uuid() })

/**
 * The mail of a contact form was read, and stands on somebody's record: what they chose besides is proposed there, and a
 * consent that they have confirmed meanwhile is written into its ledger.
 */
export const contactEffect = effectHandler(payload, async ({ messageId }, { tx }) => {
  const arrived = await readArrived(tx, messageId)
  const id = arrived?.messageIdHeader ? rowIdOf(arrived.messageIdHeader) : null
  const submission = id === null ? null : await findSubmission(tx, id)
  if (!arrived || !submission) return
  const { clientId, sentAt } = arrived
  const { answer, fact, question } = submission
  await noteClient(tx, submission.id, clientId)
  const sentence = `${question} ${answer}`.trim()
  if (answer !== null)
    await proposePreferences(tx, [{ clientId, key: fact, value: answer, sentence, messageId, saidAt: sentAt }])
  if (submission.confirmedAt !== null) await keepConsent(tx, { ...submission, clientId }, submission.confirmedAt)
})

/** Writes a confirmed consent into the ledger, with the words that were agreed to (SEMANTICS J1). */
export async function keepConsent(db: Db, { id, wording, clientId }: Submission, confirmedAt: Date): Promise<void> {
  if (clientId === null || wording === null) return
  await recordConsent(db, {
    clientId,
    state: 'given',
    basis: 'express',
    method: 'form',
    at: instantOf(confirmedAt),
    wording,
    evidence: `contact-form:${id}`,
    recordedBy: 'client'
  })
}
