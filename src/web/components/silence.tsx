import { mailboxText } from '#src/web/text/mailbox.ts'
import type { View } from '#src/web/view.ts'
import { Technical } from './technical.tsx'

/** Why a mailbox is not read just now, and what its server said. Nothing where it is read, or paused by hand. */
export function Silence({ view, mailbox }: { view: View; mailbox: { state: string; stateReason: string | null } }) {
  const why = mailboxText[view.language].silences[mailbox.state]
  if (why === undefined) return null
  return (
    <>
      <p>{why}</p>
      {mailbox.stateReason === null ? null : <Technical view={view} detail={mailbox.stateReason} />}
    </>
  )
}
