import { todayText } from '#src/web/text/today.ts'
import type { View } from '#src/web/view.ts'
import { Empty } from './sheet.tsx'

/** Stands where nothing can be before a mailbox is read: the first thing to do. */
export function NoMailbox({ view }: { view: View }) {
  const text = todayText[view.language]
  return (
    <Empty icon="letters" title={text.noMailboxTitle}>
      <p>{text.noMailboxText}</p>
      {view.member?.role === 'owner' ? (
        <a class="button first" href="/settings/mailboxes/new">
          {text.noMailboxGo}
        </a>
      ) : (
        <p>{text.noMailboxAsk}</p>
      )}
    </Empty>
  )
}
