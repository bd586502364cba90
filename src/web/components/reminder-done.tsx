import { todayText } from '#src/web/text/today.ts'
import type { View } from '#src/web/view.ts'
import { Act } from './form.tsx'

/** Says that a reminder is done; its line, of the id `reminder-…`, leaves. */
export function ReminderDone({ view, reminder }: { view: View; reminder: { id: string; text: string } }) {
  return (
    <div class="acts">
      <Act
        view={view}
        action={`/reminders/${reminder.id}/completion`}
        target={`#reminder-${reminder.id}`}
        label={todayText[view.language].done}
        describe={reminder.text}
        icon="check"
      />
    </div>
  )
}
