import type { Db } from '#src/platform/database/database.ts'
import { failed, ok, warning, type Finding } from '#src/platform/health/finding.ts'
import { count } from '#src/platform/i18n.ts'
import { findMailboxes } from './mailbox-store.ts'
import { countQuarantined } from './place-store.ts'

/** Whether every mailbox can be read, and whether all that lies in them is understood. */
export async function checkMailboxes(db: Db): Promise<Finding> {
  const mailboxes = await findMailboxes(db)
  const addressesOf = (wanted: string) =>
    mailboxes.flatMap(({ state, address, stateReason }) =>
      state === wanted ? [stateReason === null ? address : `${address} (${stateReason})`] : []
    )
  const [refused, unreachable] = [addressesOf('refused'), addressesOf('unreachable')]
  if (refused.length > 0)
    return failed(
      'mailboxes',
      `login refused: ${refused.join(', ')}`,
      'Give the new password with `maillon mailbox password ADDRESS`; reading resumes by itself.'
    )
  if (unreachable.length > 0)
    return warning(
      'mailboxes',
      `not reached at the last try: ${unreachable.join(', ')}`,
      'It is tried again by itself; see what is wrong with `maillon mailbox check`.'
    )
  return checkQuarantine(db, mailboxes.length)
}

async function checkQuarantine(db: Db, mailboxes: number): Promise<Finding> {
  const quarantined = await countQuarantined(db)
  const detail = count('en', mailboxes, { one: 'mailbox', other: 'mailboxes' })
  if (mailboxes === 0) return warning('mailboxes', 'none', 'Connect one with `maillon mailbox add ADDRESS`.')
  if (quarantined === 0) return ok('mailboxes', detail)
  const mails = count('en', quarantined, { one: 'mail', other: 'mails' })
  return warning(
    'mailboxes',
    `${detail}, ${mails} not understood`,
    'See which with `maillon mailbox reconcile`; try again with `maillon mailbox retry-quarantine`.'
  )
}
