import { Temporal } from 'temporal-polyfill'
import { Form, SelectField, TextArea, TextField } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import type { ClientRecord } from '#src/web/reading/record-store.ts'
import { recordText } from '#src/web/text/record.ts'
import type { View } from '#src/web/view.ts'

/** Letters of what is written on a record. */
export const ENTRY_MAX = 10_000

const KINDS = ['note', 'call', 'visit', 'meeting']

/** Adds to a record: a note, a call, a visit, or a reminder. Folded away until wanted; works without JavaScript. */
export function WriteOnRecord({ view, client }: { view: View; client: ClientRecord }) {
  const text = recordText[view.language]
  return (
    <div class="line top" id="write">
      <details class="opens grow">
        <summary class="button first">
          <Icon name="note" /> {text.write}
        </summary>
        <Form view={view} action={`/clients/${client.id}/entries`}>
          <SelectField
            label={text.writeKind}
            name="kind"
            value="note"
            options={KINDS.map((kind) => ({ value: kind, label: text.kinds[kind] ?? kind }))}
          />
          <TextField label={text.writeTitle} name="title" hint={text.writeTitleHint} maxlength={200} required />
          <TextArea label={text.writeBody} name="body" view={view} maxlength={ENTRY_MAX} optional />
          <button class="button first">{text.writeSave}</button>
        </Form>
      </details>
      <details class="opens grow">
        <summary class="button">
          <Icon name="bell" /> {text.remind}
        </summary>
        <Form view={view} action={`/clients/${client.id}/reminders`}>
          <TextField
            label={text.remindOn}
            name="on"
            type="date"
            value={dayFrom(view, 1)}
            min={dayFrom(view, 0)}
            required
          />
          <TextField label={text.remindText} name="text" maxlength={300} required />
          <button class="button first">{text.remindSave}</button>
        </Form>
      </details>
    </div>
  )
}

function dayFrom(view: View, days: number): string {
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  return now.toZonedDateTimeISO(view.zone).toPlainDate().add({ days }).toString()
}
